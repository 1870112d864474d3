#pragma once
// The living digests in memory: what a verification needs, found without a look-up in RocksDB and
// without an allocation. Changed by the projector alone, between writing the rows and publishing
// the position, so it is never staler than the rows. Any thread may read.

#include <array>
#include <atomic>
#include <deque>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>

#include <boost/unordered/unordered_flat_map.hpp>

#include "events/token/standing.hpp"
#include "projections/hot_table.hpp"
#include "projections/shard_lock.hpp"

namespace ledger::projections {

/// A living secret's token. The views are valid inside the visit.
struct HotToken {
  token::TokenId id;
  token::Position issued_position;
  token::Timestamp expires_at;  ///< of an old secret in overlap: its deadline
  bool in_overlap = false;      ///< an old secret that a regenerate left alive for a while
  std::string_view owner;
  std::string_view name;
  std::string_view scopes;  ///< joined by single spaces
  token::OwnerStanding owner_standing;
  std::uint32_t* used_minute = nullptr;  ///< where a use is noted (atomic), if there is a place
};

class HotSet {
 public:
  /// Stops taking tokens in when they need about `bytes_max`; complete() is then false.
  explicit HotSet(std::size_t bytes_max);
  ~HotSet();
  HotSet(const HotSet&) = delete;
  HotSet& operator=(const HotSet&) = delete;

  /// Calls visitor(const HotToken&) if the digest is here (compared in constant time). The visitor
  /// runs under a lock: it must be short and must not call back.
  template <class Visitor>
  bool visit(const token::TokenDigest& digest, Visitor&& visitor) const;

  /// Brings from memory what visit() is going to look at; worth it where other work comes between.
  void touch(const token::TokenDigest& digest) const noexcept;

  /// Whether a digest that is not here certainly opens nothing. False once a token was not taken
  /// in, and while a load is under way.
  [[nodiscard]] bool complete() const noexcept;
  /// Living digests here: one a token, two while it has an old secret in overlap.
  [[nodiscard]] std::size_t size() const noexcept;
  [[nodiscard]] std::size_t bytes() const noexcept;

  // The projector's side: one thread.
  void put(const token::TokenState& token);  ///< current secret and overlap
  void erase(const token::TokenDigest& digest);
  /// Erases the secrets that ended between the two and puts what lives.
  void replace(const std::optional<token::TokenState>& before, const token::TokenState& after);
  void put_owner(const token::OwnerState& owner);  ///< O(1), however many tokens it has
  void begin_load();
  void end_load();

 private:
  struct alignas(64) Shard {
    mutable ShardLock lock;
    HotTable table;
  };
  struct Living {  ///< a secret that a slot is made from
    const token::TokenDigest& digest;
    const token::TokenState& token;
    token::Position issued_position;
    token::Timestamp expires_at;
    bool in_overlap;
  };

  [[nodiscard]] static std::size_t shard_of(std::uint64_t hash) noexcept {
    return hash >> 24 & (shard_count - 1);  // bits that a table does not use itself
  }
  HotStanding& standing_of_owner(const token::OwnerId& id);
  void put_secret(const Living& secret, const HotStanding& standing, std::string_view scopes);
  /// False if the memory does not allow it.
  bool make_room(Shard& shard);

  static constexpr std::size_t shard_count = 64;
  const HotHash hash_;
  std::array<Shard, shard_count> shards_;
  std::deque<HotStanding> standings_;                            // addresses that stay
  boost::unordered_flat_map<std::string, HotStanding*> owners_;  // the projector's
  const std::size_t bytes_max_;
  std::atomic<std::size_t> bytes_{0};
  std::atomic<std::size_t> size_{0};
  std::atomic<bool> loaded_{true};
  std::atomic<bool> overflown_{false};
};

inline void HotSet::touch(const token::TokenDigest& digest) const noexcept {
  const auto hash = hash_(digest);
  const Shard& shard = shards_[shard_of(hash)];
  const std::shared_lock lock(shard.lock);  // the table must not go away meanwhile
  shard.table.touch(hash);
}

template <class Visitor>
bool HotSet::visit(const token::TokenDigest& digest, Visitor&& visitor) const {
  const auto hash = hash_(digest);
  const Shard& shard = shards_[shard_of(hash)];
  const std::shared_lock lock(shard.lock);
  HotSlot* slot = shard.table.find(digest, hash);
  if (slot == nullptr) return false;
  std::forward<Visitor>(visitor)(HotToken{
      slot->id, slot->issued_position, slot->expires_at, slot->in_overlap, slot->texts.owner(),
      slot->texts.name(), slot->texts.scopes(), slot->standing->get(), &slot->used_minute});
  return true;
}

}  // namespace ledger::projections
