// A broker that nobody reaches: verification goes on until the bound and not a moment longer, and
// everything recovers by itself.

#include "tests/e2e/nodes_without_broker.hpp"

namespace ledger::e2e {
namespace {

TEST_F(NodesWithoutABroker, VerifyUntilTheBoundAndRecover) {
  proxy.reset();
  expect_ends_and_recovers([&] { proxy.take(); });
}

}  // namespace
}  // namespace ledger::e2e
