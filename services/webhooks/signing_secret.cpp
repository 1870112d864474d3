#include "services/webhooks/signing_secret.hpp"

#include <memory>
#include <span>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "events/token/invariant.hpp"
#include "services/runtime/entropy.hpp"

namespace ledger::webhooks {
namespace {

using token::invariant;

std::string base64(std::span<const std::uint8_t> bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3), '\0');
  // It writes a zero byte behind, where std::string has one.
  ::EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(),
                    static_cast<int>(bytes.size()));
  return text;
}

struct KeyEnd {
  void operator()(EVP_PKEY* key) const { ::EVP_PKEY_free(key); }
};
struct DigestEnd {
  void operator()(EVP_MD_CTX* context) const { ::EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, KeyEnd>;

Key ed25519(const SigningSecret& seed) {
  Key key(::EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.bytes().data(),
                                         seed.bytes().size()));
  invariant(key != nullptr);
  return key;
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

SigningSecret::~SigningSecret() { ::OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

SigningSecret SigningSecret::random() {
  SigningSecret secret;
  runtime::take_random(secret.bytes_);
  return secret;
}

std::string SigningSecret::reveal() const { return "whsec_" + base64(bytes_); }

token::WebhookPublicKey SigningSecret::public_key() const {
  const auto key = ed25519(*this);
  token::WebhookPublicKey public_key;
  std::size_t written = public_key.value.size();
  invariant(::EVP_PKEY_get_raw_public_key(key.get(), public_key.value.data(), &written) == 1 &&
            written == public_key.value.size());
  return public_key;
}

std::string to_text(const token::WebhookPublicKey& key) { return "whpk_" + base64(key.value); }

std::string signature_of(const SigningSecret& secret, bool is_ed25519, std::string_view content) {
  if (!is_ed25519) {
    std::array<std::uint8_t, 32> code;
    unsigned size = 0;
    invariant(::HMAC(::EVP_sha256(), secret.bytes().data(), static_cast<int>(secret.bytes().size()),
                     bytes_of(content), content.size(), code.data(), &size) != nullptr &&
              size == code.size());
    return "v1," + base64(code);
  }
  const auto key = ed25519(secret);
  const std::unique_ptr<EVP_MD_CTX, DigestEnd> context(::EVP_MD_CTX_new());
  std::array<std::uint8_t, 64> signature;
  std::size_t size = signature.size();
  invariant(context != nullptr &&
            ::EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
            ::EVP_DigestSign(context.get(), signature.data(), &size, bytes_of(content),
                             content.size()) == 1 &&
            size == signature.size());
  return "v1a," + base64(signature);
}

}  // namespace ledger::webhooks
