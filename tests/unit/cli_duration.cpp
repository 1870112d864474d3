#include <gtest/gtest.h>

#include "services/cli/duration.hpp"

namespace ledger::cli {
namespace {

using std::chrono::seconds;

TEST(CliDuration, IsANumberAndAUnit) {
  EXPECT_EQ(parse_duration("45s"), seconds(45));
  EXPECT_EQ(parse_duration("90m"), seconds(5400));
  EXPECT_EQ(parse_duration("12h"), seconds(43'200));
  EXPECT_EQ(parse_duration("30d"), seconds(2'592'000));
  EXPECT_EQ(parse_duration("2w"), seconds(1'209'600));
  EXPECT_EQ(parse_duration("0s"), seconds(0));
  EXPECT_EQ(parse_duration("007d"), seconds(604'800));
}

TEST(CliDuration, HasALimit) {
  EXPECT_EQ(parse_duration("3660d"), duration_max);
  EXPECT_EQ(parse_duration("3661d"), std::nullopt);
  EXPECT_EQ(parse_duration("316224000s"), duration_max);
  EXPECT_EQ(parse_duration("316224001s"), std::nullopt);
  EXPECT_EQ(parse_duration("522w"), seconds(522 * 604'800));
  EXPECT_EQ(parse_duration("523w"), std::nullopt);
  EXPECT_EQ(parse_duration("9223372036854775807d"), std::nullopt);
  EXPECT_EQ(parse_duration("9223372036854775808s"), std::nullopt);
}

TEST(CliDuration, IsWrittenInTheLargestUnitThatLeavesNothingOver) {
  EXPECT_EQ(duration_text(seconds(0)), "0s");
  EXPECT_EQ(duration_text(seconds(45)), "45s");
  EXPECT_EQ(duration_text(seconds(61)), "61s");
  EXPECT_EQ(duration_text(seconds(5400)), "90m");
  EXPECT_EQ(duration_text(seconds(7200)), "2h");
  EXPECT_EQ(duration_text(seconds(2'592'000)), "30d");
}

TEST(CliDuration, IsNothingElse) {
  for (const char* text : {"", "d", "30", "-1d", "+1d", "1.5d", "1 d", " 1d", "1d ", "1D", "1d12h",
                           "1y", "1ms", "0x1d", "d1"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

TEST(CliTime, IsADateOrATimestamp) {
  EXPECT_EQ(token::to_text(*parse_time("2027-01-31")), "2027-01-31T00:00:00.000Z");
  EXPECT_EQ(token::to_text(*parse_time("2027-01-31T01:00:00+01:00")), "2027-01-31T00:00:00.000Z");
  for (const char* text : {"", "2027-02-29", "2027-1-31", "2027-01-31T01:00", "tomorrow", "2027"}) {
    EXPECT_EQ(parse_time(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace ledger::cli
