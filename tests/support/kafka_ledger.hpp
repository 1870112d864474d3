#pragma once
// A ledger on a fresh topic of a real Kafka and its nodes, each the real binary as a process with a
// data directory and a port of its own, which it keeps when it comes again. To be made, and its
// nodes started, on a thread that outlives it. What a node does not do in time is thrown.

#include <chrono>
#include <csignal>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/api_client.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/client_program.hpp"
#include "tests/support/fresh_directory.hpp"
#include "tests/support/held_port.hpp"
#include "tests/support/program.hpp"

namespace ledger::support {

struct KafkaLedgerPlan {
  std::string bootstrap;               ///< `127.0.0.1:1,127.0.0.1:2`
  std::size_t nodes = 3;               ///< that are started at once
  std::string settings{};              ///< more of the settings file: `[view]\nage_max_ms = 1500\n`
  int replication = 1;                 ///< of the topic
  std::optional<std::string> topic{};  ///< in place of a fresh one
};

/// The real binary's file.
[[nodiscard]] std::string tokenledger_program();

class KafkaLedger {
 public:
  using Time = std::chrono::milliseconds;
  /// `init`, then all nodes, and waits until each is ready.
  explicit KafkaLedger(KafkaLedgerPlan plan);

  [[nodiscard]] const std::string& topic() const noexcept { return topic_; }
  [[nodiscard]] std::size_t size() const noexcept { return nodes_.size(); }
  [[nodiscard]] std::uint16_t port(std::size_t i) const { return nodes_[i]->port.number(); }
  [[nodiscard]] std::vector<std::uint16_t> ports() const;
  /// The operator's token.
  [[nodiscard]] const std::string& secret() const noexcept { return secret_; }
  [[nodiscard]] ApiClient as_operator(std::size_t i) const { return {port(i), secret_}; }
  [[nodiscard]] ApiClient as(std::size_t i, std::string secret) const {
    return {port(i), std::move(secret)};
  }

  /// One more, with nothing in its data directory; its number. It may not be ready yet.
  std::size_t add();
  [[nodiscard]] Program& program(std::size_t i) { return *nodes_[i]->program; }
  [[nodiscard]] std::filesystem::path data(std::size_t i) const;
  void pause(std::size_t i) { stop_child(program(i).pid()); }
  void resume(std::size_t i) { program(i).signal(SIGCONT); }
  void kill(std::size_t i);
  /// Ends it in the orderly way: its exit code.
  int stop(std::size_t i);
  /// Again, on its kept data, after kill() or stop(). It may not be ready yet. `file`: another
  /// version's binary.
  void start(std::size_t i, const std::string& file = tokenledger_program());

  /// Until it answers and says so.
  void wait_ready(std::size_t i, Time at_most = Time(60'000));
  /// Until /readyz is 503.
  void wait_unready(std::size_t i, Time at_most = Time(60'000));
  /// What the node's metrics page says of that name, without labels.
  [[nodiscard]] double metric(std::size_t i, const std::string& name) const;

  /// Another verb on the same ledger, to its end: {"log"}, {"init"}. Without `--data`, it is that
  /// of the first `init`.
  [[nodiscard]] Ended run(Arguments arguments) const;

 private:
  struct Node {
    HeldPort port{};
    std::unique_ptr<Program> program{};
  };
  [[nodiscard]] std::filesystem::path config() const { return directory_.path() / "config"; }

  FreshDirectory directory_;
  std::string topic_;
  std::string secret_;
  std::vector<std::unique_ptr<Node>> nodes_;
};

/// A settings file for that topic, with `more` behind it.
void write_kafka_settings(const std::filesystem::path& file, const std::string& bootstrap,
                          const std::string& topic, const std::string& more = {});

/// The real binary, to its end.
[[nodiscard]] Ended run_tokenledger(const Arguments& arguments);

}  // namespace ledger::support
