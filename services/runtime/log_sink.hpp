#pragma once
// Where the program's log lines go: standard error, or a file of one's own. Nothing waits for it:
// where nobody reads, lines are dropped and counted, and the next one that is taken says how many.

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>

namespace ledger::runtime {

class LogSink {
 public:
  /// Onto what `descriptor` is open on; it stays open, and blocking for others.
  explicit LogSink(int descriptor);
  ~LogSink();
  LogSink(const LogSink&) = delete;
  LogSink& operator=(const LogSink&) = delete;

  /// One line, with its end; any thread. False: it is dropped.
  bool write(std::string_view line);
  /// From now on into a file, made with mode 0640 where there is none. Throws std::runtime_error.
  void open_file(const std::filesystem::path& file);
  /// The file by its name again, after somebody has moved it; no file: nothing. What cannot be
  /// opened leaves everything as it was: the reason, or nothing.
  [[nodiscard]] std::string reopen();

  /// Lines since the start.
  [[nodiscard]] std::uint64_t dropped() const;

 private:
  void use(int descriptor);
  [[nodiscard]] bool put(std::string_view bytes);
  [[nodiscard]] std::size_t put_some(std::string_view bytes) const;

  mutable std::mutex mutex_;
  int given_;  // -1: its own description, closed in the end
  int descriptor_ = -1;
  bool is_socket_ = false;
  std::filesystem::path file_;
  std::string rest_;  // of a line that was taken in part
  std::uint64_t dropped_ = 0;
  std::uint64_t told_ = 0;  // of those, how many a line has told
};

/// The program's own, on standard error until open_file().
[[nodiscard]] LogSink& log_sink();

}  // namespace ledger::runtime
