#pragma once
// A program that takes lines and answers with lines, as another process; what it complains of goes
// to our own standard error. Killed when this object goes. For one thread, which outlives it.

#include <chrono>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace ledger::support {

class LineProgram {
 public:
  /// `words`: the program, looked for in PATH, and its arguments. `setting`: one more `NAME=value`
  /// of its environment.
  LineProgram(const std::vector<std::string>& words, const std::string& setting);
  ~LineProgram();
  LineProgram(const LineProgram&) = delete;
  LineProgram& operator=(const LineProgram&) = delete;

  void write(const std::string& line);
  /// The next line of its output. Nothing: none came in time, or it has ended.
  [[nodiscard]] std::optional<std::string> read(std::chrono::milliseconds at_most);

 private:
  pid_t pid_ = -1;
  int input_ = -1;
  int output_ = -1;
  std::string unread_;
};

}  // namespace ledger::support
