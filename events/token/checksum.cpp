#include "events/token/checksum.hpp"

#include <libdeflate.h>

#include <openssl/sha.h>

#include "events/token/bytes.hpp"
#include "events/token/invariant.hpp"

namespace ledger::token {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

int hex_value(char digit) noexcept {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  return -1;
}

}  // namespace

std::array<std::uint8_t, 32> sha256(std::string_view text) {
  // The low-level calls: EVP allocates a context at each start (OpenSSL 3.0), and costs twice as
  // much.
  SHA256_CTX context;
  std::array<std::uint8_t, 32> digest;
  const bool done = ::SHA256_Init(&context) == 1 &&
                    ::SHA256_Update(&context, text.data(), text.size()) == 1 &&
                    ::SHA256_Final(digest.data(), &context) == 1;
  invariant(done);
  return digest;
}

std::uint32_t crc32(std::string_view text) noexcept {
  // Not zlib's: that goes byte by byte over a text as short as a secret, at four times the cost.
  return ::libdeflate_crc32(0, text.data(), text.size());
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const auto byte : bytes) {
    text += hex_digits[byte >> 4];
    text += hex_digits[byte & 15];
  }
  return text;
}

bool from_hex(std::string_view text, std::span<std::uint8_t> out) noexcept {
  if (text.size() != out.size() * 2) return false;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const int high = hex_value(text[2 * i]);
    const int low = hex_value(text[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    out[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return true;
}

}  // namespace ledger::token
