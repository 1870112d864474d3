#include <gtest/gtest.h>

#include "events/token/timestamp.hpp"

namespace ledger::token {
namespace {

using std::chrono::milliseconds;

Timestamp since_epoch(std::int64_t ms) { return Timestamp(milliseconds(ms)); }

TEST(Timestamp, IsWrittenWithMillisecondsAndZ) {
  EXPECT_EQ(to_text(since_epoch(1795496400000)), "2026-11-24T05:00:00.000Z");
  EXPECT_EQ(to_text(since_epoch(1795496400007)), "2026-11-24T05:00:00.007Z");
  EXPECT_EQ(to_text(since_epoch(0)), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(to_text(since_epoch(-1)), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(to_text(since_epoch(951868799999)), "2000-02-29T23:59:59.999Z");
}

TEST(Timestamp, IsClampedToTheYearsThatCanBeWritten) {
  EXPECT_EQ(to_text(Timestamp::max()), "9999-12-31T23:59:59.999Z");
  EXPECT_EQ(to_text(Timestamp::min()), "0000-01-01T00:00:00.000Z");
}

TEST(Timestamp, ReadsEveryFormOfRfc3339) {
  struct Case {
    std::string_view text;
    std::int64_t ms;
  };
  for (const auto& [text, ms] : {
           Case{"2026-11-24T05:00:00.000Z", 1795496400000},
           Case{"2026-11-24T05:00:00Z", 1795496400000},
           Case{"2026-11-24t05:00:00z", 1795496400000},
           Case{"2026-11-24T05:00:00.1Z", 1795496400100},
           Case{"2026-11-24T05:00:00.12Z", 1795496400120},
           Case{"2026-11-24T05:00:00.1239Z", 1795496400123},
           Case{"2026-11-24T05:00:00.123456789Z", 1795496400123},
           Case{"2026-11-24T06:30:00+01:30", 1795496400000},
           Case{"2026-11-23T21:00:00-08:00", 1795496400000},
           Case{"2026-11-24T05:00:00-00:00", 1795496400000},
           Case{"2026-11-25T04:59:00+23:59", 1795496400000},
           Case{"1970-01-01T00:00:00Z", 0},
           Case{"1969-12-31T23:59:59.999Z", -1},
           Case{"2000-02-29T23:59:59.999Z", 951868799999},
       }) {
    const auto time = parse_timestamp(text);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(*time, since_epoch(ms)) << text;
  }
}

TEST(Timestamp, ReadsBackWhatItWrites) {
  for (const auto ms : {0L, -1L, 1L, 1795496400007L, 253402300799999L, -62167219200000L}) {
    EXPECT_EQ(parse_timestamp(to_text(since_epoch(ms))), since_epoch(ms)) << ms;
  }
}

TEST(Timestamp, RefusesWhatIsNoRfc3339) {
  for (const std::string_view text : {
           "",
           "2026",
           "2026-11-24",
           "2026-11-24T05:00:00",
           "2026-11-24 05:00:00Z",
           "2026-11-24T05:00Z",
           "2026-11-24T05:00:00.Z",
           "2026-11-24T05:00:00.1234567890Z",
           "2026-11-24T05:00:00,5Z",
           "2026-11-24T24:00:00Z",
           "2026-11-24T05:60:00Z",
           "2026-11-24T05:00:60Z",
           "2026-12-31T23:59:60Z",
           "2026-13-01T00:00:00Z",
           "2026-00-01T00:00:00Z",
           "2026-11-31T00:00:00Z",
           "2026-11-00T00:00:00Z",
           "2025-02-29T00:00:00Z",
           "1900-02-29T00:00:00Z",
           "2026-11-24T05:00:00+0100",
           "2026-11-24T05:00:00+24:00",
           "2026-11-24T05:00:00+01:60",
           "2026-11-24T05:00:00+01",
           "2026-11-24T05:00:00ZZ",
           "2026-11-24T05:00:00Z ",
           " 2026-11-24T05:00:00Z",
           "+2026-11-24T05:00:00Z",
           "-026-11-24T05:00:00Z",
           "02026-11-24T05:00:00Z",
           "2026-1-24T05:00:00Z",
           "2026-11-24T5:00:00Z",
           "2026-11-24T05:00:00UTC",
           "1795496400",
       }) {
    EXPECT_FALSE(parse_timestamp(text)) << text;
  }
}

}  // namespace
}  // namespace ledger::token
