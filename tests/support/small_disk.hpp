#pragma once
// A file system of a test's own, in memory and of a size of its own, so that it can be full. Only
// root may mount; a test that gets none must say so loudly and skip.

#include <filesystem>
#include <fstream>
#include <string>
#include <sys/mount.h>

#include "tests/support/fresh_directory.hpp"

namespace ledger::support {

class SmallDisk {
 public:
  explicit SmallDisk(std::size_t mebibytes) {
    const auto size = "size=" + std::to_string(mebibytes) + "m";
    mounted_ = ::mount("tokenledger-test", place_.path().c_str(), "tmpfs", 0, size.c_str()) == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(place_.path().c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  [[nodiscard]] bool mounted() const noexcept { return mounted_; }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return place_.path(); }
  [[nodiscard]] std::size_t free_bytes() const {
    return std::filesystem::space(place_.path()).available;
  }
  /// A file that leaves so much free, or nothing where there is less.
  void leave_free(std::size_t bytes) const {
    const auto free = free_bytes();
    std::ofstream ballast(path() / "ballast", std::ios::binary | std::ios::app);
    const std::string block(std::size_t{1} << 20, 'x');
    for (auto left = free > bytes ? free - bytes : 0; left > 0 && ballast;) {
      const auto part = std::min(left, block.size());
      ballast.write(block.data(), static_cast<std::streamsize>(part));
      left -= part;
    }
  }
  void make_room() const { std::filesystem::remove(path() / "ballast"); }

 private:
  FreshDirectory place_;
  bool mounted_ = false;
};

}  // namespace ledger::support
