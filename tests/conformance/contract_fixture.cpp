#include <algorithm>
#include <chrono>
#include <future>
#include <set>

#include "tests/conformance/event_log_contract.hpp"

namespace ledger::conformance {

using namespace std::chrono_literals;

void EventLogContract::append(const std::string& value) {
  std::promise<log::AppendOutcome> reported;
  auto outcome = reported.get_future();
  const auto appended =
      writer().append("key", value, [&](log::AppendOutcome what) { reported.set_value(what); });
  ASSERT_TRUE(appended) << appended.error().message();
  ASSERT_EQ(outcome.get(), log::AppendOutcome::durable);
}

std::vector<std::string> EventLogContract::append_many(const std::string& prefix,
                                                       std::size_t count) {
  std::vector<std::string> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(prefix + std::to_string(i));
  for (std::size_t i = 0; i + 1 < count; ++i) {
    EXPECT_TRUE(writer().append("key", values[i], [](log::AppendOutcome) {}));
  }
  append(values.back());
  return values;
}

namespace {

/// A broker that is slow to answer is no fault of the log, which then says `unavailable`.
auto answered(const auto& ask) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (;;) {
    auto answer = ask();
    const bool may_answer_yet = !answer && answer.error() == log::errc::unavailable &&
                                std::chrono::steady_clock::now() < deadline;
    if (!may_answer_yet) return std::move(answer).value();
  }
}

}  // namespace

std::unique_ptr<log::EventReader> EventLogContract::reader(std::optional<log::Position> after) {
  return answered([&] { return log().read_after(after); });
}

std::optional<log::Position> EventLogContract::end() {
  return answered([&] { return log().end(); });
}

std::vector<log::Record> EventLogContract::read_until(
    log::EventReader& reader, const std::function<bool(const std::vector<log::Record>&)>& stop,
    std::size_t records_max) {
  std::vector<log::Record> all;
  std::vector<log::Record> some;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!stop(all)) {
    if (std::chrono::steady_clock::now() > deadline) {
      ADD_FAILURE() << "only " << all.size() << " records came in time";
      break;
    }
    const auto read = reader.read(some, records_max, 100ms);
    EXPECT_TRUE(read) << read.error().message();
    if (!read) break;
    EXPECT_LE(some.size(), records_max);
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

std::vector<log::Record> EventLogContract::read_values(log::EventReader& reader,
                                                       const std::vector<std::string>& values) {
  return read_until(reader, [&](const auto& records) {
    std::set<std::string> missing(values.begin(), values.end());
    for (const auto& record : records) missing.erase(record.value);
    return missing.empty();
  });
}

std::vector<std::string> EventLogContract::values_of(
    const std::vector<log::Record>& records) const {
  std::vector<std::string> values;
  std::set<std::string> seen;
  for (const auto& record : records) {
    const bool first = seen.insert(record.value).second;
    if (first) values.push_back(record.value);
    EXPECT_TRUE(first || GetParam().repeats_records) << record.value << " stands twice";
  }
  return values;
}

}  // namespace ledger::conformance
