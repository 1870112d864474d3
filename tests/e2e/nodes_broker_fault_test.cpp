// The same of a broker that is killed, hangs, or hears or says nothing more.

#include "tests/e2e/nodes_without_broker.hpp"

namespace ledger::e2e {
namespace {

using support::Way;

TEST_F(NodesWithoutABroker, VerifyUntilTheBoundInWhateverWayItIsGone) {
  {
    SCOPED_TRACE("killed");
    broker->node(0).kill();
    expect_ends_and_recovers([&] { broker->restart(0); });
  }
  {
    SCOPED_TRACE("nothing comes from it");
    proxy.drop(Way::to_client);
    expect_ends_and_recovers([&] { proxy.pass(Way::to_client); });
  }
  {
    SCOPED_TRACE("nothing reaches it, and nobody is told");
    proxy.drop(Way::to_server);
    expect_ends_and_recovers([&] { proxy.pass(Way::to_server); });
  }
  {
    SCOPED_TRACE("it hangs");
    broker->node(0).pause();
    expect_ends_and_recovers([&] { broker->node(0).resume(); });
  }
}

}  // namespace
}  // namespace ledger::e2e
