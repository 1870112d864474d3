#include "tests/conformance/event_log_contract.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <thread>

namespace ledger::conformance {
namespace {

using namespace std::chrono_literals;
using log::Position;
using log::Record;

void expect_gapless(const std::vector<Record>& records, std::uint64_t first) {
  for (std::size_t i = 0; i < records.size(); ++i) {
    ASSERT_EQ(records[i].position, Position(first + i));
  }
}

TEST_P(EventLogContract, AnEmptyLogHasNoEnd) {
  EXPECT_EQ(end(), std::nullopt);
  EXPECT_EQ(log().known_end(), std::nullopt);
  std::vector<Record> records;
  ASSERT_TRUE(reader()->read(records, 10, 0ms));
  EXPECT_TRUE(records.empty());
}

TEST_P(EventLogContract, PositionsCountFromZeroWithoutGaps) {
  const auto values = append_many("value-", 300);
  const auto reader = this->reader();
  const auto records = read_values(*reader, values);
  expect_gapless(records, 0);
  EXPECT_EQ(values_of(records), values);
}

TEST_P(EventLogContract, KeyAndValueComeBackByteForByte) {
  const std::string key("k\0\xff\n", 4);
  const std::string value("\0{\"v\":\x80}\r\n\0", 12);
  std::promise<void> reported;
  ASSERT_TRUE(writer().append(key, value, [&](log::AppendOutcome) { reported.set_value(); }));
  reported.get_future().get();
  const auto reader = this->reader();
  const auto records = read_values(*reader, {value});
  EXPECT_EQ(records.front().key, key);
  EXPECT_EQ(records.front().value, value);
}

TEST_P(EventLogContract, ReadingStartsBehindThePositionGiven) {
  const auto values = append_many("value-", 20);
  const auto all_reader = reader();
  const auto all = read_values(*all_reader, values);
  for (const std::size_t after : {std::size_t{0}, std::size_t{7}, all.size() - 2}) {
    const auto later = reader(Position(after));
    const auto records =
        read_until(*later, [&](const auto& read) { return read.size() + after + 1 >= all.size(); });
    expect_gapless(records, after + 1);
    EXPECT_EQ(records.front().value, all[after + 1].value);
  }
}

TEST_P(EventLogContract, ReadingBehindTheEndIsOutOfRange) {
  EXPECT_EQ(log().read_after(Position(0)).error(), log::errc::out_of_range);
  append("value");
  const auto last = end().value();
  EXPECT_TRUE(log().read_after(last));
  EXPECT_EQ(log().read_after(last.next()).error(), log::errc::out_of_range);
  EXPECT_EQ(log().read_after(Position(UINT64_MAX)).error(), log::errc::out_of_range);
}

TEST_P(EventLogContract, ASmallReadTakesUpWhereTheLastOneEnded) {
  const auto values = append_many("value-", 30);
  const auto reader = this->reader();
  const auto records = read_until(
      *reader, [&](const auto& read) { return values_of(read).size() == values.size(); }, 7);
  expect_gapless(records, 0);
  EXPECT_EQ(values_of(records), values);
}

TEST_P(EventLogContract, TwoReadersSeeTheSame) {
  const auto values = append_many("value-", 50);
  const auto one = reader();
  const auto other = reader();
  const auto first = read_values(*one, values);
  const auto second = read_values(*other, values);
  const auto common = std::min(first.size(), second.size());
  for (std::size_t i = 0; i < common; ++i) {
    EXPECT_EQ(first[i].value, second[i].value);
    EXPECT_EQ(first[i].log_time, second[i].log_time);
  }
}

TEST_P(EventLogContract, AWaitingReaderGetsWhatIsAppendedLater) {
  const auto reader = this->reader();
  auto reading = std::async(std::launch::async, [&] { return read_values(*reader, {"late-2"}); });
  const auto values = append_many("late-", 3);
  const auto records = reading.get();
  expect_gapless(records, 0);
  EXPECT_EQ(values_of(records), values);
}

TEST_P(EventLogContract, AnAppendWakesTheReaderThatWaits) {
  const auto reader = this->reader();
  for (int round = 0; round < 20 && !HasFailure(); ++round) {
    const auto value = "round-" + std::to_string(round);
    std::promise<void> begun;
    auto reading = std::async(std::launch::async, [&] {
      std::vector<Record> records;
      const auto started = std::chrono::steady_clock::now();
      begun.set_value();
      while (records.empty() || records.back().value != value) {
        EXPECT_TRUE(reader->read(records, 10, 20s));
        if (std::chrono::steady_clock::now() - started > 30s) break;
      }
      return std::chrono::steady_clock::now() - started;
    });
    begun.get_future().get();
    // Nearly always the reader waits by the end of this; where it does not, the law holds as well.
    const auto waiting = std::chrono::steady_clock::now() + 500us;
    while (std::chrono::steady_clock::now() < waiting) std::this_thread::yield();
    append(value);
    EXPECT_LT(reading.get(), 15s) << "it slept until its wait was over";
  }
}

/// Also where the reader has been told of the end, and the record stands behind that.
TEST_P(EventLogContract, WhatIsReadOneByOneComesAsSoonAsItIsThere) {
  const auto reader = this->reader();
  std::vector<Record> records;
  for (int round = 0; round < 20 && !HasFailure(); ++round) {
    const auto value = "round-" + std::to_string(round);
    append(value);
    const auto started = std::chrono::steady_clock::now();
    do {
      ASSERT_TRUE(reader->read(records, 1, 20s));
    } while (!records.empty() && records.back().value != value);
    EXPECT_LT(std::chrono::steady_clock::now() - started, 15s) << "it slept beside it";
  }
}

TEST_P(EventLogContract, OfEachAppenderTheOrderIsKeptAndNothingIsMissing) {
  constexpr std::size_t appenders = 4;
  constexpr std::size_t each = 200;
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < appenders; ++t) {
    threads.emplace_back([this, t] { append_many("appender-" + std::to_string(t) + "-", each); });
  }
  for (auto& thread : threads) thread.join();
  const auto reader = this->reader();
  const auto records = read_until(
      *reader, [&](const auto& read) { return values_of(read).size() == appenders * each; });
  expect_gapless(records, 0);
  std::vector<std::size_t> next(appenders);
  for (const auto& value : values_of(records)) {
    const auto appender = static_cast<std::size_t>(value.at(9) - '0');
    EXPECT_EQ(value, "appender-" + std::to_string(appender) + "-" + std::to_string(next[appender]));
    ++next[appender];
  }
  EXPECT_EQ(next, std::vector<std::size_t>(appenders, each));
}

TEST_P(EventLogContract, AnInterruptEndsAReadThatWaits) {
  const auto reader = this->reader();
  for (int round = 0; round < 20 && !HasFailure(); ++round) {
    std::promise<void> begun;
    auto reading = std::async(std::launch::async, [&] {
      std::vector<Record> records;
      const auto started = std::chrono::steady_clock::now();
      begun.set_value();
      EXPECT_TRUE(reader->read(records, 10, 20s));
      EXPECT_TRUE(records.empty());
      return std::chrono::steady_clock::now() - started;
    });
    begun.get_future().get();
    // Nearly always the reader waits by the end of this; where it does not, the law holds as well.
    const auto waiting = std::chrono::steady_clock::now() + 500us;
    while (std::chrono::steady_clock::now() < waiting) std::this_thread::yield();
    reader->interrupt();
    EXPECT_LT(reading.get(), 15s);
  }
}

TEST_P(EventLogContract, AnInterruptBeforeTheReadEndsThatReadAndNoOther) {
  const auto reader = this->reader();
  reader->interrupt();
  std::vector<Record> records;
  const auto started = std::chrono::steady_clock::now();
  EXPECT_TRUE(reader->read(records, 10, 60s));
  EXPECT_LT(std::chrono::steady_clock::now() - started, 30s);
  EXPECT_TRUE(records.empty());
  append("value");
  EXPECT_EQ(values_of(read_values(*reader, {"value"})), std::vector<std::string>{"value"});
}

TEST_P(EventLogContract, LogTimeIsStoredAndDoesNotGoBack) {
  const auto values = append_many("value-", 40);
  const auto once = reader();
  const auto first = read_values(*once, values);
  if (!GetParam().log_time_may_go_back) {
    EXPECT_TRUE(std::ranges::is_sorted(first, {}, &Record::log_time));
  }
  const auto age = std::chrono::system_clock::now() - first.front().log_time;
  EXPECT_GE(age, -10s);
  EXPECT_LT(age, 60s);
  const auto again = reader();
  const auto second = read_values(*again, values);
  for (std::size_t i = 0; i < std::min(first.size(), second.size()); ++i) {
    EXPECT_EQ(first[i].log_time, second[i].log_time);
  }
}

TEST_P(EventLogContract, ARecordOfTheLimitIsTakenAndOneByteMoreIsRefused) {
  const std::string largest(log::record_bytes_max, 'x');
  const auto refused = writer().append("key", largest + 'x', [](log::AppendOutcome) {
    ADD_FAILURE() << "what append() refused was reported";
  });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), log::errc::record_too_large);
  append(largest);
  const auto reader = this->reader();
  EXPECT_EQ(values_of(read_values(*reader, {largest})), std::vector<std::string>{largest});
}

