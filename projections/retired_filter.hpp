#pragma once
// Which digests may be retired ones: 64 bits of each, in flat tables of about eleven bytes an
// entry. A door asks here whether a secret that opens nothing is worth a look at the rows. Where
// memory ends, every digest may be one: a note more, and nothing missed. Changed by the projector
// alone; any thread may ask.

#include <array>
#include <atomic>
#include <cstdint>
#include <limits>
#include <vector>

#include "events/token/secret.hpp"
#include "projections/shard_lock.hpp"

namespace ledger::projections {

class RetiredFilter {
 public:
  explicit RetiredFilter(std::size_t bytes_max = std::numeric_limits<std::size_t>::max())
      : bytes_max_(bytes_max) {}
  /// False: it is certainly not retired.
  [[nodiscard]] bool may_have(const token::TokenDigest& digest) const noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

  // The projector's side: one thread.
  void add(const token::TokenDigest& digest);
  void remove(const token::TokenDigest& digest);

 private:
  /// Open addressing, linear; 0 is a free place.
  struct Shard {
    mutable ShardLock lock;
    std::vector<std::uint64_t> places;
    std::size_t taken = 0;
  };
  [[nodiscard]] static std::uint64_t print_of(const token::TokenDigest& digest) noexcept;
  [[nodiscard]] Shard& shard_of(std::uint64_t print) noexcept { return shards_[print >> 58]; }
  [[nodiscard]] const Shard& shard_of(std::uint64_t print) const noexcept {
    return shards_[print >> 58];
  }
  /// False if the memory does not allow it.
  bool make_room(Shard& shard);
  /// One that found no room is forgotten.
  void forget_missing() noexcept;

  std::array<Shard, 64> shards_;
  const std::size_t bytes_max_;
  std::atomic<std::size_t> missing_{0};  // digests that found no room, until they are removed
  std::atomic<std::size_t> size_{0};
  std::atomic<std::size_t> bytes_{0};
};

}  // namespace ledger::projections
