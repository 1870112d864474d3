// When barriers are written, what they carry, and what is learnt from those that come back.

#include <gtest/gtest.h>

#include "events/log/envelope.hpp"
#include "services/runtime/barriers.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/held_clock.hpp"
#include "tests/support/scripted_log.hpp"

namespace ledger::runtime {
namespace {

using namespace std::chrono_literals;
using support::Fate;

const std::string ledger_id = "00112233445566778899aabbccddeeff";
const std::string node(32, 'a');
const std::string other_node(32, 'b');

using support::comes_true;

class BarriersOfANode : public testing::Test {
 protected:
  void make(std::chrono::milliseconds interval) {
    barriers = std::make_unique<Barriers>(log, clock, log_clock,
                                          Barriers::Options{node, "a-host", interval});
  }
  void start(std::chrono::milliseconds interval) {
    make(interval);
    barriers->start(ledger_id);
  }
  bool wait_records(std::size_t count) {
    return comes_true([&] { return log.records().size() >= count; });
  }
  log::Barrier written(std::size_t index) {
    const auto record = log.records().at(index);
    EXPECT_EQ(record.key, ledger_id);
    return std::get<log::Barrier>(log::decode(record.value, ledger_id));
  }
  static projections::FoldedBarrier folded(const std::string& by, token::Timestamp handed_over,
                                           token::Timestamp log_time) {
    projections::FoldedBarrier folded;
    folded.barrier = {by, 1, handed_over, "", {}};
    folded.position = token::Position(7);
    folded.log_time = log_time;
    folded.state_digest = std::string(64, 'd');
    folded.memory_digest = std::string(64, 'e');
    return folded;
  }

  support::ScriptedLog log;
  support::HeldClock clock;
  LogClock log_clock;
  std::unique_ptr<Barriers> barriers;
};

TEST_F(BarriersOfANode, AreWrittenAtOnceAndThenOneEveryInterval) {
  const auto begun = std::chrono::steady_clock::now();
  start(30ms);
  ASSERT_TRUE(wait_records(3));
  EXPECT_GE(std::chrono::steady_clock::now() - begun, 60ms);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto barrier = written(i);
    EXPECT_EQ(
        barrier,
        (log::Barrier{node, i + 1, clock.now(), "a-host", std::nullopt, {1}, false, {}, 30ms}));
  }
  EXPECT_GE(barriers->appended(), 2U);
  EXPECT_EQ(barriers->skipped(), 0U);
}

TEST_F(BarriersOfANode, WithALongIntervalTheFirstIsWrittenAtOnceAndAStopIsNotHeldUp) {
  start(1h);
  ASSERT_TRUE(wait_records(1));
  const auto begun = std::chrono::steady_clock::now();
  barriers->stop();
  barriers->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 10s);
  ASSERT_TRUE(wait_records(2));
  EXPECT_EQ(log.records().size(), 2U);
  EXPECT_FALSE(written(0).leaving);
  EXPECT_TRUE(written(1).leaving) << "nobody waits for this node any more";
}

TEST_F(BarriersOfANode, AreNeverTwoUnderWay) {
  log.hold();
  start(2ms);
  ASSERT_TRUE(log.wait_held(1));
  ASSERT_TRUE(comes_true([&] { return barriers->skipped() >= 3; }));
  EXPECT_EQ(log.held(), 1U);
  EXPECT_EQ(barriers->appended(), 1U);
}

TEST_F(BarriersOfANode, AreWrittenAsSoonAsTheOneBeforeIsReportedWhereOneWasDue) {
  log.hold();
  start(1s);
  ASSERT_TRUE(comes_true([&] { return barriers->skipped() == 1; }));
  const auto reported = std::chrono::steady_clock::now();
  log.release(0);
  ASSERT_TRUE(log.wait_held(1));
  EXPECT_LT(std::chrono::steady_clock::now() - reported, 800ms) << "not only after the interval";
}

