#include "services/issuance/name_filter.hpp"

#include <cwctype>
#include <locale.h>

#include "events/token/name.hpp"

namespace ledger::issuance {
namespace {

char32_t lower(char32_t point) {
  // Debian's libc carries this locale itself: no locale package is needed.
  static const locale_t unicode = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  if (unicode == nullptr) return point;
  return static_cast<char32_t>(::towlower_l(static_cast<wint_t>(point), unicode));
}

std::u32string folded(std::string_view utf8) {
  std::u32string points = token::code_points(utf8);
  for (auto& point : points) point = lower(point);
  return points;
}

}  // namespace

NameFilter::NameFilter(std::string_view utf8) : wanted_(folded(utf8)) {}

bool NameFilter::matches(std::string_view name) const {
  return wanted_.empty() || folded(name).find(wanted_) != std::u32string::npos;
}

}  // namespace ledger::issuance
