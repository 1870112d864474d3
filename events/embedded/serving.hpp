#pragma once
// The file `serving` in the log's directory. Whoever serves the log holds a lock on it, and writes
// into it how many records are durable, so that a reader in another process neither returns a
// record that a power cut could still take back nor asks RocksDB when nothing is new.

#include <cstdint>
#include <filesystem>
#include <optional>

namespace ledger::embedded {

/// Held by the one process that serves the log.
class ServingLock {
 public:
  /// Makes the directory where it is missing. Throws boost::system::system_error: errc::locked, or
  /// what the operating system says.
  explicit ServingLock(const std::filesystem::path& directory);
  ~ServingLock();
  ServingLock(const ServingLock&) = delete;
  ServingLock& operator=(const ServingLock&) = delete;

  /// Tells other processes' readers that the first `count` records are durable.
  void publish(std::uint64_t count) noexcept;
  /// What was last published, also by an earlier process; 0 if nothing. Perhaps less than what is
  /// durable, for the file is not synced; never more.
  [[nodiscard]] std::uint64_t published() const noexcept;

 private:
  int file_ = -1;
};

/// Held by one who copies the files of a log that nobody serves. Writes nothing, so the log may lie
/// where nothing can be written.
class CopyingLock {
 public:
  /// Throws boost::system::system_error: errc::locked, or what the operating system says.
  explicit CopyingLock(const std::filesystem::path& directory);
  ~CopyingLock();
  CopyingLock(const CopyingLock&) = delete;
  CopyingLock& operator=(const CopyingLock&) = delete;

 private:
  int file_ = -1;
};

/// What the serving process published; for readers in other processes, any thread.
class ServingView {
 public:
  /// Throws boost::system::system_error where there is no log.
  explicit ServingView(const std::filesystem::path& directory);
  ~ServingView();
  ServingView(const ServingView&) = delete;
  ServingView& operator=(const ServingView&) = delete;

  /// How many records are durable; nothing if that cannot be read.
  [[nodiscard]] std::optional<std::uint64_t> count() const noexcept;

 private:
  int file_ = -1;
};

}  // namespace ledger::embedded