TEST_F(BarriersOfANode, MayBeReportedAfterTheEnd) {
  log.hold();
  start(1h);
  ASSERT_TRUE(log.wait_held(1));
  barriers.reset();
  log.release();
  EXPECT_TRUE(wait_records(1));
}

TEST_F(BarriersOfANode, GoOnWhateverBecomesOfOne) {
  for (const auto fate : {Fate::refused, Fate::not_written, Fate::unknown_lost, Fate::twice}) {
    log.next(fate);
  }
  start(2ms);
  ASSERT_TRUE(wait_records(3));
  EXPECT_EQ(written(0).number, 4U);
  EXPECT_EQ(written(1).number, 4U);
  EXPECT_EQ(written(2).number, 5U);
}

TEST_F(BarriersOfANode, CarryTheNodesStateAtTheLastBarrierThatWasFolded) {
  make(1h);
  barriers->on_folded(folded(other_node, clock.now(), clock.now()));
  barriers->start(ledger_id);
  ASSERT_TRUE(wait_records(1));
  const auto barrier = written(0);
  EXPECT_EQ(barrier.compared, (log::Barrier::Compared{token::Position(7), std::string(64, 'd'),
                                                      std::string(64, 'e')}));
}

TEST_F(BarriersOfANode, OwnOnesThatComeBackAreHeldAgainstTheClockAndNoOthers) {
  make(1h);
  const auto now = clock.now();
  barriers->on_folded(folded(other_node, now, now + 1h));
  EXPECT_TRUE(log_clock.agrees());
  barriers->on_folded(folded(node, now - 1s, now + 1h));
  EXPECT_EQ(log_clock.offset(), -1h);
  EXPECT_FALSE(log_clock.agrees());
  barriers->on_folded(folded(node, now - 1s, now));
  EXPECT_TRUE(log_clock.agrees());
}

TEST(HostName, IsOneThatABarrierMayCarry) {
  const log::Barrier barrier{node, 1, {}, host_name(), {}};
  const auto value = log::encode_barrier(barrier, ledger_id);
  EXPECT_EQ(std::get<log::Barrier>(log::decode(value, ledger_id)), barrier);
}

class TheLogsClock : public testing::Test {
 protected:
  /// Of a record that took 2 s from hand-over to fold.
  std::chrono::milliseconds offset_at(std::chrono::milliseconds log_time) {
    clock.compare(start + log_time, start, start + 2s);
    return clock.offset();
  }
  const token::Timestamp start{1'790'000'000'000ms};
  LogClock clock;
};

TEST_F(TheLogsClock, AgreesBeforeAnythingIsKnown) {
  EXPECT_TRUE(clock.agrees());
  EXPECT_EQ(clock.offset(), 0ms);
}

TEST_F(TheLogsClock, AgreesAnywhereBetweenHandOverAndFold) {
  for (const auto log_time : {0ms, 1ms, 1000ms, 2000ms}) {
    EXPECT_EQ(offset_at(log_time), 0ms);
    EXPECT_TRUE(clock.agrees());
  }
}

TEST_F(TheLogsClock, MayBe5000MillisecondsOffAndNotOneMore) {
  EXPECT_EQ(offset_at(-5000ms), 5000ms) << "this node is ahead";
  EXPECT_TRUE(clock.agrees());
  EXPECT_EQ(offset_at(-5001ms), 5001ms);
  EXPECT_FALSE(clock.agrees());
  EXPECT_EQ(offset_at(7000ms), -5000ms) << "this node is behind";
  EXPECT_TRUE(clock.agrees());
  EXPECT_EQ(offset_at(7001ms), -5001ms);
  EXPECT_FALSE(clock.agrees());
  EXPECT_EQ(offset_at(2000ms), 0ms);
  EXPECT_TRUE(clock.agrees());
}

TEST_F(TheLogsClock, IsNotHeldAgainstAClockThatWasSetRightMeanwhile) {
  clock.compare(start, start + 1h, start + 1s);
  EXPECT_TRUE(clock.agrees());
}

}  // namespace
}  // namespace ledger::runtime
