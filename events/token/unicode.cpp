#include "events/token/unicode.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utf8proc.h>

namespace ledger::token {
namespace {

constexpr char32_t zero_width_non_joiner = 0x200C;
constexpr char32_t zero_width_joiner = 0x200D;

bool is_between(char32_t point, char32_t first, char32_t last) {
  return point >= first && point <= last;
}

utf8proc_category_t category_of(char32_t point) {
  return ::utf8proc_category(static_cast<utf8proc_int32_t>(point));
}

bool is_joiner(char32_t point) {
  return point == zero_width_non_joiner || point == zero_width_joiner;
}

bool is_variation_selector(char32_t point) {
  return is_between(point, 0xFE00, 0xFE0F) || is_between(point, 0xE0100, 0xE01EF) ||
         is_between(point, 0x180B, 0x180D) || point == 0x180F;
}

bool is_bidi_control(char32_t point) {
  return point == 0x061C || point == 0x200E || point == 0x200F ||
         is_between(point, 0x202A, 0x202E) || is_between(point, 0x2066, 0x2069);
}

/// Default_Ignorable_Code_Point; of characters that are not assigned too, where the standard keeps
/// room for more of them.
bool is_ignorable(char32_t point) {
  return ::utf8proc_get_property(static_cast<utf8proc_int32_t>(point))->ignorable != 0 ||
         point == 0x2065 || is_between(point, 0xFFF0, 0xFFF8) ||
         is_between(point, 0xE0000, 0xE0FFF);
}

bool is_annotation(char32_t point) { return is_between(point, 0xFFF9, 0xFFFB); }

bool is_separator_or_control(char32_t point) {
  const auto category = category_of(point);
  return category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP ||
         category == UTF8PROC_CATEGORY_CC;
}

bool is_space(char32_t point) {
  constexpr char32_t braille_blank = 0x2800;
  return category_of(point) == UTF8PROC_CATEGORY_ZS || point == braille_blank;
}

bool is_mark(char32_t point) {
  const auto category = category_of(point);
  return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME ||
         category == UTF8PROC_CATEGORY_MC;
}

/// Of its own, or as part of the character that it is joined to.
bool is_seen(char32_t point) {
  return !is_separator_or_control(point) && !is_space(point) && !is_bidi_control(point) &&
         !is_ignorable(point) && !is_annotation(point);
}

bool follows_what_is_seen(std::u32string_view points, std::size_t at) {
  return at > 0 && is_seen(points[at - 1]);
}

}  // namespace

bool is_obscure(std::u32string_view points, std::size_t at) noexcept {
  const char32_t point = points[at];
  if (is_variation_selector(point)) return !follows_what_is_seen(points, at);
  if (is_joiner(point)) {
    // As in a heart on fire: heart, variation selector, joiner, fire.
    const bool selected = at > 0 && is_variation_selector(points[at - 1]);
    const bool behind = follows_what_is_seen(points, selected ? at - 1 : at);
    return !behind || at + 1 == points.size() || !is_seen(points[at + 1]);
  }
  return is_separator_or_control(point) || is_bidi_control(point) || is_ignorable(point) ||
         is_annotation(point);
}

bool has_something_to_see(std::u32string_view points) noexcept {
  return std::ranges::any_of(points, [](char32_t c) { return is_seen(c) && !is_mark(c); });
}

void append_utf8(std::string& text, char32_t point) {
  utf8proc_uint8_t bytes[4];
  const auto size = ::utf8proc_encode_char(static_cast<utf8proc_int32_t>(point), bytes);
  text.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

std::string case_folded(std::string_view utf8) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (std::ranges::all_of(utf8, is_ascii)) {
    std::string folded(utf8);
    std::ranges::transform(folded, folded.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return folded;
  }
  utf8proc_uint8_t* made = nullptr;
  const auto options =
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
  const auto size = ::utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(utf8.data()),
                                   static_cast<utf8proc_ssize_t>(utf8.size()), &made, options);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(made, &std::free);
  if (size < 0) return {};
  return {reinterpret_cast<const char*>(made), static_cast<std::size_t>(size)};
}

}  // namespace ledger::token
