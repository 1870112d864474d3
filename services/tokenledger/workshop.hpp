#pragma once
// Where a ledger is put together that shall be in a data directory whole, or not at all.

#include <filesystem>

namespace ledger::tokenledger {

/// Within the data directory, which may be a mount point. Gone at the end, with whatever is still
/// in it.
class Workshop {
 public:
  /// Throws std::runtime_error where the directory is not empty.
  explicit Workshop(const std::filesystem::path& data);
  ~Workshop();
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  /// Moves `view` and `log` into the data directory. The log last: without it there is no ledger.
  void deliver() const;

 private:
  std::filesystem::path path_;
};

}  // namespace ledger::tokenledger
