// Three nodes: another leads when the leader is killed, and nothing that was acknowledged is lost.

#include "tests/support/kafka_cluster.hpp"

#include <thread>

#include <gmock/gmock.h>

#include "tests/support/kafka_client.hpp"
#include "tests/support/shared_kafka.hpp"

namespace ledger::fault {
namespace {

using support::KafkaClient;
using support::KafkaCluster;
using testing::ElementsAre;
using namespace std::chrono_literals;

class ThreeKafkas : public testing::Test {
 protected:
  void SetUp() override { support::skip_without_kafka(); }
};

/// The leader of `t` once it is another than `former`; nothing when half a minute is over.
std::optional<int> successor_of(int former, KafkaClient& client) {
  const auto until = std::chrono::steady_clock::now() + 30s;
  while (std::chrono::steady_clock::now() < until) {
    const auto leader = client.leader_of("t");
    if (leader && *leader != former) return leader;
    std::this_thread::sleep_for(20ms);
  }
  return std::nullopt;
}

TEST_F(ThreeKafkas, AnotherLeadsAfterAKillAndTheKilledOneComesBack) {
  KafkaCluster cluster({.nodes = 3});
  KafkaClient client(cluster.bootstrap());
  EXPECT_EQ(client.broker_ids(), (std::vector<int>{1, 2, 3}));
  client.make_topic({.name = "t", .replicas = 3});
  EXPECT_TRUE(client.append("t", "before"));
  const auto leader = client.leader_of("t");
  ASSERT_TRUE(leader);
  const auto killed = static_cast<std::size_t>(*leader - 1);
  cluster.node(killed).kill();
  EXPECT_TRUE(successor_of(*leader, client));
  EXPECT_TRUE(client.append("t", "meanwhile", 60s));
  cluster.restart(killed);
  EXPECT_TRUE(client.append("t", "behind", 60s));
  EXPECT_THAT(client.read("t", 3), ElementsAre("before", "meanwhile", "behind"));
}

TEST_F(ThreeKafkas, OneAloneAcknowledgesNothing) {
  KafkaCluster cluster({.nodes = 3});
  KafkaClient client(cluster.bootstrap());
  client.make_topic({.name = "t", .replicas = 3});
  EXPECT_TRUE(client.append("t", "before"));
  cluster.node(0).kill();
  cluster.node(1).kill();
  EXPECT_FALSE(client.append("t", "alone", 8s));
  cluster.restart(0);
  EXPECT_TRUE(KafkaClient(cluster.bootstrap()).append("t", "two of three", 60s));
}

}  // namespace
}  // namespace ledger::fault
