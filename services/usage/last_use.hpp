#pragma once
// When each token was last used, to the minute. Gathered in memory by whoever verifies, who waits
// for nothing, and written in batches by flush(): a crash loses what was gathered since the last.
// Any thread may note and ask; flush() is for one.

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

  /// A token was used now. `mark`: its place for the minute noted last, or nullptr; where that says
  /// this minute or a later one, nothing else is done. `from()` gives the client's address, or an
  /// empty text.
  template <class From>
  void note(const token::TokenId& id, std::uint32_t* mark, token::Timestamp now, From from) {
    const auto minute = minute_of(now);
    if (mark != nullptr) {
      const std::atomic_ref<std::uint32_t> noted(*mark);
      if (noted.load(std::memory_order_relaxed) >= minute) return;
      noted.store(minute, std::memory_order_relaxed);
    }
    gather(id, minute, from());
  }

  /// Nothing: never used, as far as is known.
  [[nodiscard]] std::optional<Use> find(const token::TokenId& id) const;

  /// Writes what was gathered. False if the store does not take it: then it is lost.
  [[nodiscard]] bool flush();

  [[nodiscard]] std::uint64_t dropped() const noexcept {
    return dropped_.load(std::memory_order_relaxed);
  }

 private:
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
