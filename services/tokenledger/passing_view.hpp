#pragma once
// A directory for a read model that lives as long as a verb does, beside the one that a node may be
// serving.

#include <filesystem>

namespace ledger::tokenledger {

class PassingView {
 public:
  /// Within `data`, which is made where it is missing.
  explicit PassingView(const std::filesystem::path& data) : path_(data / ".passing-view") {
    std::filesystem::create_directories(data);
    std::filesystem::remove_all(path_);
  }
  ~PassingView() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  PassingView(const PassingView&) = delete;
  PassingView& operator=(const PassingView&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace ledger::tokenledger
