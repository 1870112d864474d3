#pragma once
// The one place that knows which log there is: the embedded one in the data directory; a topic,
// where the settings have [kafka]; or, of a follower, another node's. What it throws says what to
// do.

#include <memory>
#include <vector>

#include "events/kafka/kafka_log.hpp"
#include "events/log/event_log.hpp"
#include "services/runtime/metrics.hpp"
#include "services/runtime/settings.hpp"

namespace ledger::tokenledger {

/// Where the brokers are, with librdkafka's notes in the program's log. `settings.kafka` is there.
[[nodiscard]] kafka::ClientOptions kafka_client(const runtime::Settings& settings);

struct OpenLog {
  std::unique_ptr<log::EventLog> log;
  const kafka::KafkaLog* kafka = nullptr;  ///< the same, where it is on Kafka
};

/// Opens it for one who serves it or appends to it. Throws std::runtime_error where another process
/// has it, or where the topic is not what a ledger needs.
[[nodiscard]] OpenLog open_log(const runtime::Settings& settings, runtime::Metrics& metrics,
                               int files_max = -1);

/// The topic as it is, fit for a ledger or not: for who reads it, or is just filling it.
[[nodiscard]] std::unique_ptr<kafka::KafkaLog> open_any_topic(const kafka::ClientOptions& client);

}  // namespace ledger::tokenledger
