#pragma once
// How old the view is, by proof (EventLog::complete_at), never by hope.

#include <optional>

#include "events/log/event_log.hpp"
#include "services/runtime/position_gate.hpp"

namespace ledger::runtime {

class ViewAge {
 public:
  /// Both must outlive it. Past `bound` the view must not be used: is_usable() is false.
  ViewAge(const log::EventLog& event_log, const PositionGate& gate, std::chrono::nanoseconds bound)
      : log_(event_log), gate_(gate), bound_(bound) {}

  /// Time since a moment at which the view held everything in the log. Nothing: not known.
  [[nodiscard]] std::optional<std::chrono::nanoseconds> age() const noexcept {
    const auto applied = gate_.applied();
    return applied ? age_of(*applied, log::boot_time_now()) : std::nullopt;
  }
  /// The same of a view that holds everything through `applied`; `now` was read just before.
  [[nodiscard]] std::optional<std::chrono::nanoseconds> age_of(log::Position applied,
                                                               log::BootTime now) const noexcept {
    const auto complete_at = log_.complete_at(applied, now);
    if (!complete_at) return std::nullopt;
    return now > *complete_at ? now - *complete_at : std::chrono::nanoseconds(0);
  }
  [[nodiscard]] std::chrono::nanoseconds bound() const noexcept { return bound_; }

 private:
  const log::EventLog& log_;
  const PositionGate& gate_;
  std::chrono::nanoseconds bound_;
};

}  // namespace ledger::runtime
