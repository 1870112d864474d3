#include "services/runtime/disk_watch.hpp"

#include <algorithm>
#include <sys/statvfs.h>

#include "services/runtime/log_line.hpp"

namespace ledger::runtime {
namespace {

constexpr std::uint64_t mark_most = std::uint64_t{1} << 30;
constexpr std::uint64_t mark_part = 20;  // 5 %
/// Commands come back only with so much more than the mark, or each would stop them again.
constexpr std::uint64_t return_part = 8;

}  // namespace

std::optional<DiskSpace> space_of(const std::filesystem::path& directory) noexcept {
  struct statvfs found{};
  if (::statvfs(directory.c_str(), &found) != 0) return std::nullopt;
  const std::uint64_t block = found.f_frsize;
  return DiskSpace{found.f_bavail * block, found.f_blocks * block};
}

DiskWatch::DiskWatch(Options options) : options_(std::move(options)) { look(); }

void DiskWatch::look() {
  const auto space = options_.space(options_.directory);
  if (!space) return;
  const auto wanted = options_.free_bytes_min != 0 ? options_.free_bytes_min
                                                   : std::min(mark_most, space->size / mark_part);
  const auto mark = std::max(wanted, options_.needed);
  free_ = space->free;
  mark_ = mark;
  if (!low_ && space->free < mark) {
    low_ = true;
    log_line(Level::error, "too little room on the disk: commands are refused until there is more",
             {{"free_bytes", space->free}, {"free_bytes_min", mark}});
  } else if (low_ && space->free >= mark + mark / return_part) {
    low_ = false;
    log_line(Level::info, "there is room on the disk again: commands are taken",
             {{"free_bytes", space->free}, {"free_bytes_min", mark}});
  }
}

void DiskWatch::view_failed(const std::string& reason) {
  ++view_failures_;
  if (view_failing_.exchange(true)) return;
  log_line(Level::error,
           "the read model cannot be written: commands are refused, and it is tried again",
           {{"reason", reason}});
}

void DiskWatch::view_written() noexcept {
  if (!view_failing_.exchange(false)) return;
  log_line(Level::info, "the read model is written again: commands are taken");
}

}  // namespace ledger::runtime
