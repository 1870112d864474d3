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
}

}  // namespace ledger::runtime
