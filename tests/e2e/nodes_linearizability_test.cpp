// Many clients at once on few tokens, over three nodes: what they are told has an order that
// explains all of it, and is what the log says.

#include "tests/e2e/nodes_history.hpp"

namespace ledger::e2e {
namespace {

TEST_F(NodesLinearizability, OfManyClientsOnFewTokens) {
  open(3);
  const auto history = record_history(plan_for(11'000));
  EXPECT_GE(history.operations.size(), 10'000U);
  expect_true(history);
}

}  // namespace
}  // namespace ledger::e2e
