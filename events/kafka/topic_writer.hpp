#pragma once
// Writes records that another log has stamped into a topic, with the times that they have there:
// for moving a ledger, while nobody else writes. The topic takes writers' times
// (TimestampType::create). One thread.

#include <vector>

#include "events/kafka/client.hpp"
#include "events/log/event_log.hpp"

namespace ledger::kafka {

class TopicWriter {
 public:
  /// Throws std::runtime_error where the settings cannot be used.
  explicit TopicWriter(const ClientOptions& options);

  /// Returns when all are acknowledged. errc::unavailable: some were not, and it is not known which
  /// of them are in the topic.
  [[nodiscard]] Result<void> append(const std::vector<log::Record>& records);

 private:
  Listener listener_;
  Client client_;
  Topic topic_;
};

}  // namespace ledger::kafka
