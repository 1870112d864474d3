#pragma once
// Spans and points of time as people write them on a command line.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "events/token/timestamp.hpp"

namespace ledger::cli {

inline constexpr std::chrono::seconds duration_max = std::chrono::days(3660);

/// A whole number and a unit, `s`, `m`, `h`, `d` or `w`: `90m`, `30d`. At most duration_max.
/// Nothing if it is anything else, a number without a unit too.
[[nodiscard]] std::optional<std::chrono::seconds> parse_duration(std::string_view text);

/// The same in the largest unit that leaves nothing over: `30d`, `90m`, `0s`.
[[nodiscard]] std::string duration_text(std::chrono::seconds duration);

/// RFC 3339, or a date alone: midnight UTC at its beginning.
[[nodiscard]] std::optional<token::Timestamp> parse_time(std::string_view text);

}  // namespace ledger::cli
