// Whether the node's clock may be believed, and what a process may have open.

#include <gtest/gtest.h>

#include "services/runtime/clock.hpp"
#include "services/runtime/log_clock.hpp"
#include "tests/support/held_clock.hpp"

namespace ledger::runtime {
namespace {

using namespace std::chrono_literals;

class ASetClock : public testing::Test {
 protected:
  ASetClock() { after(0s, 0s); }
  /// After that much time, by which the wall clock moved that much.
  bool after(std::chrono::milliseconds boot_moved, std::chrono::milliseconds wall_moved) {
    boot += boot_moved;
    wall += wall_moved;
    clock.look(wall, boot);
    return clock.agrees();
  }
  token::Timestamp wall{1'790'000'000'000ms};
  log::BootTime boot = 1h;
  LogClock clock;
};

TEST_F(ASetClock, ByFiveSecondsIsBelievedAndByAMillisecondMoreNot) {
  EXPECT_TRUE(after(1s, 6s));
  EXPECT_FALSE(after(1s, 1001ms));
  EXPECT_FALSE(after(1h, 1h)) << "as long as it stays so";
}

TEST_F(ASetClock, IsBelievedAgainWhenItIsSetBack) {
  EXPECT_FALSE(after(1s, std::chrono::days(8)));
  EXPECT_TRUE(after(1s, 2s - std::chrono::days(8)));
  EXPECT_FALSE(after(1s, -std::chrono::days(8)));
}

TEST_F(ASetClock, IsBelievedAgainWhenTheLogsTimeAgreesWithIt) {
  EXPECT_FALSE(after(1s, 1h));
  clock.compare(wall - 1h, wall - 1h - 1ms, wall);
  EXPECT_FALSE(after(1s, 1s)) << "handed over before the step: that says nothing";
  clock.compare(wall, wall - 1ms, wall);
  EXPECT_TRUE(after(1s, 1s));
}

TEST_F(ASetClock, IsNoneThatIsSteeredForDays) {
  for (int i = 0; i < 10'000; ++i) ASSERT_TRUE(after(10s, 10'005ms));
}

TEST(ClockAtStart, BeforeTheReleaseIsRefusedAndSaysWhatToDo) {
  support::HeldClock clock;
  EXPECT_NO_THROW(check_clock(clock));
  for (const auto* wrong : {"1970-01-01T00:00:09Z", "2026-11-23T23:59:59.999Z"}) {
    clock.set(token::parse_timestamp(wrong).value());
    try {
      check_clock(clock);
      FAIL() << wrong;
    } catch (const std::runtime_error& refused) {
      EXPECT_NE(std::string(refused.what()).find("set the clock"), std::string::npos);
    }
  }
  clock.set(token::parse_timestamp("2026-11-24T00:00:00Z").value());
  EXPECT_NO_THROW(check_clock(clock));
}

}  // namespace
}  // namespace ledger::runtime
