#include "events/token/name.hpp"

#include <cstdint>

#include "events/token/unicode.hpp"

namespace ledger::token {
namespace {

constexpr char32_t not_utf8 = 0xFFFFFFFF;

/// Takes one code point from the front (RFC 3629); not_utf8 if there is none.
char32_t take_code_point(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(0);
  const std::size_t size = first < 0x80   ? 1
                           : first < 0xC2 ? 0
                           : first < 0xE0 ? 2
                           : first < 0xF0 ? 3
                           : first < 0xF5 ? 4
                                          : 0;
  if (size == 0 || text.size() < size) return not_utf8;
  char32_t point = size == 1 ? first : first & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return not_utf8;
    point = point << 6 | (byte(i) & 0x3Fu);
  }
  const bool overlong = (size == 3 && point < 0x800) || (size == 4 && point < 0x10000);
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  if (overlong || surrogate || point > 0x10FFFF) return not_utf8;
  text.remove_prefix(size);
  return point;
}

bool is_control(char32_t point) { return point < 0x20 || (point >= 0x7F && point <= 0x9F); }

/// General category Zs: the spaces that are not control characters.
bool is_space(char32_t point) {
  return point == 0x20 || point == 0xA0 || point == 0x1680 ||
         (point >= 0x2000 && point <= 0x200A) || point == 0x202F || point == 0x205F ||
         point == 0x3000;
}

}  // namespace

std::optional<std::string> parse_name(std::string_view utf8) {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t points = 0;
  std::size_t spaces_since = 0;
  for (auto rest = utf8; !rest.empty();) {
    const std::size_t at = utf8.size() - rest.size();
    const char32_t point = take_code_point(rest);
    if (point == not_utf8 || is_control(point)) return std::nullopt;
    if (is_space(point)) {
      if (points > 0) ++spaces_since;
      continue;
    }
    if (points == 0) begin = at;
    points += spaces_since + 1;
    spaces_since = 0;
    end = utf8.size() - rest.size();
  }
  if (points == 0 || points > name_code_points_max) return std::nullopt;
  return std::string(utf8.substr(begin, end - begin));
}

std::optional<std::string> parse_new_name(std::string_view utf8) {
  auto name = parse_name(utf8);
  if (!name) return std::nullopt;
  const auto points = code_points(*name);
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (is_obscure(points, i)) return std::nullopt;
  }
  if (!has_something_to_see(points)) return std::nullopt;
  return name;
}

std::u32string code_points(std::string_view utf8) {
  std::u32string points;
  while (!utf8.empty()) {
    const char32_t point = take_code_point(utf8);
    if (point == not_utf8) return {};
    points += point;
  }
  return points;
}

}  // namespace ledger::token
