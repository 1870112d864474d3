#pragma once
// A wall clock that stands still until a test moves it. Starts at the real time: the log stamps its
// records by the real clock. Any thread.

#include <atomic>

#include "services/runtime/clock.hpp"

namespace ledger::support {

class HeldClock final : public runtime::Clock {
 public:
  HeldClock() : now_(runtime::SystemClock().now()) {}

  [[nodiscard]] token::Timestamp now() const noexcept override { return now_.load(); }
  /// Goes with the other: time passes, and nobody sets a clock.
  [[nodiscard]] log::BootTime boot_time() const noexcept override {
    return now_.load().time_since_epoch();
  }
  void set(token::Timestamp now) { now_ = now; }

 private:
  std::atomic<token::Timestamp> now_;
};

}  // namespace ledger::support
