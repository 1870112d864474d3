#pragma once
// What HotSet is made of: one living digest in 128 bytes, two cache lines side by side, so that a
// verification waits for memory once. The standing of an owner is one atomic word that all its
// slots point to. Of HotSet, not for others.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "events/token/standing.hpp"

namespace ledger::projections {

/// Of one owner. Changed by one atomic store, so that one event about it costs the same for a
/// million tokens as for one.
class HotStanding {
 public:
  [[nodiscard]] token::OwnerStanding get() const noexcept {
    const auto word = packed_.load(std::memory_order_acquire);
    const auto revoked = word & ~suspended_bit;
    return {(word & suspended_bit) != 0,
            revoked == 0 ? std::nullopt : std::optional(token::Position(revoked - 1))};
  }
  void set(const token::OwnerStanding& standing) noexcept {
    const auto revoked = standing.revoked_through ? standing.revoked_through->value() + 1 : 0;
    packed_.store(revoked | (standing.suspended ? suspended_bit : 0), std::memory_order_release);
  }

 private:
  static constexpr std::uint64_t suspended_bit = std::uint64_t{1} << 63;
  std::atomic<std::uint64_t> packed_{0};  // suspended, and revoked_through + 1 or 0
};

/// The texts of one token: owner, scopes joined by single spaces, name. They stand in the slot, one
/// behind the other, where they fit; else the name alone or all of them stand on the heap, and the
/// last bytes here are the address. Whoever takes one out of a table for good frees it.
class HotTexts {
 public:
  static constexpr std::size_t inside_max = 44;

  void set(std::string_view owner, std::string_view scopes, std::string_view name);
  void free() noexcept;
  [[nodiscard]] std::string_view owner() const noexcept { return {front(), owner_size_}; }
  [[nodiscard]] std::string_view scopes() const noexcept {
    return {front() + owner_size_, scopes_size_};
  }
  [[nodiscard]] std::string_view name() const noexcept {
    return {place_ == Place::name_outside ? outside() : front() + front_size(), name_size_};
  }
  /// On the heap, with what the allocator adds.
  [[nodiscard]] std::size_t heap_bytes() const noexcept {
    return place_ == Place::inside ? 0 : (outside_size() + 8 + 15) / 16 * 16;
  }

 private:
  enum class Place : std::uint8_t { inside, name_outside, all_outside };

  [[nodiscard]] std::size_t front_size() const noexcept {
    return std::size_t{owner_size_} + scopes_size_;
  }
  [[nodiscard]] std::size_t outside_size() const noexcept {
    return name_size_ + (place_ == Place::all_outside ? front_size() : 0);
  }
  [[nodiscard]] char* outside() const noexcept {
    char* address;
    std::memcpy(&address, inside_ + inside_max - sizeof address, sizeof address);
    return address;
  }
  [[nodiscard]] const char* front() const noexcept {
    return place_ == Place::all_outside ? outside() : inside_;
  }

  std::uint16_t scopes_size_;
  std::uint16_t name_size_;
  std::uint8_t owner_size_;
  Place place_;
  char inside_[inside_max];
};

struct alignas(64) HotSlot {
  token::TokenDigest digest;
  token::TokenId id;
  const HotStanding* standing;
  token::Position issued_position;
  token::Timestamp expires_at;
  std::uint32_t used_minute;  ///< atomic; readers' own, to note a use once a minute
  bool in_overlap;
  HotTexts texts;

  /// Takes `other` over while readers may note uses in it.
  void take(HotSlot& other) noexcept {
    constexpr std::size_t mark = offsetof(HotSlot, used_minute);
    constexpr std::size_t behind = mark + sizeof used_minute;
    auto* to = reinterpret_cast<char*>(this);
    const auto* from = reinterpret_cast<const char*>(&other);
    std::memcpy(to, from, mark);
    std::memcpy(to + behind, from + behind, sizeof(HotSlot) - behind);
    used_minute = std::atomic_ref(other.used_minute).load(std::memory_order_relaxed);
  }
};
static_assert(sizeof(HotSlot) == 128 && std::is_trivially_copyable_v<HotSlot>);

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

}  // namespace ledger::projections
