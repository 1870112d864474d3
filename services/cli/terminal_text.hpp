#pragma once
// Text on a terminal: how wide it is, what may be shown, and colour.

#include <string>
#include <string_view>

namespace ledger::cli {

enum class Colour { none, green, yellow, red, bold };

/// Columns that a terminal gives to `utf8`: 2 for wide characters, 0 for combining ones.
[[nodiscard]] std::size_t display_width(std::string_view utf8);

/// The text with every control character (C0, DEL, C1) as `?`, so that no server can move the
/// cursor or set a title, and what reorders or hides text (token::is_obscure) as `\u{202E}`; what
/// is no UTF-8 becomes `?` byte by byte.
[[nodiscard]] std::string printable(std::string_view text);

[[nodiscard]] std::string coloured(std::string_view text, Colour colour);

/// The colour of a token's status.
[[nodiscard]] Colour status_colour(std::string_view status);

}  // namespace ledger::cli
