#include "events/token/rules.hpp"

namespace ledger::token {

const Rules* find_rules(std::uint32_t number) noexcept {
  for (const auto& rules : known_rules()) {
    if (rules.number == number) return &rules;
  }
  return nullptr;
}

}  // namespace ledger::token
