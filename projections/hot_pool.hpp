#pragma once
// What many slots of the hot set say alike stands here once: an owner with its standing, and a set
// of scopes. Entries are counted by the slots that point to them, and go with the last one. Changed
// by the projector alone; a reader comes to an entry only through a slot, under its shard's lock,
// and the slot lets go first. Of HotSet, not for others.

#include <atomic>
#include <cstdint>
#include <cstring>
#include <new>
#include <string_view>

#include <boost/unordered/unordered_flat_set.hpp>

#include "events/token/invariant.hpp"
#include "events/token/standing.hpp"

namespace ledger::projections {

/// Scopes joined by single spaces. The text stands behind the entry, in the same allocation.
class HotScopes {
 public:
  explicit HotScopes(std::size_t size) noexcept : size_(static_cast<std::uint32_t>(size)) {}
  [[nodiscard]] std::string_view text() const noexcept {
    return {reinterpret_cast<const char*>(this + 1), size_};
  }
  [[nodiscard]] bool worth_keeping() const noexcept { return false; }
  std::uint32_t slots = 0;  ///< that point here

 private:
  std::uint32_t size_;
};

/// An owner's standing and revision, of one moment: one event about an owner costs the same for a
/// million tokens as for one. Read from any thread.
class HotOwner {
 public:
  struct Seen {
    token::OwnerStanding standing;
    std::uint64_t revision = 0;
  };

  explicit HotOwner(std::size_t size) noexcept : size_(static_cast<std::uint32_t>(size)) {}
  [[nodiscard]] std::string_view text() const noexcept {
    return {reinterpret_cast<const char*>(this + 1), size_};
  }
  /// Also without a slot: a token that comes later must meet it.
  [[nodiscard]] bool worth_keeping() const noexcept {
    return word_.load(std::memory_order_relaxed) != 0 ||
           revision_.load(std::memory_order_relaxed) != 0;
  }

  [[nodiscard]] Seen get() const noexcept {
    // The turn is odd while the two are being written, and another one afterwards.
    for (;;) {
      const auto turn = turn_.load(std::memory_order_acquire);
      const auto word = word_.load(std::memory_order_acquire);
      const auto revision = revision_.load(std::memory_order_acquire);
      if ((turn & 1) == 0 && turn_.load(std::memory_order_relaxed) == turn) {
        return {standing_of_word(word), revision};
      }
    }
  }
  void set(const token::OwnerStanding& standing, std::uint64_t revision) noexcept {
    const auto revoked = standing.revoked_through ? standing.revoked_through->value() + 1 : 0;
    const auto turn = turn_.load(std::memory_order_relaxed);
    turn_.store(turn + 1, std::memory_order_relaxed);
    word_.store(revoked | (standing.suspended ? suspended_bit : 0), std::memory_order_release);
    revision_.store(revision, std::memory_order_release);
    turn_.store(turn + 2, std::memory_order_release);
  }
  std::uint32_t slots = 0;  ///< that point here

 private:
  static constexpr std::uint64_t suspended_bit = std::uint64_t{1} << 63;
  static token::OwnerStanding standing_of_word(std::uint64_t word) noexcept {
    const auto revoked = word & ~suspended_bit;
    return {(word & suspended_bit) != 0,
            revoked == 0 ? std::nullopt : std::optional(token::Position(revoked - 1))};
  }

  std::uint32_t size_;
  std::atomic<std::uint32_t> turn_{0};
  std::atomic<std::uint64_t> word_{0};  // suspended, and revoked_through + 1 or 0
  std::atomic<std::uint64_t> revision_{0};
};

template <class Entry>
class HotPool {
 public:
  HotPool() = default;
  ~HotPool() {
    for (Entry* entry : entries_) destroy(entry);
  }
  HotPool(const HotPool&) = delete;
  HotPool& operator=(const HotPool&) = delete;

  [[nodiscard]] Entry* find(std::string_view text) const noexcept {
    const auto place = entries_.find(text);
    return place == entries_.end() ? nullptr : *place;
  }
  [[nodiscard]] Entry& find_or_make(std::string_view text) {
    if (Entry* here = find(text)) return *here;
    auto* entry = ::new (::operator new(sizeof(Entry) + text.size())) Entry(text.size());
    text.copy(reinterpret_cast<char*>(entry + 1), text.size());
    entries_.insert(entry);
    texts_bytes_ += bytes_of(*entry);
    return *entry;
  }
  /// After a slot let go of it, or where none was made after all.
  void drop_if_unused(Entry& entry) noexcept {
    if (entry.slots > 0 || entry.worth_keeping()) return;
    texts_bytes_ -= bytes_of(entry);
    entries_.erase(&entry);
    destroy(&entry);
  }
  [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
  [[nodiscard]] std::size_t bytes() const noexcept {
    return texts_bytes_ + entries_.bucket_count() * (sizeof(Entry*) + 1);
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>()(text);
    }
    std::size_t operator()(const Entry* entry) const noexcept { return (*this)(entry->text()); }
  };
  struct Equal {
    using is_transparent = void;
    static std::string_view text_of(std::string_view text) noexcept { return text; }
    static std::string_view text_of(const Entry* entry) noexcept { return entry->text(); }
    template <class Left, class Right>
    bool operator()(const Left& left, const Right& right) const noexcept {
      return text_of(left) == text_of(right);
    }
  };
  /// With what the allocator adds.
  static std::size_t bytes_of(const Entry& entry) noexcept {
    return (sizeof(Entry) + entry.text().size() + 8 + 15) / 16 * 16;
  }
  static void destroy(Entry* entry) noexcept {
    entry->~Entry();
    ::operator delete(entry);
  }

  boost::unordered_flat_set<Entry*, Hash, Equal> entries_;
  std::size_t texts_bytes_ = 0;
};

}  // namespace ledger::projections
