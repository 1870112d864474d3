#pragma once
// Histories of clients of three nodes, and what must be true of one.

#include "tests/e2e/nodes_fixture.hpp"
#include "tests/support/dice.hpp"
#include "tests/support/recorded_history.hpp"

namespace ledger::e2e {

class NodesLinearizability : public Nodes {
 protected:
  support::HistoryPlan plan_for(std::size_t operations) {
    std::printf("TOKENLEDGER_TEST_SEED=%llu\n", static_cast<unsigned long long>(dice.seed()));
    support::HistoryPlan plan;
    plan.nodes = ledger->ports();
    plan.secret = ledger->secret();
    plan.seed = dice.number();
    plan.view_age_max = std::chrono::seconds(30);
    plan.operations = operations;
    return plan;
  }

  support::Dice dice;
};

/// Both judges find it true; and there is something of everything in it, at every node.
void expect_true(const support::History& history);

}  // namespace ledger::e2e
