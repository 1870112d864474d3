#pragma once
// A history without a ledger: a log that takes records after a while or never, nodes that see them
// later still, and answers as the API promises them. Correct by construction.

#include "tests/support/dice.hpp"
#include "tests/support/history.hpp"

namespace ledger::support {

struct SimulationOptions {
  std::size_t operations = 200;
  std::size_t clients = 6;
  std::size_t nodes = 3;
  std::size_t unknown_percent = 5;  ///< commands whose answer gets lost
};
/// One token after another; settled. Ends with a read of each token behind everything.
[[nodiscard]] History simulate(Dice& dice, const SimulationOptions& options);

}  // namespace ledger::support
