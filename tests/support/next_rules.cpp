// A second set of rules, that only test programs know: linked in place of the program's own.

#include <array>

#include "events/token/rules.hpp"

namespace ledger::token {

std::span<const Rules> known_rules() noexcept {
  static constexpr std::array<Rules, 2> known{
      Rules{1, std::chrono::days(7), std::chrono::days(365), std::chrono::days(8)},
      // no dead secret is remembered
      Rules{2, std::chrono::days(7), std::chrono::days(0), std::chrono::days(8)}};
  return known;
}

}  // namespace ledger::token
