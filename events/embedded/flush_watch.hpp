#pragma once
// What RocksDB's background work says of the disk. A flush that fails loses nothing, for the
// write-ahead log has the records: RocksDB refuses all writes until it is told to resume. A write
// that fails is another matter: nobody knows what is on disk.

#include <atomic>

#include <rocksdb/listener.h>

namespace ledger::embedded {

class FlushWatch final : public rocksdb::EventListener {
 public:
  void OnBackgroundError(rocksdb::BackgroundErrorReason reason, rocksdb::Status* status) override {
    status->PermitUncheckedError();
    using rocksdb::BackgroundErrorReason;
    const bool of_a_write = reason == BackgroundErrorReason::kWriteCallback ||
                            reason == BackgroundErrorReason::kMemTable;
    (of_a_write ? write_failed_ : flush_failed_) = true;
  }
  /// Resuming is left to who writes, or it would be refused while RocksDB does it.
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason /*reason*/, rocksdb::Status status,
                            bool* by_itself) override {
    status.PermitUncheckedError();
    *by_itself = false;
  }

  [[nodiscard]] bool flush_failed() const noexcept { return flush_failed_; }
  [[nodiscard]] bool write_failed() const noexcept { return write_failed_; }
  void set_flush_failed(bool failed) noexcept { flush_failed_ = failed; }

 private:
  std::atomic<bool> flush_failed_{false};
  std::atomic<bool> write_failed_{false};
};

}  // namespace ledger::embedded
