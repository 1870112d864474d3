#pragma once
// Looks at every world that can be reached, breadth first, so that a counterexample is a shortest
// one.

#include <optional>
#include <string>
#include <vector>

#include "tests/model/rules.hpp"

namespace ledger::model {

struct Counterexample {
  std::string violation;
  std::vector<std::string> steps;
};

struct Exploration {
  std::size_t states = 0;
  std::optional<Counterexample> counterexample;
};

[[nodiscard]] Exploration explore(const Scenario& scenario, const Rules& rules);

}  // namespace ledger::model
