// What becomes of a record when the way to the broker fails. librdkafka's mock cluster: it does
// not deduplicate, so a record that was written twice would show.

#include <gmock/gmock.h>

#include "tests/support/comes_true.hpp"
#include "tests/support/kafka_fold.hpp"
#include "tests/support/mock_kafka.hpp"

namespace ledger::fault {
namespace {

using namespace std::chrono_literals;
using log::AppendOutcome;
using projections::test::Events;
using support::comes_true;
using support::MockKafka;
using testing::IsEmpty;

constexpr std::int16_t produce = 0;

class KafkaProducer : public testing::Test {
 protected:
  void append(kafka::KafkaLog& log, int count = 1) {
    for (int i = 0; i < count; ++i) EXPECT_TRUE(told.append(log, next()));
  }
  token::Event next() {
    ++made;
    return events.created(made, "alice", made);
  }
  std::vector<log::Record> records() const { return support::records_of(cluster.options(9)); }

  MockKafka cluster;
  support::ToldAppends told;
  Events events;
  std::uint64_t made = 0;
};

/// librdkafka says of one that was sent, and refused by a leader that was none, what it says of
/// this.
TEST_F(KafkaProducer, ARecordThatIsGivenUpIsUnknownAlsoWhereItWasNeverSent) {
  auto options = cluster.options();
  options.producer.give_up_after = 300ms;
  kafka::KafkaLog log(options);
  cluster.set_down();
  append(log, 3);
  ASSERT_TRUE(told.wait_all());
  EXPECT_EQ(told.count(AppendOutcome::unknown), 3u);
  cluster.set_up();
  while (told.count(AppendOutcome::durable) == 0) {
    append(log);
    ASSERT_TRUE(told.wait_all());
  }
  EXPECT_EQ(records().size(), 1u);
  EXPECT_THAT(told.broken_by(records()), IsEmpty());
}

TEST_F(KafkaProducer, TakesAsManyAsItsLimitAndNotOneMore) {
  auto options = cluster.options();
  options.producer.queue_records_max = 10;
  kafka::KafkaLog log(options);
  cluster.set_down();
  append(log, 10);
  EXPECT_EQ(log.producer().queued(), 10u);
  EXPECT_EQ(told.append(log, next()).error(), log::errc::overloaded);
  EXPECT_EQ(log.producer().queued(), 10u);
  cluster.set_up();
  ASSERT_TRUE(told.wait_all());
  EXPECT_EQ(told.count(AppendOutcome::durable), 10u);
  append(log);
  ASSERT_TRUE(told.wait_all());
  EXPECT_EQ(records().size(), 11u);
  EXPECT_THAT(told.broken_by(records()), IsEmpty());
}

TEST_F(KafkaProducer, WhatTooFewReplicasRefuseIsTriedUntilTheyAreEnough) {
  kafka::KafkaLog log(cluster.options());
  for (const auto error :
       {RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND,
        RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
        RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT}) {
    cluster.fail_next(produce, {error, error});
    append(log);
    ASSERT_TRUE(told.wait_all()) << error;
  }
  EXPECT_EQ(told.count(AppendOutcome::durable), 5u);
  EXPECT_EQ(records().size(), 5u);
  EXPECT_THAT(told.broken_by(records()), IsEmpty());
}

/// Nobody knows whether a first try, unanswered, went through before this one was refused.
TEST_F(KafkaProducer, WhatTheBrokerRefusesForGoodIsUnknownAndNeverNotWritten) {
  kafka::KafkaLog log(cluster.options());
  cluster.fail_next(produce, {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED});
  append(log);
  ASSERT_TRUE(told.wait_all());
  EXPECT_EQ(told.count(AppendOutcome::unknown), 1u);
  EXPECT_THAT(told.broken_by(records()), IsEmpty());
}

class KafkaFatalError : public KafkaProducer {
 protected:
  kafka::KafkaLogOptions options() {
    auto watched = cluster.options();
    watched.producer.on_made = [this](rd_kafka_t* client) {
      ++producers;
      if (client_of_first == nullptr) client_of_first = client;
    };
    return watched;
  }
  void fail() {
    rd_kafka_test_fatal_error(client_of_first, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH, "fenced");
  }

  std::atomic<int> producers{0};
  rd_kafka_t* client_of_first = nullptr;
};

TEST_F(KafkaFatalError, TheProducerIsReplacedAndTakesMore) {
  kafka::KafkaLog log(options());
  append(log, 3);
  ASSERT_TRUE(told.wait_all());
  fail();
  ASSERT_TRUE(comes_true([&] { return log.producer().fatal_errors() == 1 && producers == 2; }));
  append(log, 3);
  ASSERT_TRUE(told.wait_all());
  EXPECT_EQ(told.count(AppendOutcome::durable), 6u);
  EXPECT_EQ(log.producer().fatal_errors(), 1u);
  EXPECT_EQ(records().size(), 6u);
  EXPECT_THAT(told.broken_by(records()), IsEmpty());
}

TEST_F(KafkaFatalError, WhatWasUnderWayIsUnknownButPersisted) {
  kafka::KafkaLog log(options());
  append(log);
  ASSERT_TRUE(told.wait_all());
  cluster.set_round_trip(2000);
  append(log, 2);
  std::this_thread::sleep_for(300ms);  // the first is with the broker
  fail();
  ASSERT_TRUE(told.wait_all());
  EXPECT_EQ(told.count(AppendOutcome::not_written), 0u);
  EXPECT_EQ(told.count(AppendOutcome::unknown), 1u) << "the other one was held for the next burst";
  cluster.set_round_trip(0);
  append(log);
  ASSERT_TRUE(told.wait_all());
  EXPECT_EQ(told.count(AppendOutcome::durable), 3u);
  EXPECT_THAT(told.broken_by(records()), IsEmpty());
}

TEST_F(KafkaFatalError, WhatNeverLeftIsNotToldOfAsDurable) {
  cluster.set_down();
  kafka::KafkaLog log(options());
  append(log);
  fail();
  ASSERT_TRUE(comes_true([&] { return log.producer().fatal_errors() == 1 && producers == 2; }));
  ASSERT_TRUE(told.wait_all());
  EXPECT_EQ(told.count(AppendOutcome::durable), 0u);
  cluster.set_up();
  append(log);
  ASSERT_TRUE(told.wait_all());
  EXPECT_EQ(told.count(AppendOutcome::durable), 1u);
  EXPECT_THAT(told.broken_by(records()), IsEmpty());
}

TEST_F(KafkaProducer, CloseReportsAllInItsTimeThoughNoBrokerIsThere) {
  auto options = cluster.options();
  options.producer.close_wait = 500ms;
  kafka::KafkaLog log(options);
  cluster.set_down();
  append(log, 3);
  const auto begun = std::chrono::steady_clock::now();
  log.close();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 3s);
  EXPECT_EQ(told.open(), 0u);
  EXPECT_EQ(told.count(AppendOutcome::durable), 0u);
  EXPECT_EQ(told.append(log, next()).error(), log::errc::closed);
  cluster.set_up();
  EXPECT_THAT(told.broken_by(records()), IsEmpty());
}

}  // namespace
}  // namespace ledger::fault
