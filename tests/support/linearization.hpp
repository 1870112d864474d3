#pragma once
// Is there an order of a token's commands that explains every answer? The search of Wing and Gong
// with Lowe's memory of states, over what clients saw alone: of the ledger's own word it takes only
// whether a command of unknown end was applied. What may be where: token_course.hpp.

#include <string>
#include <vector>

#include "tests/support/token_course.hpp"

namespace ledger::support {

struct Linearization {
  std::size_t states = 0;
  std::vector<std::string> complaints;  ///< one per token that nothing explains
};

/// A course that takes more than `states_max` states is a complaint that says so.
[[nodiscard]] Linearization linearize(const History& history, std::size_t states_max = 2'000'000);

}  // namespace ledger::support
