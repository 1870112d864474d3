// A real broker behind a network that fails: answers and requests that are lost, connections that
// are reset or closed for being idle, a broker that hangs. One broker serves all of the suite.

#include <gmock/gmock.h>

#include "events/kafka/topic.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/kafka_cluster.hpp"
#include "tests/support/kafka_load.hpp"
#include "tests/support/shared_kafka.hpp"
#include "tests/support/tcp_fault_proxy.hpp"

namespace ledger::fault {
namespace {

using namespace std::chrono_literals;
using log::AppendOutcome;
using projections::test::Events;
using support::comes_true;
using support::FoldingNode;
using support::KafkaCluster;
using support::TcpFaultProxy;
using support::Way;
using testing::IsEmpty;

struct Place {
  Place() { proxy.forward_to(cluster.port(0)); }
  TcpFaultProxy proxy;
  KafkaCluster cluster{
      {.properties = {"connections.max.idle.ms=1500"}, .advertised_ports = {proxy.port()}}};
};

class KafkaNetwork : public testing::Test {
 protected:
  void SetUp() override {
    support::skip_without_kafka();
    if (IsSkipped()) return;
    if (!place) place = std::make_unique<Place>();
    topic = support::fresh_topic_name();
    ASSERT_TRUE(kafka::create_topic(direct().producer.client, {}));
  }
  static void TearDownTestSuite() { place.reset(); }

  kafka::KafkaLogOptions at(const std::string& bootstrap, std::uint8_t node) const {
    kafka::KafkaLogOptions options;
    options.producer.client.brokers = {bootstrap};
    options.producer.client.topic = topic;
    options.producer.node.fill(node);
    return options;
  }
  kafka::KafkaLogOptions behind() const { return at(place->cluster.bootstrap(), 1); }
  kafka::KafkaLogOptions direct() const { return at(place->cluster.direct_bootstrap(), 9); }
  std::vector<log::Record> records() const { return support::records_of(direct()); }

  void append(log::EventLog& log, int count = 1) {
    for (int i = 0; i < count; ++i) {
      ++made;
      EXPECT_TRUE(told.append(log, made == 1 ? events.opened() : events.created(made, "a", made)));
    }
  }
  void nothing_is_broken(FoldingNode& node) {
    EXPECT_TRUE(told.wait_all());
    const auto all = records();
    EXPECT_THAT(told.broken_by(all), IsEmpty());
    EXPECT_TRUE(node.folds(all.size(), direct()));
    EXPECT_EQ(node.observer().stopped, "");
  }
  /// A node that has written and read through the proxy.
  void warm(FoldingNode& node) {
    append(node.log(), 2);
    node.start();
    append(node.log());
    ASSERT_TRUE(told.wait_all());
    ASSERT_TRUE(node.observer().wait_through(token::Position(2)));
  }

