#pragma once
// A real Apache Kafka of one node or three, each broker and controller in one, as plain child
// processes on loopback: nothing of it outlives this process. Brokers speak to each other on
// listeners of their own, so that a proxy before a client's port stands before clients alone.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/fresh_directory.hpp"
#include "tests/support/held_port.hpp"
#include "tests/support/kafka_broker.hpp"

namespace ledger::support {

struct KafkaClusterPlan {
  std::size_t nodes = 1;
  /// Lines of server.properties that come after, and so before, those of the cluster's own.
  std::vector<std::string> properties{};
  /// What node i says its port is, where that is not its own port: a proxy's.
  std::vector<std::uint16_t> advertised_ports{};
  /// The port of the first node. 0: any.
  std::uint16_t port = 0;
  /// Kept; where none is given, a fresh one that goes with the cluster.
  std::optional<std::filesystem::path> directory{};
  /// In place of quick_java_options().
  std::optional<std::vector<std::string>> java_options{};
};

class KafkaCluster {
 public:
  /// Starts all nodes and waits until each answers and knows all. Throws std::runtime_error.
  explicit KafkaCluster(const KafkaClusterPlan& plan = {});

  /// The advertised addresses of all nodes, for clients: `127.0.0.1:1,127.0.0.1:2`.
  [[nodiscard]] std::string bootstrap() const;
  /// The same past any proxy, on the brokers' own listeners.
  [[nodiscard]] std::string direct_bootstrap() const;
  [[nodiscard]] std::size_t size() const noexcept { return nodes_.size(); }
  /// Where node i really listens for clients.
  [[nodiscard]] std::uint16_t port(std::size_t i) const { return ports_[i].client.number(); }
  /// Node i has the id i + 1.
  [[nodiscard]] KafkaBroker& node(std::size_t i) { return *nodes_[i]; }
  /// Again, on its kept data, after kill() or terminate(); returns when it answers.
  void restart(std::size_t i);
  /// The same for all, where none runs: one alone would have nobody to agree with.
  void restart_all();
  /// All at once, in the orderly way.
  void terminate();

 private:
  struct Ports {
    HeldPort client;
    HeldPort between;
    HeldPort controller;
  };
  [[nodiscard]] std::string properties_of(std::size_t i, const KafkaClusterPlan& plan) const;
  void wait_until_whole();

  std::optional<FreshDirectory> own_directory_;
  std::string id_;
  std::vector<Ports> ports_;
  std::vector<std::uint16_t> advertised_;
  std::vector<std::unique_ptr<KafkaBroker>> nodes_;
};

/// Makes the archive of classes if there is none; others who come meanwhile wait for it.
void ensure_kafka_class_archive();

}  // namespace ledger::support