TEST_P(EventLogContract, TheEndIsNeverBeforeWhatAReaderReturned) {
  const auto reader = this->reader();
  auto appending = std::async(std::launch::async, [&] { return append_many("value-", 300); });
  std::size_t returned = 0;
  std::vector<Record> records;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (returned < 300 && std::chrono::steady_clock::now() < deadline) {
    ASSERT_TRUE(reader->read(records, 5, 100ms));
    if (records.empty()) continue;
    returned += records.size();
    EXPECT_GE(end().value(), records.back().position);
  }
  appending.get();
  EXPECT_GE(returned, 300U);
}

TEST_P(EventLogContract, WhatIsKnownOfTheEndLiesBetweenWhatAReaderReturnedAndTheEnd) {
  const auto reader = this->reader();
  auto appending = std::async(std::launch::async, [&] { return append_many("value-", 300); });
  std::size_t returned = 0;
  std::vector<Record> records;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (returned < 300 && std::chrono::steady_clock::now() < deadline) {
    ASSERT_TRUE(reader->read(records, 5, 100ms));
    if (records.empty()) continue;
    returned += records.size();
    const auto known = log().known_end();
    ASSERT_TRUE(known);
    EXPECT_GE(*known, records.back().position);
    EXPECT_LE(*known, end().value());
  }
  appending.get();
  EXPECT_GE(returned, 300U);
}

