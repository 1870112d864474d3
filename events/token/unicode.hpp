#pragma once
// What Unicode says about the characters of a text that people read (utf8proc has its tables):
// which may be shown as they are, and what is the same text in another case or composition.

#include <string>
#include <string_view>

namespace ledger::token {

/// Whether the character at `at` breaks a line, reorders what stands around it or hides: a line or
/// paragraph separator, a control character, one with the property Bidi_Control or
/// Default_Ignorable_Code_Point, or an interlinear annotation. Not so a variation selector behind a
/// character that is seen, and a joiner between two: scripts and emoji need them.
[[nodiscard]] bool is_obscure(std::u32string_view points, std::size_t at) noexcept;

/// Whether there is something to see: not only spaces, combining marks and the like.
[[nodiscard]] bool has_something_to_see(std::u32string_view points) noexcept;

/// Appends one character.
void append_utf8(std::string& text, char32_t point);

/// Case-folded and composed (NFC): equal for texts that differ in case or composition. Empty where
/// `utf8` is no UTF-8.
[[nodiscard]] std::string case_folded(std::string_view utf8);

}  // namespace ledger::token
