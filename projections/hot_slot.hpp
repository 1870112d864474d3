#pragma once
// What HotSet is made of: one living digest in 96 bytes, on two cache lines wherever it stands, so
// that a verification waits for memory once. Owner and scopes stand elsewhere, once for all slots
// that say the same (hot_pool.hpp). Of HotSet, not for others.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "projections/hot_pool.hpp"

namespace ledger::projections {

/// A number in six bytes: positions, milliseconds up to the year 10000, and addresses of a Linux
/// process, which ends its own below 2^48 unless asked for more.
class SixBytes {
 public:
  static constexpr std::uint64_t max = (std::uint64_t{1} << 48) - 1;
  void set(std::uint64_t value) noexcept { std::memcpy(bytes_, &value, sizeof bytes_); }
  [[nodiscard]] std::uint64_t get() const noexcept {
    std::uint64_t value = 0;
    std::memcpy(&value, bytes_, sizeof bytes_);
    return value;
  }

 private:
  char bytes_[6];
};

/// A token's name: inside where it is short, else on the heap, and the address is inside. Whoever
/// takes one out of a table for good frees it.
class HotName {
 public:
  static constexpr std::size_t inside_max = 15;

  void set(std::string_view name, bool in_overlap);
  void free() noexcept {
    if (outside()) ::operator delete(address());
  }
  [[nodiscard]] std::string_view text() const noexcept {
    if (!outside()) return {bytes_, std::size_t{head_} & size_mask};
    std::uint16_t size;
    std::memcpy(&size, address(), sizeof size);
    return {address() + sizeof size, size};
  }
  /// A bit of the slot that has its place here.
  [[nodiscard]] bool in_overlap() const noexcept { return (head_ & overlap_bit) != 0; }
  /// On the heap, with what the allocator adds.
  [[nodiscard]] std::size_t heap_bytes() const noexcept {
    return outside() ? heap_bytes_of(text().size()) : 0;
  }
  [[nodiscard]] static std::size_t heap_bytes_of(std::size_t size) noexcept {
    return size <= inside_max ? 0 : (size + sizeof(std::uint16_t) + 8 + 15) / 16 * 16;
  }

 private:
  static constexpr std::uint8_t overlap_bit = 0x80;
  static constexpr std::uint8_t outside_bit = 0x40;
  static constexpr std::size_t size_mask = 0x3f;
  [[nodiscard]] bool outside() const noexcept { return (head_ & outside_bit) != 0; }
  [[nodiscard]] char* address() const noexcept {
    char* address;
    std::memcpy(static_cast<void*>(&address), bytes_, sizeof address);
    return address;
  }

  std::uint8_t head_;
  char bytes_[inside_max];
};

struct alignas(32) HotSlot {
  token::TokenDigest digest;
  token::TokenId id;
  SixBytes owner_address;
  SixBytes scopes_address;
  SixBytes issued;
  SixBytes expires;
  std::uint32_t used_minute;  ///< atomic; readers' own, to note a use once a minute
  std::uint32_t revision;     ///< a token that was changed more often is not in the hot set
  HotName name;

  [[nodiscard]] HotOwner& owner() const noexcept {
    return *reinterpret_cast<HotOwner*>(owner_address.get());
  }
  [[nodiscard]] HotScopes& scopes() const noexcept {
    return *reinterpret_cast<HotScopes*>(scopes_address.get());
  }
  [[nodiscard]] token::Position issued_position() const noexcept {
    return token::Position(issued.get());
  }
  [[nodiscard]] token::Timestamp expires_at() const noexcept {
    return token::Timestamp(std::chrono::milliseconds(expires.get()));
  }

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
static_assert(sizeof(HotSlot) == 96 && std::is_trivially_copyable_v<HotSlot>);

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
