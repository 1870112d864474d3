#pragma once
// Two nodes on a broker of their own, behind a proxy: what is seen of them while it is gone.

#include "tests/e2e/nodes_bound.hpp"
#include "tests/support/kafka_cluster.hpp"
#include "tests/support/tcp_fault_proxy.hpp"

namespace ledger::e2e {

class NodesWithoutABroker : public BoundedNodes {
 protected:
  void SetUp() override {
    support::skip_without_kafka();
    if (IsSkipped() || HasFatalFailure()) return;
    support::KafkaClusterPlan plan;
    plan.advertised_ports = {proxy.port()};
    broker.emplace(plan);
    proxy.forward_to(broker->port(0));
    open(2, short_bound, proxy.address());
    secret = token_known_to_both().text("/secret");
  }
  void expect_ends_and_recovers(const std::function<void()>& recover) {
    expect_verification_ends_at_the_bound(1, secret);
    ledger->wait_unready(0);
    recover();
    expect_recovery(0, secret);
    expect_recovery(1, secret);
    for (std::size_t i = 0; i < 2; ++i) {
      EXPECT_EQ(ledger->metric(i, "tokenledger_state_digest_mismatches_total"), 0);
    }
  }

  support::TcpFaultProxy proxy;
  std::optional<support::KafkaCluster> broker;
  std::string secret;
};

}  // namespace ledger::e2e
