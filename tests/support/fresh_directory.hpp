#pragma once
// A directory of a test's own, empty at first, removed at the end with all that is in it.

#include <filesystem>
#include <stdexcept>
#include <stdlib.h>
#include <string>

namespace ledger::support {

class FreshDirectory {
 public:
  FreshDirectory() {
    auto pattern = (std::filesystem::temp_directory_path() / "tokenledger-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary directory");
    path_ = pattern;
  }
  ~FreshDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  FreshDirectory(const FreshDirectory&) = delete;
  FreshDirectory& operator=(const FreshDirectory&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace ledger::support
