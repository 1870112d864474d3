#pragma once
// Whether the disk has room for commands. Below a mark of free space, or while the read model
// cannot be written, the node takes none and appends no signals; verification goes on. What is kept
// free is for flushes and compactions, whose failure would end the process or age the view.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace ledger::runtime {

struct DiskSpace {
  std::uint64_t free = 0;  ///< for us
  std::uint64_t size = 0;
};
/// Nothing: it cannot be known.
[[nodiscard]] std::optional<DiskSpace> space_of(const std::filesystem::path& directory) noexcept;

class DiskWatch {
 public:
  struct Options {
    std::filesystem::path directory;
    std::uint64_t free_bytes_min = 0;  ///< 0: the smaller of 1 GiB and 5 % of the disk
    std::uint64_t needed = 0;          ///< the mark is never below it
    std::function<std::optional<DiskSpace>(const std::filesystem::path&)> space = space_of;
  };
  /// Looks once.
  explicit DiskWatch(Options options);

  /// By one thread, about once a second. Where nothing can be known, what was known stays.
  void look();
  /// By the projector's thread: a write of the read model failed, or one went through again.
  void view_failed(const std::string& reason);
  void view_written() noexcept;

  // From any thread.
  [[nodiscard]] bool read_only() const noexcept { return low_.load() || view_failing_.load(); }
  [[nodiscard]] std::uint64_t free_bytes() const noexcept { return free_; }
  [[nodiscard]] std::uint64_t mark() const noexcept { return mark_; }
  [[nodiscard]] std::uint64_t view_failures() const noexcept { return view_failures_; }

 private:
  const Options options_;
  std::atomic<bool> low_{false};
  std::atomic<bool> view_failing_{false};
  std::atomic<std::uint64_t> free_{0};
  std::atomic<std::uint64_t> mark_{0};
  std::atomic<std::uint64_t> view_failures_{0};
};

}  // namespace ledger::runtime
