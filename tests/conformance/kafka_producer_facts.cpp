// What the producer does with records that cannot leave: nobody listens where the broker should be.

#include <algorithm>
#include <mutex>
#include <vector>

#include <gtest/gtest.h>

#include "events/kafka/producer.hpp"

namespace ledger::kafka {
namespace {

using namespace std::chrono_literals;

class KafkaProducerWithoutBroker : public testing::Test {
 protected:
  static ProducerOptions options() {
    ProducerOptions options;
    options.client.brokers = {"127.0.0.1:1"};
    options.client.topic = "topic";
    options.queue_records_max = 3;
    options.close_wait = 50ms;
    return options;
  }
  Result<void> append() {
    return producer_.append("key", "value", [this](log::AppendOutcome outcome) {
      const std::lock_guard lock(mutex_);
      outcomes_.push_back(outcome);
    });
  }

  std::mutex mutex_;
  std::vector<log::AppendOutcome> outcomes_;
  Producer producer_{options()};
};

TEST_F(KafkaProducerWithoutBroker, TakesNoMoreThanItsQueueHolds) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(append()) << i;
  EXPECT_EQ(producer_.queued(), 3U);
  const auto refused = append();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), log::errc::overloaded);
  EXPECT_EQ(producer_.queued(), 3U);
}

TEST_F(KafkaProducerWithoutBroker, ClosingReportsWhatWasHeldAsNotWrittenAndTheRestAsUnknown) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(append()) << i;
  producer_.close();
  std::ranges::sort(outcomes_);
  EXPECT_EQ(outcomes_, (std::vector{log::AppendOutcome::not_written,
                                    log::AppendOutcome::not_written, log::AppendOutcome::unknown}));
  EXPECT_EQ(producer_.queued(), 0U);
  EXPECT_EQ(append().error(), log::errc::closed);
}

}  // namespace
}  // namespace ledger::kafka
