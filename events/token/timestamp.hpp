#pragma once
// Points in time: UTC, whole milliseconds, written as RFC 3339 with three decimals and a `Z`.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace ledger::token {

using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

/// `2026-11-24T05:00:00.000Z`. Years outside 0000–9999 are clamped to what RFC 3339 can say.
[[nodiscard]] std::string to_text(Timestamp time);

inline constexpr std::size_t timestamp_text_size = 24;
/// Writes the same to `out`, which has room for timestamp_text_size.
void write_text(Timestamp time, char* out) noexcept;

/// Appends the same to `out`, without allocating a string of its own.
void append_text(std::string& out, Timestamp time);

/// Reads RFC 3339 (any offset; 0–9 decimals, cut to milliseconds; `t` and `z` too; no leap second).
[[nodiscard]] std::optional<Timestamp> parse_timestamp(std::string_view text);

}  // namespace ledger::token
