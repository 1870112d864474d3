#include "services/runtime/log_clock.hpp"

#include <algorithm>

namespace ledger::runtime {

void LogClock::compare(token::Timestamp log_time, token::Timestamp handed_over,
                       token::Timestamp now) noexcept {
  // A clock that was set back meanwhile: it was right before, or it is now.
  const auto [earliest, latest] = std::minmax(handed_over, now);
  auto offset = std::chrono::milliseconds(0);
  if (log_time < earliest) offset = earliest - log_time;
  if (log_time > latest) offset = latest - log_time;
  offset_ = offset;
  // The log says that the clock is right, where both ends were read on one side of a step.
  const bool is_small = offset <= clock_offset_max && offset >= -clock_offset_max;
  if (is_small && latest - earliest <= clock_offset_max) lead_ = unknown_lead;
}

void LogClock::look(token::Timestamp wall, log::BootTime boot) noexcept {
  constexpr std::chrono::seconds drift_max{1};  // what a clock that is being steered may gain
  const std::chrono::nanoseconds lead = wall.time_since_epoch() - boot;
  const auto before = lead_.load();
  const auto moved = before == unknown_lead ? std::chrono::nanoseconds(0) : lead - before;
  if (moved <= drift_max && moved >= -drift_max) lead_ = lead;
  was_set_ = moved > clock_offset_max || moved < -clock_offset_max;
}

}  // namespace ledger::runtime
