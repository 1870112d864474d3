#pragma once
// Which digests may be retired ones: 64 bits of each, in flat tables of about eleven bytes an
// entry. A door asks here whether a secret that opens nothing is worth a look at the rows. Changed
// by the projector alone; any thread may ask.

#include <array>
#include <atomic>
#include <cstdint>
#include <vector>

#include "events/token/secret.hpp"
#include "projections/shard_lock.hpp"

namespace ledger::projections {

class RetiredFilter {
 public:
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
  void grow(Shard& shard);

  std::array<Shard, 64> shards_;
  std::atomic<std::size_t> size_{0};
  std::atomic<std::size_t> bytes_{0};
};

}  // namespace ledger::projections
