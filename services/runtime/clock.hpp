#pragma once
// The wall clock that decides about expiry, behind a seam so that tests can hold it.

#include <chrono>

#include "events/log/event_log.hpp"
#include "events/token/timestamp.hpp"

namespace ledger::runtime {

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual token::Timestamp now() const noexcept = 0;
  /// A clock that nobody sets: how the two move apart tells that somebody set the other.
  [[nodiscard]] virtual log::BootTime boot_time() const noexcept = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] token::Timestamp now() const noexcept override {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  }
  [[nodiscard]] log::BootTime boot_time() const noexcept override { return log::boot_time_now(); }
};

/// Throws std::runtime_error where the clock is before the release that the program was built from:
/// a ledger that such a clock makes or serves is wrong for ever.
void check_clock(const Clock& clock);

}  // namespace ledger::runtime
