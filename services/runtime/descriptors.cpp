#include "services/runtime/descriptors.hpp"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <stdexcept>
#include <string>
#include <sys/resource.h>

namespace ledger::runtime {
namespace {

/// Of each database: lock, messages, manifest, write-ahead logs, directories, and what a flush and
/// a compaction write; and what the program opens for a moment.
constexpr std::size_t program_files = 64;
/// Of each worker: epoll, its wake-up, its timer.
constexpr std::size_t worker_files = 3;
/// To brokers and back, with those that are being replaced.
constexpr std::size_t kafka_sockets = 64;
/// RocksDB takes no less than 20 for a database.
constexpr std::size_t log_files_min = 32;
constexpr std::size_t view_files_min = 40;
constexpr std::size_t use_files_min = 20;
constexpr std::size_t webhook_files = 20;
/// Tries under way, each with its connection, and a socket to look up a name.
constexpr std::size_t webhook_sockets = 40;
constexpr std::size_t database_files_min = log_files_min + view_files_min + use_files_min;
/// Fewer serve nobody.
constexpr std::size_t connections_min = 16;
constexpr std::size_t refused_most = 256;
/// A database that may have so many files open needs no bound.
constexpr std::size_t files_unbounded = 16'384;

std::size_t fixed(const DescriptorWish& wish) {
  // One for each worker: the refusal, or the newcomer that an idle connection makes room for.
  return wish.in_use + program_files + webhook_files + webhook_sockets +
         (worker_files + wish.listeners + 1) * wish.threads + (wish.kafka ? kafka_sockets : 0);
}

int files(std::size_t share) { return share >= files_unbounded ? -1 : static_cast<int>(share); }

}  // namespace

std::size_t descriptor_limit() noexcept {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  // RLIM_INFINITY: more than anybody opens.
  return static_cast<std::size_t>(std::min<rlim_t>(limit.rlim_cur, 1U << 30));
}

void raise_descriptor_limit() noexcept {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
}

std::size_t descriptors_in_use() {
  std::error_code ec;
  std::size_t count = 0;
  for (std::filesystem::directory_iterator open("/proc/self/fd", ec), end; !ec && open != end;
       open.increment(ec)) {
    ++count;
  }
  return count;
}

std::size_t descriptors_needed(const DescriptorWish& wish) noexcept {
  return fixed(wish) + database_files_min + connections_min;
}

DescriptorShares share_descriptors(const DescriptorWish& wish) {
  const auto needed = descriptors_needed(wish);
  if (wish.limit < needed) {
    throw std::runtime_error(
        "this process may open " + std::to_string(wish.limit) + " files and needs at least " +
        std::to_string(needed) + " with " + std::to_string(wish.threads) +
        " workers, for its databases and a few connections: raise the hard limit (ulimit -Hn, "
        "LimitNOFILE), or set fewer server.threads");
  }
  const std::size_t free = wish.limit - fixed(wish);
  // An eighth for the databases before connections are thought of, and what those leave after.
  const std::size_t reserved =
      std::clamp(wish.limit / 8, database_files_min, free - connections_min);
  DescriptorShares shares;
  shares.refused_max = std::min(refused_most, (free - reserved) / 16 / wish.threads);
  const std::size_t refused = shares.refused_max * wish.threads;
  shares.connections_max = std::min(wish.connections_max, free - reserved - refused);
  const std::size_t spare = free - refused - shares.connections_max - database_files_min;
  shares.log_files = files(log_files_min + spare / 2);
  shares.view_files = files(view_files_min + spare * 3 / 8);
  shares.use_files = files(use_files_min + spare / 8);
  return shares;
}

}  // namespace ledger::runtime
