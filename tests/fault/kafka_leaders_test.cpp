// Brokers killed and paused under load, one after another and most of them at once; a KafkaLog and
// its projector first, then real nodes with clients whose history is judged. Three brokers, three
// replicas, two of them must have a record.

#include <csignal>

#include <gmock/gmock.h>

#include "events/kafka/topic.hpp"
#include "tests/support/dice.hpp"
#include "tests/support/kafka_client.hpp"
#include "tests/support/kafka_cluster.hpp"
#include "tests/support/kafka_ledger.hpp"
#include "tests/support/kafka_load.hpp"
#include "tests/support/ledger_facts.hpp"
#include "tests/support/linearization.hpp"
#include "tests/support/recorded_history.hpp"
#include "tests/support/shared_kafka.hpp"

namespace ledger::fault {
namespace {

using namespace std::chrono_literals;
using support::FoldingNode;
using support::KafkaCluster;
using support::KafkaLoad;
using testing::IsEmpty;
using Clock = std::chrono::steady_clock;

/// The number of the broker that leads; waits until one does.
std::size_t leader_of(const KafkaCluster& cluster, const std::string& topic) {
  support::KafkaClient client(cluster.direct_bootstrap());
  for (;;) {
    if (const auto id = client.leader_of(topic)) return static_cast<std::size_t>(*id) - 1;
    std::this_thread::sleep_for(50ms);
  }
}

class KafkaBrokers : public testing::Test {
 protected:
  void SetUp() override { support::skip_without_kafka(); }

  void run(std::size_t brokers, auto faults) {
    KafkaCluster cluster({.nodes = brokers});
    topic = support::fresh_topic_name();
    kafka::KafkaLogOptions options;
    options.producer.client.brokers = {cluster.bootstrap()};
    options.producer.client.topic = topic;
    ASSERT_TRUE(kafka::create_topic(options.producer.client, {static_cast<int>(brokers)}));
    options.producer.node.fill(1);
    FoldingNode node(options, directory.path() / "view");
    while (!told.append(node.log(), events.opened())) std::this_thread::sleep_for(10ms);
    ASSERT_TRUE(told.wait_all());
    node.start();
    {
      const KafkaLoad load(node.log(), told, events, 1);
      EXPECT_TRUE(load.goes_on());
      faults(cluster, load);
      EXPECT_TRUE(load.goes_on());
    }
    EXPECT_TRUE(told.wait_all(60s));
    const auto records = support::records_of(options);
    std::printf("%zu records, %zu durable, %zu unknown, %llu readers\n", records.size(),
                told.count(log::AppendOutcome::durable), told.count(log::AppendOutcome::unknown),
                static_cast<unsigned long long>(node.log().readers_opened()));
    EXPECT_THAT(told.broken_by(records), IsEmpty());
    EXPECT_EQ(told.count(log::AppendOutcome::not_written), 0U);
    EXPECT_TRUE(node.folds(records.size(), options));
    EXPECT_EQ(node.observer().stopped, "");
  }
  /// How long until the load goes on.
  static void note(const char* what, const KafkaLoad& load) {
    const auto begun = Clock::now();
    EXPECT_TRUE(load.goes_on());
    std::printf("%s: %.2f s\n", what, std::chrono::duration<double>(Clock::now() - begun).count());
  }

