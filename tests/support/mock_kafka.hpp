#pragma once
// librdkafka's mock cluster, in this process: speaks Kafka's protocol, and fails as it is told.
// It neither deduplicates nor fences, stamps records with their writer's clock, and keeps 5 MiB of
// a partition. Any thread.

#include <initializer_list>
#include <string>

#include "events/kafka/kafka_log.hpp"

struct rd_kafka_mock_cluster_s;

namespace ledger::support {

class MockKafka {
 public:
  /// With one topic, `ledger`, of one partition.
  explicit MockKafka(int brokers = 1);
  ~MockKafka();
  MockKafka(const MockKafka&) = delete;
  MockKafka& operator=(const MockKafka&) = delete;

  /// For a node of that number on this cluster.
  [[nodiscard]] kafka::KafkaLogOptions options(std::uint8_t node = 1) const;

  /// The next requests of this kind (Kafka's number: 0 produce, 1 fetch) end so.
  void fail_next(std::int16_t request, std::initializer_list<rd_kafka_resp_err_t> errors);
  void set_down(int broker = -1);
  void set_up(int broker = -1);
  void set_round_trip(int milliseconds);
  void set_leader(int broker);

 private:
  kafka::Client client_;
  rd_kafka_mock_cluster_s* cluster_;
};

}  // namespace ledger::support
