#pragma once
// A disk whose syncs can be made to fail, and which knows of every file what a power cut would
// leave: the bytes that were there at its last sync.

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

namespace ledger::fault {

class FaultyDisk final : public rocksdb::FileSystemWrapper {
 public:
  FaultyDisk() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  const char* Name() const override { return "FaultyDisk"; }
  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* result,
                                    rocksdb::IODebugContext* debug) override;

  /// From now on syncs of write-ahead logs report an error, and leave the bytes where they are.
  void fail_syncs() { failing_ = true; }
  /// From now on writes to write-ahead logs find the disk full.
  void fill() { full_ = true; }
  /// Whether writes to tables find the disk full, so that flushes fail.
  void fill_tables(bool full) { tables_full_ = full; }
  /// Copies `directory` as a power cut at this moment would leave it.
  void copy_after_power_cut(const std::filesystem::path& directory,
                            const std::filesystem::path& copy);

 private:
  class File;
  void synced(const std::string& name, std::uint64_t size);

  std::atomic<bool> failing_{false};
  std::atomic<bool> full_{false};
  std::atomic<bool> tables_full_{false};
  std::mutex mutex_;
  std::map<std::string, std::uint64_t> synced_;
};

/// `disk` must outlive the environment.
[[nodiscard]] std::unique_ptr<rocksdb::Env> environment_on(std::shared_ptr<FaultyDisk> disk);

}  // namespace ledger::fault
