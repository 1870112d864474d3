#pragma once
// EmbeddedLog: the log of one machine, in a RocksDB of its own. One thread takes everything that is
// queued, syncs it in one batch, and shows it to the readers: while one batch syncs, the next one
// gathers. A record is reported and readable only once it is on disk; when a sync fails, nobody
// knows what is there, and the process stops. When only a flush fails, what was reported is safe,
// and records are reported as not written until there is room. Appends and reads from any thread;
// close() from the owner.

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "events/log/event_log.hpp"

namespace rocksdb {
class Env;
}

namespace ledger::embedded {

struct Shelf;

struct EmbeddedLogOptions {
  std::filesystem::path directory;
  /// What may wait for the batch in hand to sync, before append() says errc::overloaded.
  std::size_t queue_records_max = 16 * 1024;
  std::size_t queue_bytes_max = 32 * 1024 * 1024;
  /// What readers find in memory.
  std::size_t tail_bytes_max = 32 * 1024 * 1024;
  /// Newest records whose chain is checked at the start; older ones are checked when they are read.
  std::uint64_t checked_records = 100'000;
  /// Table files that may be open at once; -1: as many as there are.
  int files_max = -1;
  /// The wall clock; empty: the system's. Called by the log's thread. It may go back, log time not.
  std::function<log::Timestamp()> now;
  /// By the log's thread: flushes fail, and records are not taken for it until there is room; or,
  /// with no trouble, they are taken again.
  std::function<void(const std::string& trouble)> on_flushes;
  /// For tests; null: the system's.
  rocksdb::Env* env = nullptr;
};

class EmbeddedLog final : public log::EventLog {
 public:
  /// Makes the log where there is none. Throws boost::system::system_error, whose text says what to
  /// do: errc::locked, errc::unsupported_format, errc::unavailable.
  explicit EmbeddedLog(EmbeddedLogOptions options);
  /// As close(). A reader may outlive the log: it finds nothing new and keeps the directory in use.
  ~EmbeddedLog() override;

  [[nodiscard]] Result<void> append(std::string key, std::string value,
                                    log::OnAppended on_appended) override;
  [[nodiscard]] Result<std::unique_ptr<log::EventReader>> read_after(
      std::optional<log::Position> after) override;
  [[nodiscard]] log::RecordsFrom records_from() const override;
  [[nodiscard]] Result<std::optional<log::Position>> end() const override;
  [[nodiscard]] std::optional<log::Position> known_end() const noexcept override;
  [[nodiscard]] bool has_other_writers() const noexcept override { return false; }
  [[nodiscard]] std::optional<log::BootTime> complete_at(log::Position applied,
                                                         log::BootTime now) const noexcept override;

  void close() override;

 private:
  struct Pending {
    std::string key;
    std::string value;
    log::OnAppended on_appended;
    log::BootTime handed_over;
  };

  void run();
  [[nodiscard]] std::deque<Pending> take();
  void commit(std::deque<Pending> pending);

  EmbeddedLogOptions options_;
  std::shared_ptr<Shelf> shelf_;    ///< what readers share
  std::uint64_t opened_count_ = 0;  ///< records found when the log was opened
  log::BootTime opened_at_{};
  log::Timestamp log_time_;  ///< of the last record; the thread's alone
  bool flushes_ = true;      ///< the thread's alone

  std::mutex mutex_;
  std::condition_variable queued_;
  std::deque<Pending> queue_;
  std::size_t queue_bytes_ = 0;
  bool closed_ = false;

  std::thread thread_;  ///< last: it uses everything above
};

}  // namespace ledger::embedded
