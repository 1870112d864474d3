// A topic that is not what a node has applied, or holds what no node wrote. A real broker.

#include <gmock/gmock.h>

#include "events/kafka/topic.hpp"
#include "tests/support/kafka_fold.hpp"
#include "tests/support/kafka_mischief.hpp"
#include "tests/support/shared_kafka.hpp"

namespace ledger::fault {
namespace {

using namespace std::chrono_literals;
using projections::test::Events;
using projections::test::ledger_id;
using support::FoldingNode;
using testing::HasSubstr;
using testing::IsEmpty;
using token::Position;

class KafkaTopic : public testing::Test {
 protected:
  void SetUp() override {
    support::skip_without_shared_kafka();
    if (IsSkipped()) return;
    bootstrap = support::shared_kafka_bootstrap();
    topic = support::fresh_topic_name();
    make();
  }
  void make() { ASSERT_TRUE(kafka::create_topic(options().producer.client, {})); }
  kafka::KafkaLogOptions options(std::uint8_t node = 1) const {
    kafka::KafkaLogOptions made;
    made.producer.client.brokers = {bootstrap};
    made.producer.client.topic = topic;
    made.producer.node.fill(node);
    return made;
  }
  FoldingNode node_on_kept_view(std::chrono::milliseconds patience = 20s) {
    return {options(), directory.path() / "view", patience};
  }
  void write(log::EventLog& log, const std::string& value) {
    std::atomic<bool> durable{false};
    ASSERT_TRUE(log.append("", value, [&](log::AppendOutcome told) {
      durable = told == log::AppendOutcome::durable;
    }));
    while (!durable) std::this_thread::sleep_for(1ms);
  }
  void write(log::EventLog& log, const token::Event& event) {
    write(log, log::encode(event, ledger_id));
  }
  /// A genesis and tokens, so that there are that many records.
  void fill(int records) {
    kafka::KafkaLog log(options(7));
    write(log, events.opened());
    for (int i = 1; i < records; ++i) write(log, token(i));
  }
  token::Event token(int number) {
    const auto n = static_cast<std::uint64_t>(number);
    return events.created(n, "alice", n);
  }
  /// A node has applied all of it, and is gone.
  void applied(int records) {
    auto node = node_on_kept_view();
    node.start();
    EXPECT_TRUE(node.folds(static_cast<std::size_t>(records), options(8)));
  }

