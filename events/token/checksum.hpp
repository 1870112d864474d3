#pragma once
// SHA-256 and CRC-32 as the ledger uses them: on the path of every verification, so without an
// allocation.

#include <array>
#include <cstdint>
#include <string_view>

namespace ledger::token {

/// SHA-256 (FIPS 180-4) of `text`.
[[nodiscard]] std::array<std::uint8_t, 32> sha256(std::string_view text);

/// CRC-32 (IEEE 802.3, as zlib and PNG compute it) of `text`.
[[nodiscard]] std::uint32_t crc32(std::string_view text) noexcept;

}  // namespace ledger::token
