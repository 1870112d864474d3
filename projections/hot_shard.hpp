#pragma once
// What HotSet is made of: one packed allocation per living digest (the table holds pointers only: 9
// to 21 bytes a token instead of 47 to 94), owners whose standing is one atomic word, and shards
// each under a lock of its own. Of HotSet, not for others.

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <boost/unordered/unordered_flat_set.hpp>

#include "events/token/standing.hpp"
#include "projections/shard_lock.hpp"

namespace ledger::projections {

/// An owner whose tokens are here. Changed by one atomic store, so that one event about it costs
/// the same for a million tokens as for one.
struct HotOwner {
  explicit HotOwner(std::string text) : id(std::move(text)) {}
  [[nodiscard]] token::OwnerStanding standing() const noexcept {
    const auto word = packed_.load(std::memory_order_acquire);
    const auto revoked = word & ~suspended_bit;
    return {(word & suspended_bit) != 0,
            revoked == 0 ? std::nullopt : std::optional(token::Position(revoked - 1))};
  }
  void set(const token::OwnerStanding& standing) noexcept {
    const auto revoked = standing.revoked_through ? standing.revoked_through->value() + 1 : 0;
    packed_.store(revoked | (standing.suspended ? suspended_bit : 0), std::memory_order_release);
  }

  const std::string id;

 private:
  static constexpr std::uint64_t suspended_bit = std::uint64_t{1} << 63;
  std::atomic<std::uint64_t> packed_{0};  // suspended, and revoked_through + 1 or 0
};

/// What an entry is made from.
struct HotFields {
  const token::TokenState* token;
  const HotOwner* owner;
  std::string_view scopes;
  token::Position issued_position;
  token::Timestamp expires_at;
  bool in_overlap;
};

/// Name and scopes stand behind the struct, in the same allocation.
struct HotEntry {
  token::TokenDigest digest;
  token::TokenId id;
  const HotOwner* owner;
  std::uint64_t revision;
  token::Position issued_position;
  token::Timestamp expires_at;
  std::uint16_t name_size;
  std::uint16_t scopes_size;
  bool in_overlap;

  [[nodiscard]] std::string_view name() const noexcept { return {text(), name_size}; }
  [[nodiscard]] std::string_view scopes() const noexcept {
    return {text() + name_size, scopes_size};
  }
  [[nodiscard]] std::size_t bytes() const noexcept {
    return bytes_for(std::size_t{name_size} + scopes_size);
  }
  /// With what the allocator adds.
  [[nodiscard]] static std::size_t bytes_for(std::size_t text_size) noexcept {
    return (sizeof(HotEntry) + text_size + 8 + 15) / 16 * 16;
  }

 private:
  [[nodiscard]] const char* text() const noexcept {
    return reinterpret_cast<const char*>(this) + sizeof(HotEntry);
  }
};

struct HotEntryDelete {
  void operator()(HotEntry* entry) const noexcept;
};
using HotEntryPtr = std::unique_ptr<HotEntry, HotEntryDelete>;
[[nodiscard]] HotEntryPtr make_hot_entry(const token::TokenDigest& digest, const HotFields& fields);

/// Digests are uniform; the key, random per process, keeps those who choose secrets from choosing
/// where they go.
class HotHash {
 public:
  HotHash();
  [[nodiscard]] std::uint64_t operator()(const token::TokenDigest& digest) const noexcept {
    std::array<std::uint64_t, 2> half;
    std::memcpy(half.data(), digest.value.data(), sizeof half);
    __extension__ using Wide = unsigned __int128;
    const Wide product = Wide{half[0] ^ key_[0]} * (half[1] ^ key_[1]);
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  }

 private:
  std::array<std::uint64_t, 2> key_;
};

/// A digest to look for, hashed already.
struct HotProbe {
  const token::TokenDigest* digest;
  std::uint64_t hash;
};

struct HotEntryHash {
  using is_transparent = void;
  using is_avalanching = void;
  const HotHash* hash = nullptr;
  std::size_t operator()(const HotProbe& probe) const noexcept { return probe.hash; }
  std::size_t operator()(const HotEntryPtr& entry) const noexcept { return (*hash)(entry->digest); }
};

struct HotEntryEqual {
  using is_transparent = void;
  bool operator()(const HotProbe& probe, const HotEntryPtr& entry) const noexcept {
    return token::equal_in_constant_time(*probe.digest, entry->digest);
  }
  bool operator()(const HotEntryPtr& entry, const HotProbe& probe) const noexcept {
    return (*this)(probe, entry);
  }
  bool operator()(const HotEntryPtr& a, const HotEntryPtr& b) const noexcept {
    return token::equal_in_constant_time(a->digest, b->digest);
  }
};

struct alignas(64) HotShard {
  mutable ShardLock lock;
  boost::unordered_flat_set<HotEntryPtr, HotEntryHash, HotEntryEqual> entries;
  /// Of the table alone.
  [[nodiscard]] std::size_t table_bytes() const noexcept {
    return entries.bucket_count() * (sizeof(HotEntryPtr) + 1) + entries.bucket_count() / 15;
  }
};

}  // namespace ledger::projections
