#pragma once
// Spans and points of time as people write them on a command line.

#include <chrono>
#include <optional>
#include <string_view>

#include "events/token/timestamp.hpp"

namespace ledger::cli {

inline constexpr std::chrono::seconds duration_max = std::chrono::days(3660);

/// A whole number and a unit, `s`, `m`, `h`, `d` or `w`: `90m`, `30d`. At most duration_max.
/// Nothing if it is anything else, a number without a unit too.
[[nodiscard]] std::optional<std::chrono::seconds> parse_duration(std::string_view text);

/// RFC 3339, or a date alone: midnight UTC at its beginning.
[[nodiscard]] std::optional<token::Timestamp> parse_time(std::string_view text);

}  // namespace ledger::cli
