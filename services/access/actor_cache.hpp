#pragma once
// Calling tokens and their owners as the rows had them, for as long as the hot set has both at the
// same revisions: a caller that comes again and again costs no look-up of rows. Any thread.

#include <array>
#include <mutex>
#include <optional>

#include <boost/unordered/unordered_flat_map.hpp>

#include "events/token/state.hpp"

namespace ledger::access {

/// A token and its owner, of one moment; the owner's count of tokens may be older.
struct KnownCaller {
  token::TokenState token;
  token::OwnerState owner;
};

class ActorCache {
 public:
  static constexpr std::size_t shard_count = 16;
  static constexpr std::size_t shard_size_max = 256;

  /// By one of the token's living digests; nothing where it is not here at those revisions.
  [[nodiscard]] std::optional<KnownCaller> find(const token::TokenDigest& digest,
                                                std::uint64_t revision,
                                                std::uint64_t owner_revision);
  void keep(const token::TokenDigest& digest, const KnownCaller& caller);

 private:
  struct Hash {
    using is_avalanching = void;
    std::size_t operator()(const token::TokenDigest& digest) const noexcept {
      return std::hash<std::string_view>()(digest.view());
    }
  };
  struct alignas(64) Shard {
    std::mutex mutex;
    boost::unordered_flat_map<token::TokenDigest, KnownCaller, Hash> callers;
  };
  [[nodiscard]] Shard& shard_of(const token::TokenDigest& digest) noexcept {
    return shards_[digest.value[0] % shard_count];
  }

  std::array<Shard, shard_count> shards_;
};

}  // namespace ledger::access
