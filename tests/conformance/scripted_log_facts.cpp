#include <future>

#include "tests/conformance/event_log_contract.hpp"
#include "tests/support/scripted_log.hpp"

namespace ledger::conformance {
namespace {

using namespace std::chrono_literals;
using log::AppendOutcome;
using log::Position;
using support::Fate;
using support::ScriptedLog;

AppendOutcome outcome_of(ScriptedLog& log, const std::string& value) {
  std::promise<AppendOutcome> reported;
  const auto appended =
      log.append("key", value, [&](AppendOutcome what) { reported.set_value(what); });
  EXPECT_TRUE(appended);
  return reported.get_future().get();
}

std::vector<std::string> values(const std::vector<log::Record>& records) {
  std::vector<std::string> all;
  for (const auto& record : records) all.push_back(record.value);
  return all;
}

std::vector<std::string> read_all(log::EventReader& reader) {
  std::vector<log::Record> records;
  EXPECT_TRUE(reader.read(records, 100, 0ms));
  return values(records);
}

TEST(ScriptedLog, GivesEveryAppendTheFateOrdered) {
  ScriptedLog log;
  for (const auto fate :
       {Fate::unknown_written, Fate::unknown_lost, Fate::not_written, Fate::twice, Fate::refused}) {
    log.next(fate);
  }
  EXPECT_EQ(outcome_of(log, "a"), AppendOutcome::unknown);
  EXPECT_EQ(outcome_of(log, "b"), AppendOutcome::unknown);
  EXPECT_EQ(outcome_of(log, "c"), AppendOutcome::not_written);
  EXPECT_EQ(outcome_of(log, "d"), AppendOutcome::durable);
  EXPECT_EQ(log.append("key", "e", {}).error(), log::errc::overloaded);
  EXPECT_EQ(outcome_of(log, "f"), AppendOutcome::durable);
  EXPECT_EQ(values(log.records()), (std::vector<std::string>{"a", "d", "d", "f"}));
}

TEST(ScriptedLog, ReleasesHeldAppendsInAnyOrder) {
  ScriptedLog log;
  log.hold();
  for (const auto* value : {"a", "b", "c"}) ASSERT_TRUE(log.append("key", value, {}));
  ASSERT_TRUE(log.wait_held(3));
  EXPECT_TRUE(log.records().empty());
  log.release(2);
  log.release(0, Fate::unknown_lost);
  log.release();
  EXPECT_EQ(values(log.records()), (std::vector<std::string>{"c", "b"}));
  EXPECT_EQ(log.held(), 0U);
}

TEST(ScriptedLog, TheEndMovesWhileReadersSeeNothing) {
  ScriptedLog log;
  log.inject("key", "a");
  log.hide();
  log.inject("key", "b");
  log.repeat(Position(0));
  const auto reader = log.read_after(std::nullopt).value();
  EXPECT_EQ(log.end().value(), Position(2));
  EXPECT_EQ(read_all(*reader), std::vector<std::string>{"a"});
  log.show(1);
  EXPECT_EQ(read_all(*reader), std::vector<std::string>{"b"});
  log.show();
  EXPECT_EQ(read_all(*reader), std::vector<std::string>{"a"});
}

TEST(ScriptedLog, LogTimeGoesWhereItIsSet) {
  ScriptedLog log;
  log.set_log_time(log::Timestamp(5000ms));
  log.inject("key", "a");
  log.set_log_time(log::Timestamp(4000ms));
  log.inject("key", "b");
  EXPECT_EQ(log.records()[0].log_time, log::Timestamp(5000ms));
  EXPECT_EQ(log.records()[1].log_time, log::Timestamp(4000ms));
}

TEST(ScriptedLog, AnswersThatItIsUnavailableUntilItIsNot) {
  ScriptedLog log;
  log.inject("key", "a");
  const auto reader = log.read_after(std::nullopt).value();
  log.set_unavailable(true);
  std::vector<log::Record> records;
  EXPECT_EQ(reader->read(records, 10, 60s).error(), log::errc::unavailable);
  EXPECT_EQ(log.end().error(), log::errc::unavailable);
  log.set_unavailable(false);
  EXPECT_EQ(read_all(*reader), std::vector<std::string>{"a"});
}

TEST(ScriptedLog, SaysOfItsCompletenessWhatItIsTold) {
  ScriptedLog log;
  log.inject("key", "a");
  EXPECT_TRUE(log.complete_at(Position(0), log::boot_time_now()));
  log.set_complete_at([](Position) { return std::optional<log::BootTime>(); });
  EXPECT_FALSE(log.complete_at(Position(0), log::boot_time_now()));
  log.set_complete_at({});
  EXPECT_TRUE(log.complete_at(Position(0), log::boot_time_now()));
}

TEST(ScriptedLog, SharedWithOtherWritersOnlyOwnRecordsProveCompleteness) {
  ScriptedLog log;
  EXPECT_FALSE(log.has_other_writers());
  EXPECT_EQ(outcome_of(log, "before"), AppendOutcome::durable);
  log.share();
  EXPECT_TRUE(log.has_other_writers());
  EXPECT_FALSE(log.complete_at(Position(0), log::boot_time_now()));
  const auto before = log::boot_time_now();
  EXPECT_EQ(outcome_of(log, "own"), AppendOutcome::durable);
  const auto after = log::boot_time_now();
  log.repeat(Position(1));
  EXPECT_FALSE(log.complete_at(Position(0), log::boot_time_now()));
  const auto proof = log.complete_at(Position(2), log::boot_time_now());
  ASSERT_TRUE(proof);
  EXPECT_GE(*proof, before);
  EXPECT_LE(*proof, after);
}

}  // namespace
}  // namespace ledger::conformance
