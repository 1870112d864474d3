#pragma once
// What the fault tests of the embedded log share: a fresh directory, a way to append and to read
// all, and this program run anew as another process.

#include <cstdint>
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

#include "events/embedded/embedded_log.hpp"

namespace ledger::fault {

/// Removed with all that is in it.
class FreshDirectory {
 public:
  FreshDirectory();
  ~FreshDirectory();
  FreshDirectory(const FreshDirectory&) = delete;
  FreshDirectory& operator=(const FreshDirectory&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

[[nodiscard]] embedded::EmbeddedLogOptions in(const std::filesystem::path& directory);

/// Appends, and returns when it is reported.
log::AppendOutcome append(log::EventLog& log, const std::string& value);

/// Every record through the end, with positions from 0 without gaps, or the test fails.
[[nodiscard]] std::vector<log::Record> read_all(log::EventLog& log);

/// This program as another process, in one of the roles of embedded_process.cpp. Killed at the end.
class OtherProcess {
 public:
  explicit OtherProcess(std::vector<std::string> arguments);
  ~OtherProcess();
  OtherProcess(const OtherProcess&) = delete;
  OtherProcess& operator=(const OtherProcess&) = delete;

  /// Reads a line of what it writes, without the end of line; false at the end.
  [[nodiscard]] bool read_line(std::string& line);
  void kill();
  /// Its exit code, or -1 if a signal ended it.
  int wait();

 private:
  pid_t pid_ = -1;
  int output_ = -1;
  std::string buffer_;
};

/// What main() does first: runs a role, and returns its exit code; -1 if no role was asked for.
int run_role(int argc, char** argv);

}  // namespace ledger::fault
