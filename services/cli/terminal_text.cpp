#include "services/cli/terminal_text.hpp"

#include <algorithm>
#include <charconv>
#include <cwchar>
#include <locale.h>

#include "events/token/name.hpp"
#include "events/token/unicode.hpp"

namespace ledger::cli {
namespace {

/// wcwidth() asks the thread's locale; this one knows Unicode whatever the user has set.
class UnicodeLocale {
 public:
  UnicodeLocale() : before_(::uselocale(unicode())) {}
  ~UnicodeLocale() { ::uselocale(before_); }
  UnicodeLocale(const UnicodeLocale&) = delete;
  UnicodeLocale& operator=(const UnicodeLocale&) = delete;

 private:
  static locale_t unicode() {
    static const locale_t made = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return made;
  }
  locale_t before_;
};

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7f && c <= 0x9f); }

/// Of what is no UTF-8.
bool is_shown_byte(unsigned char c) { return c < 0x80 && !is_control(c); }

/// `\u{202E}`
void append_escaped(std::string& shown, char32_t point) {
  char digits[8];
  const auto end = std::to_chars(digits, digits + sizeof digits, std::uint32_t{point}, 16).ptr;
  std::transform(digits, end, digits,
                 [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
  shown.append("\\u{").append(digits, end).append("}");
}

}  // namespace

std::size_t display_width(std::string_view utf8) {
  const UnicodeLocale locale;
  std::size_t width = 0;
  for (const char32_t c : token::code_points(utf8)) {
    const int columns = ::wcwidth(static_cast<wchar_t>(c));
    width += columns < 0 ? 1 : static_cast<std::size_t>(columns);
  }
  return width;
}

std::string printable(std::string_view text) {
  const std::u32string points = token::code_points(text);
  std::string shown;
  if (points.empty()) {
    for (const char c : text) shown += is_shown_byte(static_cast<unsigned char>(c)) ? c : '?';
    return shown;
  }
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (is_control(points[i])) {
      shown += '?';
    } else if (token::is_obscure(points, i)) {
      append_escaped(shown, points[i]);
    } else {
      token::append_utf8(shown, points[i]);
    }
  }
  return shown;
}

std::string coloured(std::string_view text, Colour colour) {
  const char* code = nullptr;
  switch (colour) {
    case Colour::none:
      return std::string(text);
    case Colour::green:
      code = "32";
      break;
    case Colour::yellow:
      code = "33";
      break;
    case Colour::red:
      code = "31";
      break;
    case Colour::bold:
      code = "1";
      break;
  }
  return std::string("\x1b[") + code + 'm' + std::string(text) + "\x1b[0m";
}

Colour status_colour(std::string_view status) {
  if (status == "active") return Colour::green;
  if (status == "revoked") return Colour::red;
  return Colour::yellow;
}

}  // namespace ledger::cli
