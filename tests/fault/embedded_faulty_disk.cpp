#include "tests/fault/embedded_faulty_disk.hpp"

#include <utility>

namespace ledger::fault {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

class FaultyDisk::File final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  File(std::unique_ptr<rocksdb::FSWritableFile> file, std::string name, FaultyDisk& disk)
      : FSWritableFileOwnerWrapper(std::move(file)),
        disk_(disk),
        name_(std::move(name)),
        write_ahead_(name_.ends_with(".log")),
        table_(name_.ends_with(".sst")) {}

  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                  IODebugContext* debug) override {
    if (finds_no_room()) return IOStatus::NoSpace("injected: no space left");
    return FSWritableFileOwnerWrapper::Append(data, options, debug);
  }
  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& verification,
                  IODebugContext* debug) override {
    if (finds_no_room()) return IOStatus::NoSpace("injected: no space left");
    return FSWritableFileOwnerWrapper::Append(data, options, verification, debug);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    return after(FSWritableFileOwnerWrapper::Sync(options, debug), options, debug);
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return after(FSWritableFileOwnerWrapper::Fsync(options, debug), options, debug);
  }

 private:
  [[nodiscard]] bool finds_no_room() const {
    return (write_ahead_ && disk_.full_) || (table_ && disk_.tables_full_);
  }
  IOStatus after(IOStatus sync, const IOOptions& options, IODebugContext* debug) {
    if (write_ahead_ && disk_.failing_) return IOStatus::IOError("injected: sync failed");
    if (sync.ok()) disk_.synced(name_, GetFileSize(options, debug));
    return sync;
  }

  FaultyDisk& disk_;
  const std::string name_;
  const bool write_ahead_;
  const bool table_;
};

IOStatus FaultyDisk::NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                     std::unique_ptr<rocksdb::FSWritableFile>* result,
                                     IODebugContext* debug) {
  std::unique_ptr<rocksdb::FSWritableFile> file;
  auto status = FileSystemWrapper::NewWritableFile(name, options, &file, debug);
  if (!status.ok()) return status;
  synced(name, 0);
  *result = std::make_unique<File>(std::move(file), name, *this);
  return status;
}

void FaultyDisk::synced(const std::string& name, std::uint64_t size) {
  const std::lock_guard lock(mutex_);
  synced_[std::filesystem::path(name).filename().string()] = size;
}

void FaultyDisk::copy_after_power_cut(const std::filesystem::path& directory,
                                      const std::filesystem::path& copy) {
  const std::lock_guard lock(mutex_);
  std::filesystem::create_directories(copy);
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    const auto name = entry.path().filename();
    std::filesystem::copy_file(entry.path(), copy / name);
    // A file that is renamed into its name, as CURRENT is, was synced under another.
    const auto known = synced_.find(name.string());
    if (known != synced_.end()) std::filesystem::resize_file(copy / name, known->second);
  }
}

std::unique_ptr<rocksdb::Env> environment_on(std::shared_ptr<FaultyDisk> disk) {
  return rocksdb::NewCompositeEnv(std::move(disk));
}

}  // namespace ledger::fault
