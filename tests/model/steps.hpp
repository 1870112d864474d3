#pragma once
// What can happen next in a world: every interleaving is one of these steps after another.

#include <functional>
#include <string>

#include "tests/model/world.hpp"

namespace ledger::model {

/// Called with a world that can come next, and what leads there (made only when asked for).
using Visit = std::function<void(const World& next, const std::function<std::string()>& what)>;

void for_each_step(const World& world, const Scenario& scenario, const Rules& rules,
                   const Visit& visit);

}  // namespace ledger::model
