// The broker that tests have for themselves: it serves, and it keeps what it acknowledged.

#include <gmock/gmock.h>

#include "tests/support/kafka_client.hpp"
#include "tests/support/kafka_cluster.hpp"
#include "tests/support/shared_kafka.hpp"

namespace ledger::fault {
namespace {

using support::KafkaClient;
using support::KafkaCluster;
using testing::ElementsAre;
using namespace std::chrono_literals;

class KafkaOfATest : public testing::Test {
 protected:
  void SetUp() override { support::skip_without_kafka(); }
};

TEST_F(KafkaOfATest, KeepsItsRecordsThroughAKill) {
  KafkaCluster cluster;
  KafkaClient client(cluster.bootstrap());
  client.make_topic({"t"});
  EXPECT_TRUE(client.append("t", "before"));
  cluster.node(0).kill();
  EXPECT_FALSE(cluster.node(0).runs());
  EXPECT_EQ(KafkaClient(cluster.bootstrap()).broker_ids(200ms), std::nullopt);
  cluster.restart(0);
  EXPECT_TRUE(client.append("t", "behind"));
  EXPECT_THAT(client.read("t", 2), ElementsAre("before", "behind"));
}

TEST_F(KafkaOfATest, KeepsItsRecordsThroughAnOrderlyEnd) {
  KafkaCluster cluster;
  KafkaClient client(cluster.bootstrap());
  client.make_topic({"t"});
  EXPECT_TRUE(client.append("t", "before"));
  EXPECT_TRUE(cluster.node(0).terminate());
  EXPECT_FALSE(cluster.node(0).runs());
  cluster.restart(0);
  EXPECT_THAT(client.read("t", 1), ElementsAre("before"));
}

TEST_F(KafkaOfATest, AnswersNothingWhilePaused) {
  KafkaCluster cluster;
  KafkaClient client(cluster.bootstrap());
  EXPECT_EQ(client.broker_ids(), std::vector<int>{1});
  cluster.node(0).pause();
  EXPECT_EQ(client.broker_ids(500ms), std::nullopt);
  EXPECT_TRUE(cluster.node(0).runs());
  cluster.node(0).resume();
  EXPECT_EQ(client.broker_ids(30s), std::vector<int>{1});
}

TEST_F(KafkaOfATest, SaysTheAdvertisedPortAndNotItsOwn) {
  const support::HeldPort nobody;
  KafkaCluster cluster({.advertised_ports = {nobody.number()}});
  EXPECT_EQ(cluster.bootstrap(), "127.0.0.1:" + std::to_string(nobody.number()));
  // Asked at its own port it answers, and sends the client to a port where nobody listens.
  KafkaClient client("127.0.0.1:" + std::to_string(cluster.port(0)));
  EXPECT_EQ(client.broker_ids(), std::vector<int>{1});
  KafkaClient(cluster.direct_bootstrap()).make_topic({"t"});
  EXPECT_FALSE(client.append("t", "lost", 1s));
}

TEST_F(KafkaOfATest, TakesLinesOfItsSettings) {
  KafkaCluster cluster({.properties = {"message.max.bytes=2000"}});
  KafkaClient client(cluster.bootstrap());
  client.make_topic({"t"});
  EXPECT_TRUE(client.append("t", std::string(1000, 'x')));
  EXPECT_FALSE(client.append("t", std::string(3000, 'x'), 5s));
}

/// What is said where a broker with this line cannot be had.
std::string refusal_of(const std::string& line) {
  try {
    KafkaCluster cluster({.properties = {line}});
  } catch (const std::runtime_error& failure) {
    return failure.what();
  }
  return "it has started";
}

TEST_F(KafkaOfATest, SaysWhyItDoesNotFormatItsDirectory) {
  EXPECT_THAT(refusal_of("process.roles=gatekeeper"), testing::HasSubstr("process.roles"));
}

TEST_F(KafkaOfATest, SaysWhyItDoesNotStart) {
  EXPECT_THAT(refusal_of("authorizer.class.name=org.example.Nobody"),
              testing::HasSubstr("ClassNotFoundException: org.example.Nobody"));
}

}  // namespace
}  // namespace ledger::fault
