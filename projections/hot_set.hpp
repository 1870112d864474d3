#pragma once
// The living digests in memory: what a verification needs, found without a look-up in RocksDB and
// without an allocation. What expired or was revoked with its owner leaves it by itself, a while
// later. Changed by the projector alone, between writing the rows and publishing the position, so
// it is never staler than the rows. Any thread may read.

#include <array>
#include <atomic>
#include <chrono>
#include <mutex>
#include <shared_mutex>
#include <string_view>

#include "projections/hot_table.hpp"
#include "projections/living_token.hpp"
#include "projections/retired_filter.hpp"
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
  std::uint64_t revision = 0;            ///< the token's
  std::uint64_t owner_revision = 0;      ///< of the same moment as owner_standing
};

class HotSet {
 public:
  /// How long an expired secret stays, at least, so that a clock that is set back a little costs
  /// no look-up of rows.
  static constexpr std::chrono::minutes grace{1};

  /// Stops taking tokens in when all that is here needs about `bytes_max`; complete() is then
  /// false. Owners that were suspended or revoked, and scopes, count, and owners are always taken.
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

  /// What the set has.
  struct Extent {
    bool whole = false;       ///< all that is not dead
    token::Timestamp passed;  ///< but for what expired by then
    /// Whether a digest that is not here certainly is not active. False while a token is missing
    /// for want of memory, while a load is under way, and where the clock was set back behind the
    /// time by which the expired ones left.
    [[nodiscard]] bool covers(token::Timestamp now) const noexcept {
      return whole && now >= passed;
    }
  };
  /// To be taken before visit(): a token that is fetched between the two is then not missed.
  [[nodiscard]] Extent extent() const noexcept;
  [[nodiscard]] bool complete(token::Timestamp now) const noexcept { return extent().covers(now); }
  /// Whether every token that is not dead for good is here.
  [[nodiscard]] bool whole() const noexcept;
  /// Digests here: one a token, two while it has an old secret in overlap.
  [[nodiscard]] std::size_t size() const noexcept;
  [[nodiscard]] std::size_t bytes() const noexcept;
  [[nodiscard]] std::size_t bytes_max() const noexcept { return bytes_max_; }

  // The projector's side: one thread.
  /// Old secrets whose overlap ended while they were here go to this filter, which must outlive
  /// the set: who presents one has kept it.
  void tell_of_ended(RetiredFilter* filter) noexcept { ended_ = filter; }
  /// Current secret and overlap, where they are not dead already. False: no room for one.
  bool put(const LivingToken& token);
  bool put(const token::TokenState& token);
  void erase(const token::TokenDigest& digest);
  /// Erases the secrets that ended between the two and puts what lives.
  void replace(const std::optional<token::TokenState>& before, const token::TokenState& after);
  void put_owner(const token::OwnerState& owner);  ///< O(1), however many tokens it has
  /// Looks at the next `slots_max` places and erases what expired `grace` before `now`, or was
  /// revoked with its owner.
  void sweep(token::Timestamp now, std::size_t slots_max);
  /// What expired `grace` before `now` is not taken in from here on.
  void pass_expired(token::Timestamp now);
  /// Makes room for so many tokens, as far as the memory goes, so that a load never grows a table.
  void reserve(std::size_t tokens);
  void begin_load();
  /// `whole`: every token that may be active was put.
  void end_load(bool whole);
  /// How often a token was found missing. A walk over all rows that puts them again, and that this
  /// did not move meanwhile, ends with made_whole().
  [[nodiscard]] std::uint64_t missing_noted() const noexcept { return missing_noted_; }
  void made_whole(std::uint64_t since) noexcept;
  /// Whether there is so much room that missing tokens are worth fetching.
  [[nodiscard]] bool has_space() const noexcept {
    return bytes_max_ > 0 && bytes() < bytes_max_ - bytes_max_ / 8;
  }

 private:
  struct alignas(64) Shard {
    mutable ShardLock lock;
    HotTable table;
  };
  struct Living {  ///< a secret that a slot is made from
    const token::TokenDigest& digest;
    const LivingToken& token;
    token::Position issued_position;
    token::Timestamp expires_at;
    bool in_overlap;
  };

  [[nodiscard]] static std::size_t shard_of(std::uint64_t hash) noexcept {
    return hash >> 24 & (shard_count - 1);  // bits that a table does not use itself
  }
  bool put_secret(const Living& secret, HotOwner& owner, HotScopes& scopes);
  [[nodiscard]] bool is_dead(const HotOwner& owner, token::Position issued,
                             token::Timestamp expires_at) const noexcept;
  /// False if the memory does not allow it.
  bool make_room(Shard& shard);
  void resize(Shard& shard, std::size_t capacity);
  void shrink(Shard& shard);
  void erase(Shard& shard, HotSlot& slot);
  void release(HotOwner& owner, HotScopes& scopes) noexcept;
  void note_missing() noexcept;
  void count_bytes() noexcept;

  static constexpr std::size_t shard_count = 64;
  const HotHash hash_;
  std::array<Shard, shard_count> shards_;
  HotPool<HotOwner> owners_;   // the projector's
  HotPool<HotScopes> scopes_;  // the projector's
  const std::size_t bytes_max_;
  RetiredFilter* ended_ = nullptr;
  std::size_t own_bytes_ = 0;  // tables and names
  std::uint64_t missing_noted_ = 0;
  std::size_t next_shard_ = 0;
  std::size_t next_place_ = 0;
  bool owner_revoked_ = false;  // one at least: a sweep has to look at owners
  std::atomic<std::size_t> bytes_{0};
  std::atomic<std::size_t> size_{0};
  std::atomic<bool> loaded_{true};
  std::atomic<bool> overflown_{false};
  std::atomic<token::Timestamp> passed_{token::Timestamp::min()};  // expired by then: may be gone
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
  const auto owner = slot->owner().get();
  std::forward<Visitor>(visitor)(HotToken{slot->id, slot->issued_position(), slot->expires_at(),
                                          slot->name.in_overlap(), slot->owner().text(),
                                          slot->name.text(), slot->scopes().text(), owner.standing,
                                          &slot->used_minute, slot->revision, owner.revision});
  return true;
}

}  // namespace ledger::projections
