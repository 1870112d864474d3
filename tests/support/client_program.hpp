#pragma once
// The real binary as its users run it: with an input and an environment of its own, its streams
// piped or on a terminal. Killed, if it still runs, when it is no longer waited for.

#include <chrono>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace ledger::support {

using Arguments = std::vector<std::string>;
/// `NAME=value`; what is not named is not there.
using Environment = std::vector<std::string>;

struct Ended {
  int code = -1;  ///< exit code, or 128 and the number of the signal
  std::string out;
  std::string err;
};

/// Runs to the end, at most 30 seconds; standard input is a pipe with `input` in it.
[[nodiscard]] Ended run_piped(const std::string& file, const Arguments& arguments,
                              const Environment& environment, std::string_view input = {});

/// All three streams on one pseudo-terminal.
class TerminalProgram {
 public:
  TerminalProgram(const std::string& file, const Arguments& arguments,
                  const Environment& environment);
  ~TerminalProgram();
  TerminalProgram(const TerminalProgram&) = delete;
  TerminalProgram& operator=(const TerminalProgram&) = delete;

  /// Waits until `text` is on the screen; false at the end of the program, or after 20 seconds.
  bool shows(std::string_view text);
  void type(std::string_view keys);
  /// To the end; its exit code, as in Ended.
  int wait();
  [[nodiscard]] const std::string& screen() const noexcept { return screen_; }
  /// Whether the terminal shows what is typed.
  [[nodiscard]] bool echoes() const;

 private:
  bool read_more();

  pid_t pid_ = -1;
  int terminal_ = -1;
  std::string screen_;
};

}  // namespace ledger::support
