#pragma once
// The real binary as another process: its standard output, its standard error, its end. Killed, if
// it still runs, when this object goes.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "tests/support/fresh_directory.hpp"

namespace ledger::support {

class Program {
 public:
  /// Runs `file` with these arguments; to be made on a thread that outlives it.
  Program(const std::string& file, const std::vector<std::string>& arguments);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// The port that `serve` says it listens on. Nothing: it ended, or did not say so in time.
  [[nodiscard]] std::optional<std::uint16_t> port(
      std::chrono::milliseconds at_most = std::chrono::seconds(30));
  void signal(int number) const;
  [[nodiscard]] pid_t pid() const noexcept { return pid_; }
  /// Its exit code, or 128 and the number of the signal that ended it. Killed where it takes
  /// longer.
  int wait(std::chrono::milliseconds at_most = std::chrono::seconds(20));

  /// What it has written so far; all of it after wait().
  [[nodiscard]] const std::string& out() const noexcept { return out_; }
  [[nodiscard]] std::string err() const;

 private:
  /// False at the end of the output, or at the time.
  bool read_more(std::chrono::milliseconds at_most);

  FreshDirectory scratch_;
  pid_t pid_ = -1;
  int output_ = -1;
  std::string out_;
};

/// `serve` on a data directory, port 0, two threads.
[[nodiscard]] std::vector<std::string> serve_arguments(const std::filesystem::path& data);

}  // namespace ledger::support
