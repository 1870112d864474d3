// The same while nodes are paused and killed.

#include "tests/e2e/nodes_history.hpp"

namespace ledger::e2e {
namespace {

TEST_F(NodesLinearizability, HoldsWhileNodesArePausedAndKilled) {
  open(3);
  auto plan = plan_for(12'000);
  plan.meanwhile = [&](const support::HistoryProgress& progress) {
    // A client waits long for a node that is paused: few steps, and it goes on.
    for (std::size_t round = 0; round < 3; ++round) {
      const auto begun = 2'000 * (round + 1);
      const auto paused = round;
      const auto killed = (round + 1) % 3;
      progress.wait(begun);
      ledger->pause(paused);
      progress.wait(begun + 8);
      ledger->kill(killed);
      ledger->start(killed);
      progress.wait(begun + 16);
      ledger->resume(paused);
    }
    for (std::size_t i = 0; i < 3; ++i) ledger->wait_ready(i);
  };
  const auto history = record_history(plan);
  EXPECT_GE(history.operations.size(), 10'000U);
  expect_true(history);
}

}  // namespace
}  // namespace ledger::e2e
