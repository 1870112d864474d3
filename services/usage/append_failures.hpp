#pragma once
// Tells a failed append to RocksDB's write-ahead log from a failed flush or compaction: the status
// of a write does not. The first RocksDB 7.8 cannot mend while it is open, and it aborts the
// process at a write after it; the others it can.

#include <atomic>

#include <rocksdb/listener.h>

namespace ledger::usage {

class AppendFailures final : public rocksdb::EventListener {
 public:
  void OnBackgroundError(rocksdb::BackgroundErrorReason reason, rocksdb::Status*) override {
    if (reason == rocksdb::BackgroundErrorReason::kWriteCallback) any_ = true;
  }
  [[nodiscard]] bool any() const noexcept { return any_; }

 private:
  std::atomic<bool> any_{false};
};

}  // namespace ledger::usage
