#pragma once
// C++ text made simple enough to scan: comments, preprocessor lines and the insides of literals
// become blanks (lines stay where they are), and the rest becomes tokens.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::tidy {

struct Token {
  std::string_view text;  ///< a word, "->", "::" or one character
  std::size_t line = 1;
};

/// `text` with comments, preprocessor lines and what stands in quotes blanked.
[[nodiscard]] std::string without_literals(std::string_view text);

/// The tokens of text that without_literals() returned (views into it); attributes are left out.
[[nodiscard]] std::vector<Token> tokens_of(std::string_view blanked);

/// Whether `token` is a name, a keyword or a number.
[[nodiscard]] bool is_word(std::string_view token) noexcept;

}  // namespace ledger::tidy
