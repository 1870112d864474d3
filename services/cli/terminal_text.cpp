#include "services/cli/terminal_text.hpp"

#include <cwchar>
#include <locale.h>

#include "events/token/name.hpp"

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

bool is_control(unsigned char c) { return c < 0x20 || c == 0x7f; }

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
  const bool is_utf8 = text.empty() || !token::code_points(text).empty();
  std::string shown;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    // C1 controls are C2 80 … C2 9F in UTF-8.
    const bool is_c1 = is_utf8 && c == 0xC2 && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (is_c1) ++i;
    const bool is_shown = !is_control(c) && !is_c1 && (is_utf8 || c < 0x80);
    shown += is_shown ? text[i] : '?';
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