  std::string bootstrap;
  std::string topic;
  support::FreshDirectory directory;
  Events events;
};

TEST_F(KafkaTopic, WithoutItsFirstRecordsANodeRefusesToStart) {
  fill(5);
  support::remove_first_records(bootstrap, topic, 2);
  EXPECT_THAT(node_on_kept_view().refusal(), HasSubstr("no record at position 0"));
}

TEST_F(KafkaTopic, WithoutItsFirstRecordsANodeThatHasAppliedThemRefusesToo) {
  fill(5);
  applied(5);
  support::remove_first_records(bootstrap, topic, 2);
  EXPECT_THAT(node_on_kept_view().refusal(), HasSubstr("Restore the log"));
}

TEST_F(KafkaTopic, OneThatIsShorterThanWhatWasAppliedStopsTheNode) {
  fill(5);
  applied(5);
  support::delete_topic(bootstrap, topic);
  make();
  events = {};
  fill(3);
  EXPECT_THAT(node_on_kept_view().refusal(), HasSubstr("it was cut off"));
}

TEST_F(KafkaTopic, OneOfTheSameLengthAndOtherContentStopsTheNode) {
  fill(3);
  applied(3);
  support::delete_topic(bootstrap, topic);
  make();
  fill(3);  // with other command ids
  EXPECT_THAT(node_on_kept_view().refusal(), HasSubstr("has another record"));
}

TEST_F(KafkaTopic, ALongerOneOfOtherContentStopsTheNode) {
  fill(3);
  applied(3);
  support::delete_topic(bootstrap, topic);
  make();
  fill(6);
  EXPECT_THAT(node_on_kept_view().refusal(), HasSubstr("has another record"));
}

TEST_F(KafkaTopic, OneThatIsEmptyAgainStopsTheNode) {
  fill(3);
  applied(3);
  support::delete_topic(bootstrap, topic);
  make();
  EXPECT_THAT(node_on_kept_view().refusal(), HasSubstr("point this node at that ledger's log"));
}

TEST_F(KafkaTopic, ANodeThatRunsWaitsWhileItIsGoneAndStopsWhenItIsAnother) {
  fill(3);
  auto node = node_on_kept_view();
  node.start();
  ASSERT_TRUE(node.observer().wait_through(Position(2)));
  support::delete_topic(bootstrap, topic);
  while (node.log().end()) std::this_thread::sleep_for(10ms);
  EXPECT_EQ(node.observer().stopped, "");
  make();
  EXPECT_THAT(node.observer().wait_stopped(), HasSubstr("it was cut off"));
  EXPECT_EQ(node.projector().applied(), Position(2));
}

TEST_F(KafkaTopic, WhatIsNotOfTheLedgerIsCountedAndChangesNothing) {
  kafka::KafkaLog log(options(7));
  write(log, events.opened());
  write(log, "{");
  write(log, "");
  write(log, R"({"specversion":"1.0","source":"https://example.com","type":"x","id":"1"})");
  write(log, log::encode(token(1), "another ledger"));
  write(log, token(2));
  auto node = node_on_kept_view();
  node.start();
  EXPECT_TRUE(node.folds(6, options(8)));
  const auto counters = node.projector().counters();
  EXPECT_EQ(counters.malformed + counters.foreign, 4u);
  EXPECT_EQ(counters.applied, 2u);
}

TEST_F(KafkaTopic, ARecordOfANewerVersionStopsTheNodeBeforeItAndSaysWhatToDo) {
  fill(3);
  auto newer = log::encode(token(3), ledger_id);
  newer.replace(newer.find("token.created.v1"), 16, "token.created.v2");
  auto node = node_on_kept_view();
  node.start();
  {
    kafka::KafkaLog log(options(7));
    write(log, newer);
    write(log, token(4));
  }
  EXPECT_THAT(node.observer().wait_stopped(),
              testing::AllOf(HasSubstr("token.created.v2"), HasSubstr("Upgrade this node")));
  EXPECT_EQ(node.projector().applied(), Position(2));
}

TEST_F(KafkaTopic, ACommandThatStandsInItTwiceIsAppliedOnce) {
  fill(2);
  kafka::KafkaLog log(options(7));
  const auto twice = token(2);
  write(log, twice);
  write(log, token(3));
  write(log, twice);
  auto node = node_on_kept_view();
  node.start();
  EXPECT_TRUE(node.folds(5, options(8)));
  EXPECT_EQ(node.projector().counters().duplicate, 1u);
  EXPECT_EQ(node.projector().counters().applied, 4u);
}

TEST_F(KafkaTopic, AHoleThatATransactionLeftStopsTheNodeThatRuns) {
  fill(2);
  auto node = node_on_kept_view();
  node.start();
  ASSERT_TRUE(node.observer().wait_through(Position(1)));
  support::write_in_transaction(bootstrap, topic, "foreign");
  EXPECT_THAT(node.observer().wait_stopped(),
              testing::AllOf(HasSubstr("no record at position 3"), HasSubstr("transaction")));
  EXPECT_EQ(node.projector().applied(), Position(2));
}

/// The hole is the log's last position: nothing comes behind it that would show it.
TEST_F(KafkaTopic, AHoleThatATransactionLeftStopsTheNodeThatStarts) {
  fill(2);
  support::write_in_transaction(bootstrap, topic, "foreign");
  EXPECT_THAT(node_on_kept_view().refusal(), HasSubstr("transaction"));
  kafka::KafkaLog log(options(7));
  write(log, token(2));
  EXPECT_THAT(node_on_kept_view().refusal(), HasSubstr("transaction"));
}

}  // namespace
}  // namespace ledger::fault
