#pragma once
// Decimal numbers in headers and queries: digits alone, no sign, no blank.

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ledger::http {

/// Of up to `digits_max` digits, 18 at most, which fit; nothing if it is anything else.
[[nodiscard]] inline std::optional<std::uint64_t> parse_decimal(
    std::string_view text, std::size_t digits_max = 18) noexcept {
  std::uint64_t value = 0;
  if (text.empty() || text.size() > digits_max) return std::nullopt;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace ledger::http
