#pragma once
// The topic itself: made with what a ledger needs, and checked before a node stands on it. For
// start-up; each call asks the brokers and waits. What is thrown is a std::runtime_error whose text
// says what to do.

#include <vector>

#include "events/kafka/client.hpp"

namespace ledger::kafka {

/// Whose clock stamps a record.
enum class TimestampType {
  log_append,  ///< the broker's: what a ledger is served with
  create,      ///< the writer's: while a ledger is copied into the topic
};

struct TopicPlan {
  int replication = 1;  ///< copies; with three or more, two must have a record before it counts
  TimestampType timestamps = TimestampType::log_append;
};

/// One partition, kept for ever, never compacted. False, and nothing changed: there is a topic of
/// that name.
[[nodiscard]] bool create_topic(const ClientOptions& options, const TopicPlan& plan);

/// From now on the broker's clock stamps the records of a topic that create_topic() made.
void stamp_by_broker(const ClientOptions& options, const TopicPlan& plan);

/// What is wrong with the topic for a ledger, each with the way to mend it; empty: nothing.
/// `expected`: whose clock is right.
[[nodiscard]] std::vector<std::string> topic_faults(
    const ClientOptions& options, TimestampType expected = TimestampType::log_append);

/// Whether the topic is there.
[[nodiscard]] bool topic_exists(const ClientOptions& options);

}  // namespace ledger::kafka
