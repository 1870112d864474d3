#pragma once
// The contract of log::EventLog as a test suite, written for the harder log. A log joins by one
// file that makes it and instantiates EventLogContract; the laws are in event_log_contract.cpp.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "events/log/event_log.hpp"

namespace ledger::conformance {

/// One fresh, empty log, and its place on disk or at a broker.
class LogUnderTest {
 public:
  virtual ~LogUnderTest() = default;
  [[nodiscard]] virtual log::EventLog& log() = 0;
  /// What others append through, where the log is only read.
  [[nodiscard]] virtual log::EventLog& writer() { return log(); }
  /// Closes the log and opens it anew; false for a log that keeps nothing.
  [[nodiscard]] virtual bool reopen() = 0;
};

struct LogKind {
  std::string name;
  std::function<std::unique_ptr<LogUnderTest>()> make;
  /// Skips or fails the test where what the log needs is not there; empty: it needs nothing.
  std::function<void()> check_needs = {};
  /// What the port allows this log, and not every log does.
  bool repeats_records = false;  ///< a record may stand in it twice
  bool log_time_may_go_back = false;
  bool is_read_only = false;  ///< it takes nothing: others append
};

inline std::ostream& operator<<(std::ostream& out, const LogKind& kind) { return out << kind.name; }

/// A real broker that shares the machine with other tests is slow at times.
inline constexpr std::chrono::seconds patience{60};

class EventLogContract : public testing::TestWithParam<LogKind> {
 protected:
  void SetUp() override {
    if (GetParam().check_needs) GetParam().check_needs();
    if (!IsSkipped() && !HasFatalFailure()) made_ = GetParam().make();
  }
  [[nodiscard]] log::EventLog& log() { return made_->log(); }
  [[nodiscard]] log::EventLog& writer() { return made_->writer(); }
  [[nodiscard]] bool reopen() { return made_->reopen(); }

  /// Appends, and waits until it is reported durable.
  void append(const std::string& value);
  /// Appends `count` values, `prefix` and a number each, and waits for the last.
  std::vector<std::string> append_many(const std::string& prefix, std::size_t count);
  [[nodiscard]] std::unique_ptr<log::EventReader> reader(
      std::optional<log::Position> after = std::nullopt);
  [[nodiscard]] std::optional<log::Position> end();
  /// Reads until `stop` is content with what was read; fails after `patience`.
  std::vector<log::Record> read_until(
      log::EventReader& reader, const std::function<bool(const std::vector<log::Record>&)>& stop,
      std::size_t records_max = 100);
  /// Reads until each of `values` was seen.
  std::vector<log::Record> read_values(log::EventReader& reader,
                                       const std::vector<std::string>& values);
  /// The values in the order of their first record; where the log repeats none, a second one fails.
  [[nodiscard]] std::vector<std::string> values_of(const std::vector<log::Record>& records) const;

 private:
  std::unique_ptr<LogUnderTest> made_;
};

}  // namespace ledger::conformance
