// A node whose brokers fail and come back: it waits, goes on by itself, and has lost nothing.
// librdkafka's mock cluster.

#include <gmock/gmock.h>

#include "tests/support/kafka_fold.hpp"
#include "tests/support/mock_kafka.hpp"

namespace ledger::fault {
namespace {

using namespace std::chrono_literals;
using projections::test::Events;
using support::FoldingNode;
using support::MockKafka;
using testing::IsEmpty;

constexpr std::int16_t fetch = 1;

class KafkaReading : public testing::Test {
 protected:
  void append(log::EventLog& log) {
    ++made;
    EXPECT_TRUE(told.append(log, made == 1 ? events.opened() : events.created(made, "a", made)));
  }
  void append(log::EventLog& log, int count) {
    for (int i = 0; i < count; ++i) append(log);
  }
  /// What must hold after each fault.
  void nothing_is_broken(FoldingNode& node, const MockKafka& kafka) {
    EXPECT_TRUE(told.wait_all());
    const auto records = support::records_of(kafka.options(9));
    EXPECT_EQ(told.count(log::AppendOutcome::durable), made);
    EXPECT_THAT(told.broken_by(records), IsEmpty());
    EXPECT_TRUE(node.folds(records.size(), kafka.options(8)));
    EXPECT_EQ(node.observer().stopped, "");
  }

  support::FreshDirectory directory;
  support::ToldAppends told;
  Events events;
  std::uint64_t made = 0;
};

TEST_F(KafkaReading, ANodeThatStartsWithoutABrokerWaitsForIt) {
  MockKafka kafka;
  {
    kafka::KafkaLog log(kafka.options());
    append(log, 3);
    ASSERT_TRUE(told.wait_all());
  }
  kafka.set_down();
  FoldingNode node(kafka.options(), directory.path() / "view");
  std::thread starts([&] { node.start(); });
  std::this_thread::sleep_for(300ms);
  EXPECT_FALSE(node.projector().applied());
  kafka.set_up();
  starts.join();
  append(node.log());
  nothing_is_broken(node, kafka);
}

TEST_F(KafkaReading, ANodeThatStartsWithoutABrokerGivesUpInTheEnd) {
  MockKafka kafka;
  kafka.set_down();
  FoldingNode node(kafka.options(), directory.path() / "view", 300ms);
  EXPECT_THAT(node.refusal(), testing::HasSubstr("the log does not answer"));
}

TEST_F(KafkaReading, ABrokerThatGoesAndComesAgainIsReadOn) {
  MockKafka kafka;
  FoldingNode node(kafka.options(), directory.path() / "view");
  append(node.log());
  node.start();
  append(node.log(), 3);
  ASSERT_TRUE(node.observer().wait_through(token::Position(3)));
  kafka.set_down();
  append(node.log(), 3);
  kafka.set_up();
  append(node.log());
  nothing_is_broken(node, kafka);
  EXPECT_GE(node.log().readers_opened(), 2u);
}

TEST_F(KafkaReading, ASlowBrokerStopsNobody) {
  MockKafka kafka;
  FoldingNode node(kafka.options(), directory.path() / "view");
  append(node.log(), 2);
  node.start();
  kafka.set_round_trip(700);
  append(node.log(), 3);
  EXPECT_TRUE(told.wait_all());
  EXPECT_TRUE(node.observer().wait_through(token::Position(4)));
  kafka.set_round_trip(0);
  nothing_is_broken(node, kafka);
}

TEST_F(KafkaReading, ASlowBrokerIsNotTakenForACutOffLog) {
  MockKafka kafka;
  {
    FoldingNode node(kafka.options(), directory.path() / "view");
    append(node.log(), 3);
    node.start();
    ASSERT_TRUE(node.observer().wait_through(token::Position(2)));
  }
  kafka.set_round_trip(300);
  FoldingNode node(kafka.options(), directory.path() / "view", 60s);
  node.start();
  kafka.set_round_trip(0);
  append(node.log());
  nothing_is_broken(node, kafka);
}

TEST_F(KafkaReading, AnotherLeaderIsFollowed) {
  MockKafka kafka(3);
  kafka.set_leader(1);
  FoldingNode node(kafka.options(), directory.path() / "view");
  append(node.log(), 2);
  node.start();
  for (const int leader : {2, 3, 1}) {
    kafka.set_leader(leader);
    append(node.log(), 2);
    ASSERT_TRUE(told.wait_all()) << leader;
    ASSERT_TRUE(node.observer().wait_through(token::Position(made - 1))) << leader;
  }
  EXPECT_EQ(node.log().readers_opened(), 4u);  // each looks whether the log is the same
  nothing_is_broken(node, kafka);
}

/// A reader that reopens whenever some broker cannot be reached would do so all the time that one
/// of three is down.
TEST_F(KafkaReading, ABrokerThatDoesNotLeadMayBeDownUnnoticed) {
  MockKafka kafka(3);
  kafka.set_leader(1);
  FoldingNode node(kafka.options(), directory.path() / "view");
  append(node.log(), 2);
  node.start();
  append(node.log(), 2);
  ASSERT_TRUE(node.observer().wait_through(token::Position(3)));
  const auto readers = node.log().readers_opened();
  kafka.set_down(2);
  kafka.set_down(3);
  for (int i = 0; i < 10; ++i) {
    append(node.log());
    std::this_thread::sleep_for(100ms);
  }
  EXPECT_EQ(node.log().readers_opened(), readers);
  nothing_is_broken(node, kafka);
}

/// What librdkafka has behind an error is the next reader's: nothing is passed over. Not each
/// failed fetch becomes an error to it, so some are tried.
TEST_F(KafkaReading, AnErrorBetweenRecordsIsToldBehindThoseBeforeItAndEndsTheReader) {
  MockKafka kafka;
  kafka::KafkaLog log(kafka.options());
  append(log, 2);
  ASSERT_TRUE(told.wait_all());
  bool failed = false;
  for (int round = 0; round < 20 && !failed; ++round) {
    auto reader = log.read_after(std::nullopt);
    ASSERT_TRUE(reader);
    kafka.fail_next(fetch, {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED});
    // Fetched, unasked, while nobody reads: records, the error, and records.
    for (int i = 0; i < 10; ++i) {
      append(log);
      ASSERT_TRUE(told.wait_all());
      std::this_thread::sleep_for(30ms);
    }
    std::uint64_t next = 0;
    std::vector<log::Record> records;
    while (next < made && !failed) {
      failed = !(*reader)->read(records, 100, 1s);
      for (const auto& record : records) ASSERT_EQ(record.position.value(), next++);
    }
    if (failed) {
      EXPECT_EQ((*reader)->read(records, 100, 0s).error(), log::errc::unavailable);
    }
  }
  EXPECT_TRUE(failed);
}

TEST_F(KafkaReading, AFailedFetchIsTriedAgainAndNothingIsPassedOver) {
  MockKafka kafka;
  FoldingNode node(kafka.options(), directory.path() / "view");
  append(node.log(), 2);
  node.start();
  for (const auto error :
       {RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
        RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_UNKNOWN}) {
    append(node.log());
    kafka.fail_next(fetch, {error});
    append(node.log(), 2);
    ASSERT_TRUE(node.observer().wait_through(token::Position(made - 1))) << error;
  }
  nothing_is_broken(node, kafka);
}

}  // namespace
}  // namespace ledger::fault
