#pragma once
// The last minutes in numbers: how many verifications and commands had which outcome, how long they
// took, how far behind the view was. Differences of what the program counts anyway, taken every few
// seconds by one thread; who counts knows nothing of it. As much memory as the steps take, which
// are so many at most.

#include <deque>
#include <mutex>

#include "events/log/event_log.hpp"
#include "services/runtime/metrics.hpp"

namespace ledger::runtime {

/// The view at one moment.
struct ViewMoment {
  log::BootTime at{};     ///< for lengths of time
  token::Timestamp time;  ///< for people
  std::uint64_t position = 0;
  std::uint64_t end_position = 0;
  std::optional<std::chrono::nanoseconds> age;  ///< nothing: not known
};

class RecentNumbers {
 public:
  static constexpr std::chrono::seconds step{5};
  static constexpr std::size_t steps_max = 120;

  /// Must outlive it, and know every door and command before the first look().
  explicit RecentNumbers(const Metrics& metrics) : metrics_(metrics) {}

  /// Ends a step if it has lasted long enough; the first call begins the first one.
  void look(const ViewMoment& now);
  /// The JSON object of docs/http-api.md: `now`, and the steps that have ended, oldest first.
  [[nodiscard]] std::string json(const ViewMoment& now) const;

 private:
  struct Sample {
    ViewMoment view;
    Metrics::Totals verifications;
    Metrics::Totals commands;
  };
  const Metrics& metrics_;
  mutable std::mutex mutex_;
  std::deque<Sample> samples_;  ///< the ends of steps, and before them the first one's beginning
};

}  // namespace ledger::runtime
