#pragma once
// How far this node's clock is from the log's, by the records that it has appended itself. Fed by
// the projector's thread, asked by any. On a log that no other node writes to, nothing feeds it:
// there the log's clock is the node's own.

#include <atomic>
#include <chrono>

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
  [[nodiscard]] bool agrees() const noexcept {
    const auto offset = this->offset();
    return offset <= clock_offset_max && offset >= -clock_offset_max;
  }

 private:
  std::atomic<std::chrono::milliseconds> offset_{std::chrono::milliseconds(0)};
};

}  // namespace ledger::runtime
