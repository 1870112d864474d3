#include <gtest/gtest.h>

#include "services/cli/relative_time.hpp"

namespace ledger::cli {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

const auto here = *token::parse_timestamp("2026-11-24T05:00:00Z");

std::string in(milliseconds apart) { return relative_time(here + apart, here); }

TEST(CliRelativeTime, IsCutAndNeverRoundedUp) {
  EXPECT_EQ(in(days(30) - milliseconds(1)), "in 29 days");
  EXPECT_EQ(in(days(30)), "in 30 days");
  EXPECT_EQ(in(minutes(2) - milliseconds(1)), "in 1 minute");
  EXPECT_EQ(in(-(hours(3) + minutes(59))), "3 hours ago");
}

TEST(CliRelativeTime, TakesTheLargestUnitThatFits) {
  EXPECT_EQ(in(seconds(1)), "in 1 second");
  EXPECT_EQ(in(seconds(59)), "in 59 seconds");
  EXPECT_EQ(in(seconds(60)), "in 1 minute");
  EXPECT_EQ(in(minutes(59)), "in 59 minutes");
  EXPECT_EQ(in(minutes(60)), "in 1 hour");
  EXPECT_EQ(in(hours(23)), "in 23 hours");
  EXPECT_EQ(in(hours(24)), "in 1 day");
  EXPECT_EQ(in(days(59)), "in 59 days");
  EXPECT_EQ(in(days(60)), "in 2 months");
  EXPECT_EQ(in(days(729)), "in 24 months");
  EXPECT_EQ(in(days(730)), "in 2 years");
  EXPECT_EQ(in(-seconds(1)), "1 second ago");
  EXPECT_EQ(in(-days(1)), "1 day ago");
}

TEST(CliRelativeTime, WithinASecondIsNow) {
  EXPECT_EQ(in(milliseconds(0)), "now");
  EXPECT_EQ(in(milliseconds(999)), "now");
  EXPECT_EQ(in(-milliseconds(999)), "now");
}

TEST(CliRelativeTime, OfATextThatIsNoTimeIsTheText) {
  EXPECT_EQ(relative_time("2026-11-24T05:00:05.000Z", here), "in 5 seconds");
  EXPECT_EQ(relative_time("never", here), "never");
}

}  // namespace
}  // namespace ledger::cli
