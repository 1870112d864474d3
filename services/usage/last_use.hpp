#pragma once
// When each token was last used, to the minute, and from which address last. Gathered in memory by
// whoever verifies, who waits for nothing, and written in batches by flush(): a crash loses what
// was gathered since the last. Any thread may note and ask; flush() is for one.

#include <array>
#include <atomic>
#include <chrono>
#include <mutex>

#include <boost/unordered/unordered_flat_map.hpp>

#include "services/usage/use_store.hpp"

namespace ledger::usage {

class LastUse {
 public:
  /// `gathered_max`: uses that memory may hold between two flushes; more are dropped, and counted.
  explicit LastUse(UseStore& store, std::size_t gathered_max = 1'000'000)
      : store_(store), gathered_max_(gathered_max / shard_count) {}

  /// A token was used now. `mark`: its place for what was noted last, or nullptr; where that is of
  /// this minute and the same `trace`, or of a later minute, nothing else is done. `from()` gives
  /// the client's address, or an empty text. `trace`: what is 0 where there is no address, and
  /// differs, most likely, for another one.
  template <class From>
  void note(const token::TokenId& id, std::uint32_t* mark, token::Timestamp now, From from,
            std::uint8_t trace = 0) {
    const auto minute = minute_of(now);
    if (mark == nullptr) return gather(id, minute, from());
    const std::atomic_ref<std::uint32_t> noted(*mark);
    const Mark before{noted.load(std::memory_order_relaxed)};
    const Mark wanted(minute, trace);
    switch (before.followed_by(wanted)) {
      case Mark::Followed::nothing:
        return;
      case Mark::Followed::another_address:
        // Nobody waits to correct what is known to the minute.
        if (gather_if_free(id, minute, from())) noted.store(wanted.bits, std::memory_order_relaxed);
        return;
      case Mark::Followed::another_minute:
        noted.store(wanted.bits, std::memory_order_relaxed);
        return gather(id, minute, from());
    }
  }

  /// Nothing: never used, as far as is known.
  [[nodiscard]] std::optional<Use> find(const token::TokenId& id) const;

  /// Writes what was gathered. False if the store does not take it: then it is lost.
  [[nodiscard]] bool flush();

  [[nodiscard]] std::uint64_t dropped() const noexcept {
    return dropped_.load(std::memory_order_relaxed);
  }

 private:
  /// What was noted last of a token: a minute, its last 24 bits, and a trace. 0: nothing.
  struct Mark {
    enum class Followed : std::uint8_t { nothing, another_address, another_minute };
    explicit constexpr Mark(std::uint32_t all) noexcept : bits(all) {}
    constexpr Mark(std::uint32_t minute, std::uint8_t trace) noexcept : bits(minute << 8 | trace) {}
    [[nodiscard]] constexpr Followed followed_by(Mark next) const noexcept {
      constexpr std::uint32_t half = 1U << 23;
      const std::uint32_t later = ((next.bits >> 8) - (bits >> 8)) & 0xFFFFFF;
      if (bits == 0 || (later != 0 && later < half)) return Followed::another_minute;
      const auto trace = static_cast<std::uint8_t>(next.bits);
      const bool is_same = later != 0 || trace == 0 || trace == static_cast<std::uint8_t>(bits);
      return is_same ? Followed::nothing : Followed::another_address;
    }
    std::uint32_t bits;
  };

  struct Hash {
    std::size_t operator()(const token::TokenId& id) const noexcept;
  };
  using Uses = boost::unordered_flat_map<token::TokenId, Use, Hash>;
  struct alignas(64) Shard {
    mutable std::mutex mutex;
    Uses gathered;
    Uses writing;  ///< on its way into the store; read until it is there
  };

  static std::uint32_t minute_of(token::Timestamp time) noexcept {
    const auto minutes = std::chrono::floor<std::chrono::minutes>(time.time_since_epoch()).count();
    return minutes < 0 ? 0 : static_cast<std::uint32_t>(minutes);
  }
  void gather(const token::TokenId& id, std::uint32_t minute, std::string_view from);
  /// False, and nothing is done: somebody else is at it.
  [[nodiscard]] bool gather_if_free(const token::TokenId& id, std::uint32_t minute,
                                    std::string_view from);
  void gather_locked(Shard& shard, const token::TokenId& id, std::uint32_t minute,
                     std::string_view from);
  [[nodiscard]] Shard& shard_of(const token::TokenId& id) const noexcept {
    return shards_[id.value[15] % shard_count];
  }

  static constexpr std::size_t shard_count = 16;
  UseStore& store_;
  const std::size_t gathered_max_;
  mutable std::array<Shard, shard_count> shards_;
  std::atomic<std::uint64_t> dropped_{0};
};

}  // namespace ledger::usage
