#include "events/token/secret.hpp"

#include <algorithm>

#include <openssl/crypto.h>

#include "events/token/checksum.hpp"

namespace ledger::token {
namespace {

constexpr std::size_t prefix_size = 3;
static_assert(OfToken::prefix.size() == prefix_size && OfSession::prefix.size() == prefix_size);
constexpr std::string_view base62 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t random_digits = 43;
constexpr std::size_t checked_size = prefix_size + random_digits;
constexpr std::size_t checksum_digits = 6;
static_assert(checked_size + checksum_digits == TokenSecret::text_size);

/// Writes `value`, most significant digit first.
void put_checksum(char* out, std::uint32_t value) noexcept {
  for (std::size_t i = checksum_digits; i-- > 0; value /= 62) out[i] = base62[value % 62];
}

/// A 256-bit number, most significant word first.
using Number = std::array<std::uint32_t, 8>;

/// Divides it in place by 62 and returns the remainder.
unsigned divide_by_62(Number& number) noexcept {
  std::uint64_t remainder = 0;
  for (auto& word : number) {
    const std::uint64_t part = remainder << 32 | word;
    word = static_cast<std::uint32_t>(part / 62);
    remainder = part % 62;
  }
  return static_cast<unsigned>(remainder);
}

constexpr std::array<bool, 256> base62_table = [] {
  std::array<bool, 256> table{};
  for (const char c : base62) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

bool has_shape_and_checksum(std::string_view text, std::string_view prefix) noexcept {
  if (text.size() != TokenSecret::text_size || !text.starts_with(prefix)) return false;
  const auto digits = text.substr(prefix_size);
  if (!std::all_of(digits.begin(), digits.end(),
                   [](char c) { return base62_table[static_cast<unsigned char>(c)]; })) {
    return false;
  }
  char checksum[checksum_digits];
  put_checksum(checksum, crc32(text.substr(0, checked_size)));
  return text.substr(checked_size) == std::string_view(checksum, checksum_digits);
}

template <class Digest>
Digest digest_of(std::string_view text) {
  Digest digest;
  digest.value = sha256(text);
  return digest;
}

}  // namespace

template <class Kind>
Secret<Kind> Secret<Kind>::from_random(std::span<const std::uint8_t, 32> random) {
  Number number{};
  for (std::size_t i = 0; i < random.size(); ++i) number[i / 4] = number[i / 4] << 8 | random[i];
  Secret secret;
  std::copy(Kind::prefix.begin(), Kind::prefix.end(), secret.text_.begin());
  for (std::size_t i = checked_size; i-- > prefix_size;) {
    secret.text_[i] = base62[divide_by_62(number)];
  }
  OPENSSL_cleanse(number.data(), sizeof number);
  put_checksum(secret.text_.data() + checked_size,
               crc32(std::string_view(secret.text_.data(), checked_size)));
  return secret;
}

template <class Kind>
std::optional<Secret<Kind>> Secret<Kind>::parse(std::string_view text) noexcept {
  if (!has_shape_and_checksum(text, Kind::prefix)) return std::nullopt;
  Secret secret;
  std::copy(text.begin(), text.end(), secret.text_.begin());
  return secret;
}

template <class Kind>
Secret<Kind>::~Secret() {
  OPENSSL_cleanse(text_.data(), text_.size());
}

template <class Kind>
typename Kind::Digest Secret<Kind>::digest() const {
  return digest_of<typename Kind::Digest>(reveal());
}

template class Secret<OfToken>;
template class Secret<OfSession>;

std::optional<TokenDigest> digest_of_secret(std::string_view text) noexcept {
  if (!has_shape_and_checksum(text, OfToken::prefix)) return std::nullopt;
  return digest_of<TokenDigest>(text);
}

std::optional<SessionDigest> digest_of_session(std::string_view text) noexcept {
  if (!has_shape_and_checksum(text, OfSession::prefix)) return std::nullopt;
  return digest_of<SessionDigest>(text);
}

}  // namespace ledger::token
