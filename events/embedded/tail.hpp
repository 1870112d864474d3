#pragma once
// The end of the log in memory: the batches appended last, for readers who are close to the end,
// and how many records are published. One thread publishes; everything else from any thread.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "events/log/event_log.hpp"

namespace ledger::embedded {

/// Records that were synced together; never empty, never changed.
struct Batch {
  std::vector<log::Record> records;
  std::vector<log::BootTime> handed_over;  ///< when append() got each of them

  [[nodiscard]] std::uint64_t first() const { return records.front().position.value(); }
  [[nodiscard]] std::uint64_t past() const { return records.back().position.value() + 1; }
};

class Tail {
 public:
  /// `count`: records in the log already. Keeps the last batch and, besides, about `bytes_max`.
  Tail(std::uint64_t count, std::size_t bytes_max) : count_(count), bytes_max_(bytes_max) {}

  void publish(std::shared_ptr<const Batch> batch);
  /// How many records are published: those of positions below.
  [[nodiscard]] std::uint64_t count() const noexcept {
    return count_.load(std::memory_order_acquire);
  }
  /// Waits until the record `next` is published; false if it is not, for `wait` is over or
  /// `interrupted` is set.
  [[nodiscard]] bool wait_for(std::uint64_t next, std::chrono::milliseconds wait,
                              const std::atomic<bool>& interrupted) const;
  /// Sets `interrupted`, and wakes the one who waits with it.
  void interrupt(std::atomic<bool>& interrupted);

  /// The batch that has the record; null if that is not in memory.
  [[nodiscard]] std::shared_ptr<const Batch> batch_with(std::uint64_t position) const;

 private:
  [[nodiscard]] std::size_t bytes_of(const Batch& batch) const;

  std::atomic<std::uint64_t> count_;
  const std::size_t bytes_max_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::deque<std::shared_ptr<const Batch>> batches_;
  std::size_t bytes_ = 0;
};

}  // namespace ledger::embedded