TEST_P(EventLogContract, AViewIsNeverNewerThanTheHandOverOfTheFirstRecordItLacks) {
  append("applied");
  const auto applied_reader = reader();
  const auto applied = read_values(*applied_reader, {"applied"}).back().position;
  const auto begun = log::boot_time_now();
  const auto before = log().complete_at(applied, log::boot_time_now());
  if (before) {
    EXPECT_LE(*before, log::boot_time_now());
  }
  std::promise<void> reported;
  ASSERT_TRUE(writer().append("key", "unread", [&](auto) { reported.set_value(); }));
  const auto handed_over = log::boot_time_now();
  reported.get_future().get();
  append("unread as well");
  const auto behind = log().complete_at(applied, log::boot_time_now());
  if (behind) {
    EXPECT_LE(*behind, handed_over);
  }
  const auto records_reader = reader(applied);
  const auto unread = read_until(*records_reader, [this](const auto& read) {
    return !read.empty() && read.back().position == end();
  });
  const auto newest = unread.back().position;
  const auto caught_up = log().complete_at(newest, log::boot_time_now());
  ASSERT_TRUE(caught_up) << "a reader who is at the end has a proof";
  EXPECT_GE(*caught_up, begun);
  EXPECT_LE(*caught_up, log::boot_time_now());
}

TEST_P(EventLogContract, AReadOfManyOwnRecordsLeavesTheProofOfWhatIsApplied) {
  append("applied");
  const auto applied_reader = reader();
  auto applied = read_values(*applied_reader, {"applied"}).back().position;
  append_many("value-", 300);
  const auto many_reader = reader(applied);
  const auto last = end().value();
  std::vector<Record> records;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (applied < last && std::chrono::steady_clock::now() < deadline) {
    const bool proved = log().complete_at(applied, log::boot_time_now()).has_value();
    ASSERT_TRUE(many_reader->read(records, 1000, 100ms));
    if (records.empty()) continue;
    // Read, and not applied yet: what stands is as good as it was.
    EXPECT_TRUE(!proved || log().complete_at(applied, log::boot_time_now())) << records.size();
    applied = records.back().position;
  }
  EXPECT_EQ(applied, last);
}

TEST_P(EventLogContract, AClosedLogHasReportedAllAndTakesNothing) {
  if (GetParam().is_read_only) GTEST_SKIP() << "takes nothing";
  std::atomic<int> reported{0};
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(log().append("key", std::to_string(i), [&](auto) { ++reported; }));
  }
  log().close();
  EXPECT_EQ(reported, 50);
  const auto refused = log().append("key", "late", [](auto) { ADD_FAILURE() << "was reported"; });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), log::errc::closed);
}

TEST_P(EventLogContract, ReopeningKeepsEverythingAndGoesOn) {
  const auto values = append_many("before-", 120);
  auto before_reader = reader();
  const auto before = read_values(*before_reader, values);
  before_reader.reset();  // a reader keeps its log's directory in use
  if (!reopen()) GTEST_SKIP() << "keeps nothing";
  EXPECT_EQ(end(), before.back().position);
  append("after");
  const auto reader = this->reader();
  const auto after = read_values(*reader, {"after"});
  expect_gapless(after, 0);
  ASSERT_EQ(after.size(), before.size() + 1);
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(after[i].key, before[i].key);
    EXPECT_EQ(after[i].value, before[i].value);
    EXPECT_EQ(after[i].log_time, before[i].log_time);
  }
}

}  // namespace
}  // namespace ledger::conformance
