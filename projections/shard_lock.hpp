#pragma once
// A lock for many readers and one writer that readers cannot starve: std::shared_mutex of glibc
// prefers readers, and a few threads asking for the same token keep its writer out for good.
// Held for less than a microsecond, so whoever waits spins and yields. Not recursive.

#include <atomic>
#include <cstdint>
#include <thread>

namespace ledger::projections {

class ShardLock {
 public:
  void lock_shared() noexcept {
    while ((word_.fetch_add(reader, std::memory_order_acquire) & writer) != 0) {
      word_.fetch_sub(reader, std::memory_order_relaxed);
      wait_while([this] { return (word_.load(std::memory_order_relaxed) & writer) != 0; });
    }
  }
  void unlock_shared() noexcept { word_.fetch_sub(reader, std::memory_order_release); }

  /// One thread alone ever calls lock().
  void lock() noexcept {
    word_.fetch_or(writer, std::memory_order_acquire);
    wait_while([this] { return word_.load(std::memory_order_acquire) != writer; });
  }
  void unlock() noexcept { word_.fetch_and(~writer, std::memory_order_release); }

 private:
  template <class Condition>
  static void wait_while(Condition condition) noexcept {
    for (int spins = 0; condition(); ++spins) {
      if (spins > 100) std::this_thread::yield();
    }
  }

  static constexpr std::uint32_t writer = 1;
  static constexpr std::uint32_t reader = 2;
  std::atomic<std::uint32_t> word_{0};
};

}  // namespace ledger::projections
