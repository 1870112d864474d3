#include "services/webhooks/sealing_key.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "events/token/checksum.hpp"
#include "events/token/invariant.hpp"
#include "services/runtime/entropy.hpp"

namespace ledger::webhooks {
namespace {

using token::invariant;

constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;
constexpr std::size_t digits = 2 * SigningSecret::size;
static_assert(token::SealedSecret::size == nonce_size + SigningSecret::size + tag_size);

struct CipherEnd {
  void operator()(EVP_CIPHER_CTX* context) const { ::EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, CipherEnd>;

/// What a sealed secret is bound to.
std::string bound_to(std::string_view ledger_id, const token::WebhookId& webhook) {
  return "tokenledger webhook " + std::string(ledger_id) + ' ' + to_text(webhook);
}

/// Closes a file descriptor at the end.
struct Descriptor {
  int number;
  explicit Descriptor(int fd) : number(fd) {}
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
};

[[noreturn]] void fail(const char* what, const std::filesystem::path& file) {
  throw std::runtime_error(std::string("cannot ") + what + " " + file.string() + ": " +
                           std::strerror(errno));
}

int size_of(std::string_view text) { return static_cast<int>(text.size()); }

}  // namespace

SealingKey::SealingKey(const SigningSecret& key) : key_(key) {
  const auto hash =
      token::sha256({reinterpret_cast<const char*>(key.bytes().data()), key.bytes().size()});
  std::copy_n(hash.begin(), name_.value.size(), name_.value.begin());
}

std::optional<SealingKey> SealingKey::read(const std::filesystem::path& file) {
  const Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (opened.number < 0 && errno == ENOENT) return std::nullopt;
  struct ::stat status{};
  if (opened.number < 0 || ::fstat(opened.number, &status) != 0) fail("read", file);
  if ((status.st_mode & 077U) != 0) {
    throw std::runtime_error(file.string() +
                             " is a key, and others than its owner may read it. Type: chmod 600 " +
                             file.string());
  }
  std::array<char, digits + 2> text{};
  const auto size = ::read(opened.number, text.data(), text.size());
  std::string_view read(text.data(), size < 0 ? 0 : static_cast<std::size_t>(size));
  while (read.ends_with('\n')) read.remove_suffix(1);
  SigningSecret key;
  const bool is_key = token::from_hex(read, key.bytes());
  ::OPENSSL_cleanse(text.data(), text.size());
  if (!is_key) {
    throw std::runtime_error(
        file.string() +
        " must hold 64 hexadecimal digits: bring back the file that the other nodes have, or "
        "remove it where no webhook was registered yet");
  }
  return SealingKey(key);
}

void SealingKey::make(const std::filesystem::path& file) {
  auto unfinished = file;
  unfinished += ".new";
  std::filesystem::remove(unfinished);
  auto text = token::to_hex(SigningSecret::random().bytes()) + '\n';
  {
    const Descriptor opened(
        ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (opened.number < 0) fail("make", unfinished);
    const bool written =
        ::write(opened.number, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::OPENSSL_cleanse(text.data(), text.size());
    if (!written || ::fsync(opened.number) != 0) fail("write", unfinished);
  }
  if (::rename(unfinished.c_str(), file.c_str()) != 0) fail("rename", unfinished);
  const Descriptor directory(
      ::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.number < 0 || ::fsync(directory.number) != 0) fail("sync", file.parent_path());
}

token::SealedSecret SealingKey::seal(const SigningSecret& secret, std::string_view ledger_id,
                                     const token::WebhookId& webhook) const {
  token::SealedSecret sealed;
  auto* const nonce = sealed.value.data();
  auto* const box = nonce + nonce_size;
  runtime::take_random({nonce, nonce_size});
  const auto bound = bound_to(ledger_id, webhook);
  const Cipher cipher(::EVP_CIPHER_CTX_new());
  int size = 0;
  invariant(cipher != nullptr &&
            ::EVP_EncryptInit_ex(cipher.get(), ::EVP_aes_256_gcm(), nullptr, key_.bytes().data(),
                                 nonce) == 1 &&
            ::EVP_EncryptUpdate(cipher.get(), nullptr, &size,
                                reinterpret_cast<const unsigned char*>(bound.data()),
                                size_of(bound)) == 1 &&
            ::EVP_EncryptUpdate(cipher.get(), box, &size, secret.bytes().data(),
                                static_cast<int>(SigningSecret::size)) == 1 &&
            ::EVP_EncryptFinal_ex(cipher.get(), box + size, &size) == 1 &&
            ::EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(tag_size),
                                  box + SigningSecret::size) == 1);
  return sealed;
}

std::optional<SigningSecret> SealingKey::open(const token::WebhookKey& key,
                                              std::string_view ledger_id,
                                              const token::WebhookId& webhook) const {
  if (key.sealed_with != name_) return std::nullopt;
  auto sealed = key.sealed;
  auto* const box = sealed.value.data() + nonce_size;
  const auto bound = bound_to(ledger_id, webhook);
  SigningSecret secret;
  const Cipher cipher(::EVP_CIPHER_CTX_new());
  int size = 0;
  const bool is_good =
      cipher != nullptr &&
      ::EVP_DecryptInit_ex(cipher.get(), ::EVP_aes_256_gcm(), nullptr, key_.bytes().data(),
                           sealed.value.data()) == 1 &&
      ::EVP_DecryptUpdate(cipher.get(), nullptr, &size,
                          reinterpret_cast<const unsigned char*>(bound.data()),
                          size_of(bound)) == 1 &&
      ::EVP_DecryptUpdate(cipher.get(), secret.bytes().data(), &size, box,
                          static_cast<int>(SigningSecret::size)) == 1 &&
      ::EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(tag_size),
                            box + SigningSecret::size) == 1 &&
      ::EVP_DecryptFinal_ex(cipher.get(), secret.bytes().data() + size, &size) == 1;
  return is_good ? std::optional(secret) : std::nullopt;
}

}  // namespace ledger::webhooks
