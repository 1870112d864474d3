#pragma once
// A directory for a read model that lives as long as a verb does, beside the one that a node may be
// serving. Of those that would share it in one data directory, one at a time.

#include <filesystem>

namespace ledger::tokenledger {

class PassingView {
 public:
  /// Within `data`, which is made, for its owner alone, where it is missing. Throws
  /// std::runtime_error, also where another process has such a view there now.
  explicit PassingView(const std::filesystem::path& data);
  ~PassingView();
  PassingView(const PassingView&) = delete;
  PassingView& operator=(const PassingView&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
  int lock_ = -1;  // on the data directory
};

}  // namespace ledger::tokenledger
