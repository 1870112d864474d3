#include "services/runtime/quota_settings.hpp"

namespace ledger::runtime {

bool fits_pattern(std::string_view pattern, std::string_view text) noexcept {
  std::size_t at = 0;
  std::size_t in_text = 0;
  auto star = std::string_view::npos;
  std::size_t after_star = 0;  // where the text goes on behind what the last star took
  while (in_text < text.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      after_star = in_text;
    } else if (at < pattern.size() && pattern[at] == text[in_text]) {
      ++at;
      ++in_text;
    } else if (star != std::string_view::npos) {
      // The last star takes one more; earlier ones need not, for it can take what they would.
      at = star + 1;
      in_text = ++after_star;
    } else {
      return false;
    }
  }
  while (at < pattern.size() && pattern[at] == '*') ++at;
  return at == pattern.size();
}

const QuotaLimits& QuotaSettings::limits_of(std::string_view owner) const noexcept {
  for (const auto& special : specials) {
    if (fits_pattern(special.pattern, owner)) return special.limits;
  }
  return limits;
}

}  // namespace ledger::runtime
