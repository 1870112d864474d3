#pragma once
// A program run as a plain child: what it says goes to the end of a file, it has none of our files
// open, no Ctrl-C of a terminal reaches it, and the kernel kills it when we end in whatever way. To
// be made on a thread that outlives it: its end is that thread's end.

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace ledger::support {

class ChildProcess {
 public:
  /// `words`: the program, looked for in PATH, and its arguments.
  ChildProcess(const std::vector<std::string>& words, const std::filesystem::path& output);
  /// Kills it.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  void signal(int number) const;
  [[nodiscard]] pid_t pid() const noexcept { return pid_; }
  /// Its exit code, or 128 and the number of the signal that ended it. Nothing: it still runs.
  std::optional<int> wait(std::chrono::milliseconds at_most);

 private:
  pid_t pid_;
  std::optional<int> ended_;
};

/// SIGSTOP; none of the child's threads runs any more when this returns. SIGCONT ends it.
void stop_child(pid_t pid);

/// Whether the process has ended when `at_most` is over; it need not be a child.
[[nodiscard]] bool has_ended(pid_t pid, std::chrono::milliseconds at_most);

}  // namespace ledger::support