  support::FreshDirectory directory;
  support::ToldAppends told;
  projections::test::Events events;
  std::string topic;
};

TEST_F(KafkaBrokers, ASingleOneKilledUnderLoadLosesNothing) {
  run(1, [](KafkaCluster& cluster, const KafkaLoad& load) {
    for (int i = 0; i < 3; ++i) {
      cluster.node(0).kill();
      std::this_thread::sleep_for(500ms);
      cluster.restart(0);
      note("after the restart", load);
    }
  });
}

TEST_F(KafkaBrokers, ASingleOnePausedUnderLoadLosesNothing) {
  run(1, [](KafkaCluster& cluster, const KafkaLoad& load) {
    for (const auto time : {1s, 5s, 12s}) {
      cluster.node(0).pause();
      std::this_thread::sleep_for(time);
      cluster.node(0).resume();
      note("after the pause", load);
    }
  });
}

TEST_F(KafkaBrokers, LeadersKilledInARowLoseNothing) {
  run(3, [this](KafkaCluster& cluster, const KafkaLoad& load) {
    for (int i = 0; i < 5; ++i) {
      const auto leader = leader_of(cluster, topic);
      cluster.node(leader).kill();
      note("after the leader", load);
      cluster.restart(leader);
    }
  });
}

TEST_F(KafkaBrokers, TwoOfThreeDownAndBackLoseNothing) {
  run(3, [this](KafkaCluster& cluster, const KafkaLoad& load) {
    const auto leader = leader_of(cluster, topic);
    const auto other = (leader + 1) % 3;
    cluster.node(leader).kill();
    cluster.node(other).kill();
    std::this_thread::sleep_for(5s);
    cluster.restart(leader);
    note("after the first is back", load);
    cluster.restart(other);
    note("after both are back", load);
  });
}

TEST_F(KafkaBrokers, AllKilledAndBackLoseNothing) {
  run(3, [](KafkaCluster& cluster, const KafkaLoad& load) {
    for (std::size_t i = 0; i < 3; ++i) cluster.node(i).kill();
    cluster.restart_all();
    note("after all are back", load);
  });
}

TEST_F(KafkaBrokers, ALeaderThatHangsLosesNothing) {
  run(3, [this](KafkaCluster& cluster, const KafkaLoad& load) {
    for (int i = 0; i < 2; ++i) {
      const auto leader = leader_of(cluster, topic);
      cluster.node(leader).pause();
      note("after the leader hung", load);
      std::this_thread::sleep_for(8s);
      cluster.node(leader).resume();
    }
  });
}

std::string all_of(const std::vector<std::string>& complaints) {
  std::string text;
  for (const auto& complaint : complaints) text += complaint + "\n";
  return text;
}

TEST_F(KafkaBrokers, AndNodesKilledUnderClientsTellThemNothingUntrue) {
  support::Dice dice;
  std::printf("TOKENLEDGER_TEST_SEED=%llu\n", static_cast<unsigned long long>(dice.seed()));
  KafkaCluster cluster({.nodes = 3});
  support::KafkaLedger ledger({.bootstrap = cluster.bootstrap(), .nodes = 3, .replication = 3});
  support::HistoryPlan plan;
  plan.nodes = ledger.ports();
  plan.secret = ledger.secret();
  plan.seed = dice.number();
  plan.view_age_max = 30s;
  plan.operations = 12'000;
  plan.meanwhile = [&](const support::HistoryProgress& progress) {
    std::size_t operations = 1'000;
    for (std::size_t round = 0; round < 4; ++round, operations += 2'500) {
      progress.wait(operations);
      const auto leader = leader_of(cluster, ledger.topic());
      cluster.node(leader).kill();
      progress.wait(operations + 500);
      const auto node = round % 3;
      ledger.kill(node);
      progress.wait(operations + 1'000);
      ledger.start(node);
      cluster.restart(leader);
      ledger.wait_ready(node);
    }
    for (std::size_t i = 0; i < 3; ++i) ledger.wait_ready(i);
  };
  const auto history = record_history(plan);
  EXPECT_GE(history.operations.size(), 10'000U);
  EXPECT_EQ(all_of(broken_facts(history)), "");
  EXPECT_EQ(all_of(linearize(history).complaints), "");
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(ledger.metric(i, "tokenledger_state_digest_mismatches_total"), 0);
    EXPECT_EQ(ledger.stop(i), 0);
  }
}

}  // namespace
}  // namespace ledger::fault
