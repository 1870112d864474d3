// When the wall clock is believed, beside a clock that nobody sets.

#include <gtest/gtest.h>

#include "services/signals/clock_watch.hpp"

namespace ledger::signals {
namespace {

using Verdict = ClockWatch::Verdict;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

class WallClock : public testing::Test {
 protected:
  /// After that much time, by which the wall clock moved that much.
  Verdict after(std::chrono::nanoseconds boot_moved, milliseconds wall_moved) {
    boot += boot_moved;
    wall += wall_moved;
    return watch.look(wall, boot);
  }
  ClockWatch watch;
  log::BootTime boot = hours(5);
  token::Timestamp wall{milliseconds(1'790'000'000'000)};
};

constexpr milliseconds ms{1};

TEST_F(WallClock, IsBelievedAtTheFirstLookAndWhileItKeepsItsPace) {
  EXPECT_EQ(after(hours(0), hours(0)), Verdict::steady);
  EXPECT_EQ(after(minutes(1), minutes(1)), Verdict::steady);
  EXPECT_EQ(after(hours(100), hours(100)), Verdict::steady);
}

TEST_F(WallClock, MayGainFiveMinutesAndNotAMillisecondMore) {
  EXPECT_EQ(after(hours(0), hours(0)), Verdict::steady);
  EXPECT_EQ(after(minutes(1), minutes(6)), Verdict::steady);
  EXPECT_EQ(after(minutes(1), minutes(6) + ms), Verdict::jumped);
}

TEST_F(WallClock, IsDoubtedForTenMinutesBehindAJump) {
  EXPECT_EQ(after(hours(0), hours(0)), Verdict::steady);
  EXPECT_EQ(after(minutes(1), hours(24)), Verdict::jumped);
  EXPECT_EQ(after(minutes(10) - ms, minutes(10) - ms), Verdict::doubted);
  EXPECT_EQ(after(ms, ms), Verdict::steady);
  EXPECT_EQ(after(minutes(1), minutes(1)), Verdict::steady);
}

TEST_F(WallClock, IsDoubtedAnewByAnotherJump) {
  EXPECT_EQ(after(hours(0), hours(0)), Verdict::steady);
  EXPECT_EQ(after(minutes(1), hours(24)), Verdict::jumped);
  EXPECT_EQ(after(minutes(9), hours(24)), Verdict::jumped);
  EXPECT_EQ(after(minutes(9), minutes(9)), Verdict::doubted);
}

TEST_F(WallClock, MayBeSetBack) {
  EXPECT_EQ(after(hours(0), hours(0)), Verdict::steady);
  EXPECT_EQ(after(minutes(1), -hours(24)), Verdict::steady);
  EXPECT_EQ(after(minutes(1), hours(24)), Verdict::jumped);
  EXPECT_EQ(after(minutes(1), -hours(24)), Verdict::doubted);
  EXPECT_EQ(after(minutes(9), minutes(9)), Verdict::steady);
}

}  // namespace
}  // namespace ledger::signals
