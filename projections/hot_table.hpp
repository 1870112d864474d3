#pragma once
// The table of one shard of the hot set: slots in one array, found by linear probing from the place
// that the hash says. One byte a slot stands apart: 0 where it is empty, else eight bits of the
// hash, so that looking for a digest touches one or two lines of these and one slot, also where
// seven slots in eight are taken. Nothing is left behind by erase(). Knows no locks. Of HotSet, not
// for others.

#include <algorithm>
#include <bit>
#include <cstddef>
#include <memory>

#include "projections/hot_slot.hpp"

namespace ledger::projections {

class HotTable {
 public:
  HotTable() = default;
  ~HotTable();
  HotTable(HotTable&& other) noexcept { swap(other); }
  HotTable& operator=(HotTable&& other) noexcept {
    swap(other);
    return *this;
  }
  void swap(HotTable& other) noexcept;

  /// The digest's slot, or nullptr. Compared in constant time.
  [[nodiscard]] HotSlot* find(const token::TokenDigest& digest, std::uint64_t hash) const noexcept {
    return search(hash, [&digest](const HotSlot& slot) {
      return token::equal_in_constant_time(digest, slot.digest);
    });
  }
  /// Brings from memory what find() is going to look at: the first slot near home with the hash's
  /// tag. Without a branch that would wait for the tags, and by loads, since processors drop a
  /// prefetch whose page they have to look up first.
  void touch(std::uint64_t hash) const noexcept {
    if (capacity_ == 0) return;
    const auto at = home(hash);
    std::uint64_t group;
    std::memcpy(&group, tags_ + at, sizeof group);
    const auto same = zero_bytes(group ^ tag_of(hash) * each_byte);
    const auto place = wrapped(at + static_cast<std::size_t>(std::countr_zero(same)) / 8);
    // Where there is none, the first of all, which costs nothing.
    const auto* slot = reinterpret_cast<const std::uint8_t*>(slots_) +
                       (place * sizeof(HotSlot) & (std::size_t{0} - (same != 0 ? 1 : 0)));
    const int sum = slot[0] + slot[sizeof(HotSlot) - 1];
    asm volatile("" : : "r"(sum));  // it is loaded, whoever uses it
  }

  [[nodiscard]] bool has_room() const noexcept { return size_ < room_of(capacity_); }
  /// Whether so much is empty that a smaller table is worth its making.
  [[nodiscard]] bool is_sparse() const noexcept {
    return capacity_for(size_) < capacity_ - capacity_ / 8;
  }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
  /// A sixteenth more, so that few slots are ever empty.
  [[nodiscard]] std::size_t capacity_when_grown() const noexcept {
    return filled_up(capacity_ < capacity_min ? capacity_min : capacity_ + capacity_ / 16 + 1);
  }
  /// The least for `size` slots and one more.
  [[nodiscard]] static std::size_t capacity_for(std::size_t size) noexcept {
    return filled_up(std::max(capacity_min, size + size / 7 + 2));
  }
  [[nodiscard]] static std::size_t bytes_of(std::size_t capacity) noexcept {
    return capacity == 0 ? 0 : capacity * (sizeof(HotSlot) + 1) + group_size;
  }
  /// A table of that capacity with everything that is here; this one must then be dropped by
  /// abandon().
  [[nodiscard]] HotTable resized(std::size_t capacity, const HotHash& hash) const;
  /// Forgets the slots without freeing their names: they live on in the resized one.
  void abandon() noexcept { size_ = 0; }

  /// The slot at a place below capacity(), or nullptr where none is taken.
  [[nodiscard]] HotSlot* at(std::size_t place) const noexcept {
    return tags_[place] == 0 ? nullptr : slots_ + place;
  }
  /// A slot for a digest that is not here yet; has_room() must hold. The caller fills it.
  [[nodiscard]] HotSlot& add(std::uint64_t hash) noexcept;
  /// `slot` is one of this table's; its name is freed. What stands behind it moves up.
  void erase(HotSlot* slot, const HotHash& hash) noexcept;

  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_of(capacity_); }

 private:
  static constexpr std::size_t group_size = 8;  ///< slots whose bytes are looked at together
  static constexpr std::size_t capacity_min = group_size;
  static constexpr std::size_t large_page = std::size_t{2} << 20;
  static constexpr std::uint64_t each_byte = 0x0101010101010101;
  static_assert(std::endian::native == std::endian::little, "the first byte is the lowest");

  /// What fills the last large page, if more than half of it is needed: it is then one that the
  /// system gives, and otherwise a few small ones.
  static std::size_t filled_up(std::size_t capacity) noexcept {
    const auto bytes = bytes_of(capacity);
    const auto pages = (bytes + large_page - 1) / large_page;
    if (pages * large_page - bytes > large_page / 2) return capacity;
    return (pages * large_page - group_size) / (sizeof(HotSlot) + 1);
  }
  static std::size_t room_of(std::size_t capacity) noexcept { return capacity - capacity / 8; }
  [[nodiscard]] std::size_t home(std::uint64_t hash) const noexcept {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::size_t>(Wide{hash} * capacity_ >> 64);
  }
  [[nodiscard]] std::size_t wrapped(std::size_t at) const noexcept {
    return at < capacity_ ? at : at - capacity_;
  }
  static std::uint8_t tag_of(std::uint64_t hash) noexcept {
    const auto byte = static_cast<std::uint8_t>(hash);
    return byte == 0 ? std::uint8_t{1} : byte;
  }
  /// The high bit of every byte that is zero.
  static std::uint64_t zero_bytes(std::uint64_t word) noexcept {
    constexpr std::uint64_t low = 0x7f * each_byte;
    return ~(((word & low) + low) | word | low);
  }
  void set_tag(std::size_t at, std::uint8_t tag) noexcept;

  /// The first slot with the hash's tag for which fits(slot).
  template <class Fits>
  [[nodiscard]] HotSlot* search(std::uint64_t hash, Fits fits) const noexcept {
    if (capacity_ == 0) return nullptr;
    const std::uint64_t wanted = tag_of(hash) * each_byte;
    for (std::size_t at = home(hash);; at = wrapped(at + group_size)) {
      std::uint64_t group;
      std::memcpy(&group, tags_ + at, sizeof group);
      for (auto same = zero_bytes(group ^ wanted); same != 0; same &= same - 1) {
        HotSlot* slot = slots_ + wrapped(at + static_cast<std::size_t>(std::countr_zero(same)) / 8);
        if (fits(*slot)) return slot;
      }
      if (zero_bytes(group) != 0) return nullptr;
    }
  }

  HotSlot* slots_ = nullptr;
  std::uint8_t* tags_ = nullptr;  // the first group again behind the last slot's
  std::size_t capacity_ = 0;
  std::size_t size_ = 0;
};

}  // namespace ledger::projections
