#include "services/runtime/thread_counts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ledger::runtime {

ThreadCounts::ThreadCounts(std::size_t size)
    : size_(size),
      lines_per_row_((size + per_line - 1) / per_line),
      lines_(std::make_unique<Line[]>(rows * lines_per_row_)) {}

std::uint64_t ThreadCounts::sum(std::size_t index) const noexcept {
  std::uint64_t sum = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    const auto& line = lines_[row * lines_per_row_ + index / per_line];
    sum += line.numbers[index % per_line].load(std::memory_order_relaxed);
  }
  return sum;
}

ThreadTimes::ThreadTimes(std::vector<double> bounds)
    : bounds_(std::move(bounds)), counts_(bounds_.size() + 2) {
  for (const double bound : bounds_) limits_.emplace_back(std::llround(bound * 1e9));
}

void ThreadTimes::add(std::chrono::nanoseconds time) noexcept {
  const auto bucket = std::lower_bound(limits_.begin(), limits_.end(), time) - limits_.begin();
  counts_.add(static_cast<std::size_t>(bucket));
  const auto spent = std::max(time, std::chrono::nanoseconds(0));
  counts_.add(limits_.size() + 1, static_cast<std::uint64_t>(spent.count()));
}

prometheus::ClientMetric::Histogram ThreadTimes::collect() const {
  prometheus::ClientMetric::Histogram histogram;
  for (std::size_t i = 0; i <= bounds_.size(); ++i) {
    histogram.sample_count += counts_.sum(i);
    const double bound =
        i < bounds_.size() ? bounds_[i] : std::numeric_limits<double>::infinity();
    histogram.bucket.push_back({histogram.sample_count, bound});
  }
  histogram.sample_sum = static_cast<double>(counts_.sum(bounds_.size() + 1)) * 1e-9;
  return histogram;
}

}  // namespace ledger::runtime
