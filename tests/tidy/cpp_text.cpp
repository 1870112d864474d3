#include "tests/tidy/cpp_text.hpp"

#include <algorithm>
#include <cctype>

namespace ledger::tidy {
namespace {

bool is_word_char(char c) noexcept {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Walks over text and blanks spans of it.
class Blanker {
 public:
  explicit Blanker(std::string_view text) : text_(text) {}

  std::string run() && {
    while (at_ < text_.size()) step();
    return std::move(text_);
  }

 private:
  [[nodiscard]] bool looking_at(std::string_view what) const noexcept {
    return std::string_view(text_).substr(at_, what.size()) == what;
  }

  [[nodiscard]] bool starts_line() const noexcept {
    const std::size_t before = text_.find_last_not_of(" \t", at_ == 0 ? at_ : at_ - 1);
    return at_ == 0 || before == std::string::npos || text_[before] == '\n';
  }

  void blank_to(std::size_t end) {
    for (end = std::min(end, text_.size()); at_ < end; ++at_) {
      if (text_[at_] != '\n') text_[at_] = ' ';
    }
  }

  /// The position after `what`, searched from `from`.
  [[nodiscard]] std::size_t after(std::string_view what, std::size_t from) const noexcept {
    const std::size_t found = text_.find(what, from);
    return found == std::string::npos ? text_.size() : found + what.size();
  }

  [[nodiscard]] std::size_t end_of_line() const noexcept {
    std::size_t end = text_.find('\n', at_);
    while (end != std::string::npos && end > 0 && text_[end - 1] == '\\') {
      end = text_.find('\n', end + 1);
    }
    return std::min(end, text_.size());
  }

  /// Leaves the quotes, blanks what stands between them.
  void quoted(char quote) {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
      end += text_[end] == '\\' ? 2U : 1U;
    }
    ++at_;
    blank_to(end);
    ++at_;
  }

  void raw_string() {
    const std::size_t open = text_.find('(', at_);
    if (open == std::string::npos) return blank_to(text_.size());
    std::string close(1, ')');
    close.append(text_, at_ + 2, open - at_ - 2).push_back('"');
    const std::size_t end = after(close, open);
    text_[at_] = '"';
    ++at_;
    blank_to(end - 1);
    ++at_;
  }

  void step() {
    const bool in_word = at_ > 0 && is_word_char(text_[at_ - 1]);
    if (looking_at("//") || (looking_at("#") && starts_line())) {
      blank_to(end_of_line());
    } else if (looking_at("/*")) {
      blank_to(after("*/", at_ + 2));
    } else if (looking_at("R\"") && !in_word) {
      raw_string();
    } else if (looking_at("\"")) {
      quoted('"');
    } else if (looking_at("'") && !in_word) {
      quoted('\'');
    } else {
      ++at_;
    }
  }

  std::string text_;
  std::size_t at_ = 0;
};

}  // namespace

std::string without_literals(std::string_view text) { return Blanker(text).run(); }

std::vector<Token> tokens_of(std::string_view blanked) {
  std::vector<Token> tokens;
  std::size_t line = 1;
  for (std::size_t at = 0; at < blanked.size();) {
    const std::string_view rest = blanked.substr(at);
    std::size_t size = 1;
    if (rest.starts_with("[[")) {
      size = std::min(rest.find("]]"), rest.size() - 2) + 2;
      line += static_cast<std::size_t>(std::ranges::count(rest.substr(0, size), '\n'));
    } else if (rest[0] == '\n') {
      ++line;
    } else if (std::isspace(static_cast<unsigned char>(rest[0])) == 0) {
      if (is_word_char(rest[0])) {
        size =
            static_cast<std::size_t>(std::ranges::find_if_not(rest, is_word_char) - rest.begin());
      } else if (rest.starts_with("->") || rest.starts_with("::")) {
        size = 2;
      }
      tokens.push_back({rest.substr(0, size), line});
    }
    at += size;
  }
  return tokens;
}

bool is_word(std::string_view token) noexcept {
  return !token.empty() && is_word_char(token.front());
}

}  // namespace ledger::tidy
