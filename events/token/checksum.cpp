#include "events/token/checksum.hpp"

#include <bit>
#include <cstring>

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

/// remainder[k][b]: of the byte b followed by k zero bytes, reflected polynomial 0xedb88320.
using CrcTables = std::array<std::array<std::uint32_t, 256>, 8>;
constexpr CrcTables remainder = [] {
  CrcTables tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320U : 0);
    tables[0][byte] = crc;
  }
  for (std::size_t k = 1; k < tables.size(); ++k) {
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
      const auto crc = tables[k - 1][byte];
      tables[k][byte] = crc >> 8 ^ tables[0][crc & 0xff];
    }
  }
  return tables;
}();

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
  // Eight bytes a step; zlib goes byte by byte over a text as short as a secret.
  static_assert(std::endian::native == std::endian::little);
  std::uint32_t crc = 0xffffffffU;
  for (; text.size() >= 8; text.remove_prefix(8)) {
    std::uint64_t word;
    std::memcpy(&word, text.data(), sizeof word);
    word ^= crc;
    crc = 0;
    for (std::size_t i = 0; i < 8; ++i) crc ^= remainder[7 - i][word >> 8 * i & 0xff];
  }
  for (const char c : text)
    crc = crc >> 8 ^ remainder[0][(crc ^ static_cast<unsigned char>(c)) & 0xff];
  return ~crc;
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
