#pragma once
// One node of a KafkaCluster: a real broker (and controller) as a child process on its own
// directory, which it keeps through kill() and start(). Made by KafkaCluster alone.

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/child_process.hpp"

namespace ledger::support {

class KafkaBroker {
 public:
  struct Plan {
    int id;
    std::filesystem::path directory;
    std::string properties;
    /// Where this broker, and no other, is asked whether it is there.
    std::string address;
    std::vector<std::string> java_options;
  };
  explicit KafkaBroker(Plan plan);

  /// The process runs; whether it answers yet is for wait_until_ready() to say. Formats its
  /// directory for this cluster first, if that was never done.
  void start(const std::string& cluster_id);
  /// Throws std::runtime_error, with the end of its log, where it ends or takes longer.
  void wait_until_ready(std::chrono::milliseconds at_most = std::chrono::seconds(90));

  void kill();          ///< SIGKILL; it is gone when this returns
  void pause() const;   ///< SIGSTOP: its sockets live, it does nothing
  void resume() const;  ///< SIGCONT
  /// SIGTERM: hands over and ends in the orderly way. False: it took longer and was killed.
  bool terminate(std::chrono::milliseconds at_most = std::chrono::seconds(30));

  [[nodiscard]] bool runs() const;
  [[nodiscard]] int id() const noexcept { return plan_.id; }
  [[nodiscard]] const std::string& address() const noexcept { return plan_.address; }
  [[nodiscard]] std::filesystem::path log() const { return plan_.directory / "log"; }

 private:
  [[nodiscard]] std::string end_of_log() const;
  void format(const std::string& cluster_id) const;

  Plan plan_;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace ledger::support
