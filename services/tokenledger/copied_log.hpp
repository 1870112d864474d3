#pragma once
// An embedded log that is filled with records that another log has stamped, held under its lock.

#include <filesystem>
#include <vector>

#include "events/embedded/record_store.hpp"
#include "events/embedded/serving.hpp"

namespace ledger::tokenledger {

class CopiedLog {
 public:
  /// Makes it, or opens what is there. Throws where another process has it.
  explicit CopiedLog(const std::filesystem::path& directory);

  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  /// The one record there; empty where it cannot be read.
  [[nodiscard]] std::vector<log::Record> at(std::uint64_t position) const;
  /// On disk when it returns. Throws std::runtime_error.
  void append(const std::vector<log::Record>& records);

 private:
  embedded::ServingLock lock_;
  embedded::RecordStore store_;
  std::uint64_t count_ = 0;
};

}  // namespace ledger::tokenledger
