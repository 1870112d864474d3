#pragma once
// How the process's file descriptors are shared out: what the databases and the program itself need
// comes first, connections get what is left. Without that idle sockets take the descriptor that
// RocksDB wants for a file, and its failure ends the process.

#include <cstddef>
#include <cstdint>

namespace ledger::runtime {

/// Raises the soft limit of open files to the hard one, where that may be.
void raise_descriptor_limit() noexcept;
/// The soft limit, as it is.
[[nodiscard]] std::size_t descriptor_limit() noexcept;
/// Those that this process has open now.
[[nodiscard]] std::size_t descriptors_in_use();

struct DescriptorWish {
  std::size_t limit = 0;
  std::size_t in_use = 0;     ///< already open, by what is not counted below
  std::size_t threads = 1;    ///< HTTP workers
  std::size_t listeners = 1;  ///< each has a socket of every worker
  bool kafka = false;         ///< the log is on brokers, and no database
  std::size_t connections_max = 10'000;
};

struct DescriptorShares {
  // Table files that each database may have open at once; -1: as many as there are.
  int log_files = -1;
  int view_files = -1;
  int use_files = -1;
  int webhook_files = 20;
  std::size_t connections_max = 0;
  std::size_t refused_max = 0;  ///< for each worker: connections that only get their 503
};

/// The smallest limit that share_descriptors() takes.
[[nodiscard]] std::size_t descriptors_needed(const DescriptorWish& wish) noexcept;
/// Pure. Throws std::runtime_error, saying what to do, where the limit is too small.
[[nodiscard]] DescriptorShares share_descriptors(const DescriptorWish& wish);

}  // namespace ledger::runtime
