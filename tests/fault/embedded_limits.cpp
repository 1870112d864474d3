#include <atomic>
#include <future>
#include <mutex>

#include <gtest/gtest.h>

#include "tests/fault/embedded_fixture.hpp"

namespace ledger::fault {
namespace {

using namespace std::chrono_literals;
using embedded::EmbeddedLog;
using log::AppendOutcome;
using log::Position;
using log::Timestamp;

/// A clock that the log's thread cannot read while it is stopped: so batches wait.
class StoppableClock {
 public:
  /// Stopped until the lock is let go of.
  [[nodiscard]] std::unique_lock<std::mutex> stop() { return std::unique_lock(gate_); }
  [[nodiscard]] std::function<Timestamp()> now() {
    return [this] {
      asked_.fetch_add(1);
      asked_.notify_all();
      const std::lock_guard lock(gate_);
      return Timestamp(1000ms);
    };
  }
  /// Returns once the log's thread has asked for the time `count` times.
  void wait_asked(int count) {
    for (int asked = asked_.load(); asked < count; asked = asked_.load()) asked_.wait(asked);
  }

 private:
  std::mutex gate_;
  std::atomic<int> asked_{0};
};

TEST(EmbeddedLogLimits, SaysThatItIsOverloadedWhenTheQueueIsFullAndTakesRecordsAgainLater) {
  const FreshDirectory directory;
  StoppableClock clock;
  auto options = in(directory.path());
  options.queue_records_max = 3;
  options.now = clock.now();
  EmbeddedLog log(options);
  std::atomic<int> reported{0};
  std::promise<void> all_reported;
  const auto count = [&](AppendOutcome) {
    if (++reported == 4) all_reported.set_value();
  };
  auto stopped = clock.stop();
  ASSERT_TRUE(log.append("key", "in hand", count));
  clock.wait_asked(1);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(log.append("key", "queued", count));
  EXPECT_EQ(log.append("key", "too much", count).error(), log::errc::overloaded);
  EXPECT_EQ(log.end().value(), std::nullopt) << "nothing is readable before it is on disk";
  EXPECT_EQ(reported.load(), 0);
  stopped.unlock();
  all_reported.get_future().get();
  EXPECT_EQ(append(log, "later"), AppendOutcome::durable);
  EXPECT_EQ(read_all(log).size(), 5U);
}

TEST(EmbeddedLogLimits, BytesThatWaitAreLimitedToo) {
  const FreshDirectory directory;
  StoppableClock clock;
  auto options = in(directory.path());
  options.queue_bytes_max = 1000;
  options.now = clock.now();
  EmbeddedLog log(options);
  auto stopped = clock.stop();
  ASSERT_TRUE(log.append("key", "in hand", {}));
  clock.wait_asked(1);
  EXPECT_TRUE(log.append("key", std::string(900, 'x'), {}));
  EXPECT_EQ(log.append("key", std::string(98, 'x'), {}).error(), log::errc::overloaded);
  EXPECT_TRUE(log.append("key", std::string(94, 'x'), {}));
  stopped.unlock();
}

TEST(EmbeddedLogLimits, ClosingFinishesWhatWasTakenAndTakesNothingMore) {
  const FreshDirectory directory;
  StoppableClock clock;
  auto options = in(directory.path());
  options.now = clock.now();
  std::atomic<int> reported{0};
  {
    EmbeddedLog log(options);
    auto stopped = clock.stop();
    for (int i = 0; i < 2000; ++i) ASSERT_TRUE(log.append("key", "v", [&](auto) { ++reported; }));
    stopped.unlock();
    log.close();
    EXPECT_EQ(reported.load(), 2000);
    EXPECT_EQ(log.append("key", "v", {}).error(), log::errc::closed);
  }
  EmbeddedLog log(in(directory.path()));
  EXPECT_EQ(read_all(log).size(), 2000U);
}

TEST(EmbeddedLogLimits, LogTimeDoesNotFollowAClockThatGoesBack) {
  const FreshDirectory directory;
  std::atomic<std::int64_t> now{5000};
  auto options = in(directory.path());
  options.now = [&] { return Timestamp(std::chrono::milliseconds(now.load())); };
  {
    EmbeddedLog log(options);
    append(log, "a");
    now = 4000;
    append(log, "b");
    now = 6000;
    append(log, "c");
    now = 3000;
  }
  EmbeddedLog reopened(options);
  append(reopened, "d");
  std::vector<std::int64_t> times;
  for (const auto& record : read_all(reopened)) {
    times.push_back(record.log_time.time_since_epoch().count());
  }
  EXPECT_EQ(times, (std::vector<std::int64_t>{5000, 5000, 6000, 6000}));
}

TEST(EmbeddedLogLimits, HasNoProofForAReaderWhoHasNotReachedWhereItWasOpened) {
  const FreshDirectory directory;
  {
    EmbeddedLog log(in(directory.path()));
    for (int i = 0; i < 3; ++i) append(log, "before");
  }
  auto options = in(directory.path());
  options.tail_bytes_max = 1;
  const auto before = log::boot_time_now();
  EmbeddedLog log(options);
  const auto opened = log::boot_time_now();
  for (int i = 0; i < 3; ++i) append(log, "since");
  EXPECT_EQ(log.complete_at(Position(0), log::boot_time_now()), std::nullopt);
  EXPECT_EQ(log.complete_at(Position(1), log::boot_time_now()), std::nullopt);
  const auto since_opening = log.complete_at(Position(2), log::boot_time_now());
  ASSERT_TRUE(since_opening);
  EXPECT_GE(*since_opening, before);
  EXPECT_LE(*since_opening, opened);
  const auto in_tail = log.complete_at(Position(4), log::boot_time_now());
  ASSERT_TRUE(in_tail);
  EXPECT_GE(*in_tail, opened);
}

}  // namespace
}  // namespace ledger::fault
