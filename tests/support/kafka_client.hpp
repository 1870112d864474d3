#pragma once
// A small client of librdkafka's C API for tests: who is there, who leads, make a topic or change
// its settings, append a record and read some back. What the ledger itself does with Kafka is not
// here.

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ledger::support {

struct KafkaTopic {
  std::string name;
  int replicas = 1;
  /// Settings of the topic: {"retention.ms", "-1"}.
  std::vector<std::pair<std::string, std::string>> settings{};
  int partitions = 1;
};

struct KafkaMessage {
  std::string key;
  std::string value;
  std::map<std::string, std::string> headers;
};

class KafkaClient {
 public:
  using Time = std::chrono::milliseconds;
  explicit KafkaClient(std::string bootstrap);
  ~KafkaClient();
  KafkaClient(const KafkaClient&) = delete;
  KafkaClient& operator=(const KafkaClient&) = delete;

  /// The ids of the brokers that a broker names, sorted. Nothing: none answered in time.
  [[nodiscard]] std::optional<std::vector<int>> broker_ids(Time at_most = Time(5000));
  /// Of partition 0. Nothing: none is known, or no broker answered in time.
  [[nodiscard]] std::optional<int> leader_of(const std::string& topic, Time at_most = Time(5000));
  /// Throws std::runtime_error where it is not there and led in time.
  void make_topic(const KafkaTopic& topic, Time at_most = Time(30'000));
  /// Its settings are now these and no others; `replicas` is not looked at. Throws
  /// std::runtime_error.
  void alter_topic(const KafkaTopic& topic, Time at_most = Time(30'000));
  /// True: all replicas in sync have it. False: it is not known whether the topic has it.
  [[nodiscard]] bool append(const std::string& topic, const std::string& text,
                            Time at_most = Time(30'000));
  /// Where the next record of partition 0 will be. Throws std::runtime_error.
  [[nodiscard]] std::int64_t end_of(const std::string& topic, Time at_most = Time(30'000));
  /// The first `count` records of partition 0, or fewer where they do not come in time.
  [[nodiscard]] std::vector<std::string> read(const std::string& topic, std::size_t count,
                                              Time at_most = Time(30'000)) const;
  /// The same, with what stands beside their values.
  [[nodiscard]] std::vector<KafkaMessage> read_messages(const std::string& topic, std::size_t count,
                                                        Time at_most = Time(30'000)) const;

 private:
  class Handle;
  std::string bootstrap_;
  std::unique_ptr<Handle> producer_;
};

}  // namespace ledger::support
