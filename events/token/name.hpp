#pragma once
// A token's name: for people; 1–100 Unicode code points, no control characters, spaces around it
// trimmed.

#include <optional>
#include <string>
#include <string_view>

namespace ledger::token {

inline constexpr std::size_t name_code_points_max = 100;

/// The trimmed name, or nothing if `utf8` is not valid UTF-8 or not a name.
[[nodiscard]] std::optional<std::string> parse_name(std::string_view utf8);

/// The same for a name that somebody gives: what is obscure (unicode.hpp) is in none, and something
/// of it is to be seen. Names in events may be older than that rule.
[[nodiscard]] std::optional<std::string> parse_new_name(std::string_view utf8);

/// The code points of valid UTF-8 (RFC 3629); empty if it is not valid.
[[nodiscard]] std::u32string code_points(std::string_view utf8);

}  // namespace ledger::token
