#pragma once
// Numbers that many threads add to and a scrape reads: each thread has a row of its own in memory,
// so adding waits for nobody and moves no cache line between cores. The sum over the rows is the
// number. Adding from any thread, in any number; rows beyond the first 64 threads are shared.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include <prometheus/client_metric.h>

namespace ledger::runtime {

class ThreadCounts {
 public:
  /// `size` numbers, all 0.
  explicit ThreadCounts(std::size_t size);

  void add(std::size_t index, std::uint64_t count = 1) noexcept {
    auto& line = lines_[row() * lines_per_row_ + index / per_line];
    line.numbers[index % per_line].fetch_add(count, std::memory_order_relaxed);
  }
  [[nodiscard]] std::uint64_t sum(std::size_t index) const noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

 private:
  static constexpr std::size_t rows = 64;
  static constexpr std::size_t per_line = 8;
  struct alignas(64) Line {
    std::atomic<std::uint64_t> numbers[per_line]{};
  };
  /// The calling thread's.
  [[nodiscard]] static std::size_t row() noexcept {
    static std::atomic<std::size_t> next{0};
    thread_local const std::size_t own = next.fetch_add(1, std::memory_order_relaxed) % rows;
    return own;
  }

  std::size_t size_;
  std::size_t lines_per_row_;
  std::unique_ptr<Line[]> lines_;
};

/// A histogram of times. Each of the numbers that a scrape sees only grows; a time that is noted
/// during a scrape may be in the buckets and not in the sum yet.
class ThreadTimes {
 public:
  /// `bounds`: upper ones, in seconds, inclusive and rising.
  explicit ThreadTimes(std::vector<double> bounds);

  void add(std::chrono::nanoseconds time) noexcept;
  [[nodiscard]] prometheus::ClientMetric::Histogram collect() const;

 private:
  std::vector<double> bounds_;
  std::vector<std::chrono::nanoseconds> limits_;  // the same
  ThreadCounts counts_;  // of each bucket, of what is beyond them, and the sum in nanoseconds
};

}  // namespace ledger::runtime
