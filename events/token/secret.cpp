#include "events/token/secret.hpp"

#include <algorithm>

#include <openssl/crypto.h>

#include "events/token/checksum.hpp"

namespace ledger::token {
namespace {

constexpr std::string_view prefix = "tl_";
constexpr std::string_view base62 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t random_digits = 43;
constexpr std::size_t checked_size = prefix.size() + random_digits;
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

bool has_shape_and_checksum(std::string_view text) noexcept {
  if (text.size() != TokenSecret::text_size || !text.starts_with(prefix)) return false;
  const auto digits = text.substr(prefix.size());
  if (!std::all_of(digits.begin(), digits.end(),
                   [](char c) { return base62_table[static_cast<unsigned char>(c)]; })) {
    return false;
  }
  char checksum[checksum_digits];
  put_checksum(checksum, crc32(text.substr(0, checked_size)));
  return text.substr(checked_size) == std::string_view(checksum, checksum_digits);
}

TokenDigest digest_of(std::string_view text) {
  TokenDigest digest;
  digest.value = sha256(text);
  return digest;
}

}  // namespace

TokenSecret TokenSecret::from_random(std::span<const std::uint8_t, 32> random) {
  Number number{};
  for (std::size_t i = 0; i < random.size(); ++i) number[i / 4] = number[i / 4] << 8 | random[i];
  TokenSecret secret;
  std::copy(prefix.begin(), prefix.end(), secret.text_.begin());
  for (std::size_t i = checked_size; i-- > prefix.size();) {
    secret.text_[i] = base62[divide_by_62(number)];
  }
  OPENSSL_cleanse(number.data(), sizeof number);
  put_checksum(secret.text_.data() + checked_size,
               crc32(std::string_view(secret.text_.data(), checked_size)));
  return secret;
}

std::optional<TokenSecret> TokenSecret::parse(std::string_view text) noexcept {
  if (!has_shape_and_checksum(text)) return std::nullopt;
  TokenSecret secret;
  std::copy(text.begin(), text.end(), secret.text_.begin());
  return secret;
}

TokenSecret::~TokenSecret() { OPENSSL_cleanse(text_.data(), text_.size()); }

TokenDigest TokenSecret::digest() const { return digest_of(reveal()); }

std::optional<TokenDigest> digest_of_secret(std::string_view text) noexcept {
  if (!has_shape_and_checksum(text)) return std::nullopt;
  return digest_of(text);
}

}  // namespace ledger::token
