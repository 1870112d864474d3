#pragma once
// A node below the service: a KafkaLog, a read model and its projector, in this process; and what
// its appends were told, against what the topic then has. Events are those of a made-up ledger.

#include <map>
#include <memory>
#include <mutex>

#include "events/kafka/kafka_log.hpp"
#include "tests/support/fresh_directory.hpp"
#include "tests/support/projections_support.hpp"

namespace ledger::support {

/// What became of appends, as the log told it. Must outlive the log.
class ToldAppends {
 public:
  /// Hands an event over, and remembers what is told of it.
  Result<void> append(log::EventLog& log, const token::Event& event);

  [[nodiscard]] std::size_t count(log::AppendOutcome outcome) const;
  [[nodiscard]] std::size_t open() const;
  /// True: each append that was taken is told of.
  [[nodiscard]] bool wait_all(std::chrono::milliseconds at_most = std::chrono::seconds(20)) const;
  /// What is not so in a log of these records: whatever is durable is there once, what was not
  /// written or refused is not there, and nothing is there twice.
  [[nodiscard]] std::vector<std::string> broken_by(const std::vector<log::Record>& records) const;

 private:
  enum class Told { nothing, refused, durable, not_written, unknown };
  void tell(const std::string& value, Told told);

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::map<std::string, Told> told_;  // by the record's value
};

/// All that is in the topic now, by a reader of its own. Throws where it cannot be had.
[[nodiscard]] std::vector<log::Record> records_of(const kafka::KafkaLogOptions& options);

class FoldingNode {
 public:
  /// Its view is kept in `directory` from one node to the next.
  FoldingNode(kafka::KafkaLogOptions options, const std::filesystem::path& directory,
              std::chrono::milliseconds unavailable_max = std::chrono::seconds(20));
  ~FoldingNode();

  [[nodiscard]] kafka::KafkaLog& log() noexcept { return log_; }
  [[nodiscard]] projections::Projector& projector() noexcept { return projector_; }
  [[nodiscard]] projections::test::RecordingObserver& observer() noexcept { return observer_; }
  /// As a service starts: catches up, then goes on in the background.
  void start();
  /// Why it refuses to start; "": it does not.
  [[nodiscard]] std::string refusal();
  /// True: it has applied that many records, and its state is what a fold of the whole topic from
  /// nothing makes of them. `options`: of a way to the topic that works.
  [[nodiscard]] bool folds(std::size_t records, const kafka::KafkaLogOptions& options);

 private:
  kafka::KafkaLog log_;
  projections::TokenView view_;
  projections::HotSet hot_{std::size_t{1} << 26};
  projections::test::RecordingObserver observer_;
  projections::Projector projector_;
};

}  // namespace ledger::support
