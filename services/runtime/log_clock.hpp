#pragma once
// Whether this node's clock may be believed for what the log keeps for ever: how far it is from the
// log's, by the records that the node has appended itself, and whether somebody set it while the
// node ran. compare() is the projector's, the rest any thread's. On a log that no other node writes
// to nothing is compared: there the log's clock is the node's own.

#include <atomic>
#include <chrono>

#include "events/log/event_log.hpp"
#include "events/token/timestamp.hpp"

namespace ledger::runtime {

/// Beyond it the node takes no commands: others would see them happen at another time.
inline constexpr std::chrono::milliseconds clock_offset_max{5'000};

class LogClock {
 public:
  /// A record of this node's was folded at `now`, which was handed over at `handed_over`, both by
  /// the node's clock, and has `log_time`. The log stamped it between the two, or the clocks
  /// differ.
  void compare(token::Timestamp log_time, token::Timestamp handed_over,
               token::Timestamp now) noexcept;

  /// Of the last record compared: how far the node's clock is ahead of the log's, at least; below
  /// zero: behind. Zero before the first.
  [[nodiscard]] std::chrono::milliseconds offset() const noexcept { return offset_.load(); }
  /// Looks at the node's two clocks, as they were just read: whether the one was set since the look
  /// before. That counts until it is set back, or the log's time agrees with it (compare()), or a
  /// restart, by which an operator says that it is right.
  void look(token::Timestamp wall, log::BootTime boot) noexcept;

  [[nodiscard]] bool agrees() const noexcept {
    const auto offset = this->offset();
    return offset <= clock_offset_max && offset >= -clock_offset_max && !was_set_.load();
  }

 private:
  static constexpr std::chrono::nanoseconds unknown_lead = std::chrono::nanoseconds::min();
  std::atomic<std::chrono::milliseconds> offset_{std::chrono::milliseconds(0)};
  std::atomic<std::chrono::nanoseconds> lead_{unknown_lead};  // of the wall clock, while steady
  std::atomic<bool> was_set_{false};
};

}  // namespace ledger::runtime