  static std::unique_ptr<Place> place;
  std::string topic;
  support::FreshDirectory directory;
  support::ToldAppends told;
  Events events;
  std::uint64_t made = 0;
};
std::unique_ptr<Place> KafkaNetwork::place;

TEST_F(KafkaNetwork, ARequestThatIsLostIsSentAgainAndIsThereOnce) {
  FoldingNode node(behind(), directory.path() / "view");
  warm(node);
  place->proxy.drop(Way::to_server);
  append(node.log(), 3);
  EXPECT_TRUE(comes_true([&] { return place->proxy.counts().to_server.dropped_bytes > 1000; }));
  EXPECT_EQ(records().size(), 3u);
  place->proxy.pass(Way::to_server);
  EXPECT_TRUE(told.wait_all());
  EXPECT_EQ(told.count(AppendOutcome::durable), 6u);
  nothing_is_broken(node);
}

TEST_F(KafkaNetwork, ARequestWhoseAnswerIsLostIsSentAgainButPersistedOnce) {
  FoldingNode node(behind(), directory.path() / "view");
  warm(node);
  place->proxy.drop(Way::to_client);
  append(node.log(), 3);
  // The first of them; the others gather behind it.
  EXPECT_TRUE(comes_true([&] { return records().size() == 4; }));
  EXPECT_EQ(told.open(), 3u);
  place->proxy.pass(Way::to_client);
  EXPECT_TRUE(told.wait_all());
  EXPECT_EQ(told.count(AppendOutcome::durable), 6u);
  EXPECT_EQ(records().size(), 6u);
  nothing_is_broken(node);
}

TEST_F(KafkaNetwork, GivenUpWithoutAnAnswerARecordIsUnknown) {
  auto options = behind();
  options.producer.give_up_after = 1s;
  kafka::KafkaLog log(options);
  append(log);
  ASSERT_TRUE(told.wait_all());
  place->proxy.drop(Way::to_server);
  append(log);
  ASSERT_TRUE(told.wait_all());
  EXPECT_EQ(told.count(AppendOutcome::unknown), 1u);
  place->proxy.pass(Way::to_server);
  EXPECT_EQ(records().size(), 1u);
}

TEST_F(KafkaNetwork, GivenUpWithoutAnAnswerARecordIsUnknownButPersisted) {
  auto options = behind();
  options.producer.give_up_after = 1s;
  kafka::KafkaLog log(options);
  append(log);
  ASSERT_TRUE(told.wait_all());
  place->proxy.drop(Way::to_client);
  append(log);
  ASSERT_TRUE(told.wait_all());
  EXPECT_EQ(told.count(AppendOutcome::unknown), 1u);
  place->proxy.pass(Way::to_client);
  EXPECT_EQ(records().size(), 2u);
  EXPECT_THAT(told.broken_by(records()), IsEmpty());
}

TEST_F(KafkaNetwork, ConnectionsThatAreResetUnderLoadLoseNothing) {
  FoldingNode node(behind(), directory.path() / "view");
  warm(node);
  {
    const support::KafkaLoad load(node.log(), told, events, 1000);
    for (int i = 0; i < 5; ++i) {
      EXPECT_TRUE(load.goes_on());
      const auto readers = node.log().readers_opened();
      place->proxy.reset();
      place->proxy.take();
      EXPECT_TRUE(comes_true([&] { return node.log().readers_opened() > readers; }));
    }
    EXPECT_TRUE(load.goes_on());
  }
  EXPECT_TRUE(told.wait_all());
  EXPECT_EQ(told.count(AppendOutcome::unknown), 0u);
  nothing_is_broken(node);
}

TEST_F(KafkaNetwork, ASlowNetworkLosesNothing) {
  FoldingNode node(behind(), directory.path() / "view");
  warm(node);
  place->proxy.delay(Way::to_server, 400ms);
  place->proxy.delay(Way::to_client, 400ms);
  append(node.log(), 3);
  EXPECT_TRUE(told.wait_all());
  EXPECT_TRUE(node.observer().wait_through(token::Position(5)));
  place->proxy.pass(Way::to_server);
  place->proxy.pass(Way::to_client);
  EXPECT_EQ(node.log().readers_opened(), 1u);
  nothing_is_broken(node);
}

/// The producer's connections are closed by the broker; the reader's is never idle.
TEST_F(KafkaNetwork, IdleConnectionsThatAreClosedDisturbNoReader) {
  FoldingNode node(behind(), directory.path() / "view");
  warm(node);
  const auto open = place->proxy.counts().open;
  EXPECT_TRUE(comes_true([&] { return place->proxy.counts().open < open; }));
  append(node.log(), 2);
  EXPECT_TRUE(told.wait_all());
  EXPECT_EQ(node.log().readers_opened(), 1u);
  nothing_is_broken(node);
}

TEST_F(KafkaNetwork, ABrokerThatHangsHoldsNobodyUp) {
  auto options = behind();
  options.producer.close_wait = 1s;
  FoldingNode node(options, directory.path() / "view");
  warm(node);
  const auto seconds_of = [](auto what) {
    const auto begun = std::chrono::steady_clock::now();
    what();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  };
  place->cluster.node(0).pause();
  append(node.log(), 2);
  const auto asked = seconds_of([&] { EXPECT_FALSE(node.log().end()); });
  const auto closed = seconds_of([&] { node.log().close(); });
  const auto stopped = seconds_of([&] { node.projector().stop(); });
  place->cluster.node(0).resume();
  RecordProperty("asked", std::to_string(asked));
  RecordProperty("closed", std::to_string(closed));
  RecordProperty("stopped", std::to_string(stopped));
  EXPECT_LT(asked, 4.5);
  EXPECT_LT(closed, 2.5);
  EXPECT_LT(stopped, 4.5);
  EXPECT_EQ(told.open(), 0u);
  EXPECT_EQ(told.count(AppendOutcome::not_written), 1u) << "the one that was never handed over";
  EXPECT_EQ(node.observer().stopped, "");
  EXPECT_TRUE(comes_true([&] {
    const auto all = records();
    return told.broken_by(all).empty();
  }));
}

TEST_F(KafkaNetwork, ABrokerThatHungIsReadOnWhenItAnswersAgain) {
  FoldingNode node(behind(), directory.path() / "view");
  warm(node);
  place->cluster.node(0).pause();
  append(node.log(), 2);
  EXPECT_FALSE(node.log().end());
  place->cluster.node(0).resume();
  append(node.log());
  EXPECT_TRUE(told.wait_all());
  EXPECT_EQ(told.count(AppendOutcome::durable) + told.count(AppendOutcome::unknown), 6u)
      << node.log().producer().fatal_errors();
  nothing_is_broken(node);
}

}  // namespace
}  // namespace ledger::fault
