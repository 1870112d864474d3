#include "services/signals/clock_watch.hpp"

namespace ledger::signals {

ClockWatch::Verdict ClockWatch::look(token::Timestamp wall, log::BootTime boot) noexcept {
  const auto lead = wall.time_since_epoch() - boot;
  const bool jumped = lead_ && lead - *lead_ > clock_jump_max;
  lead_ = lead;
  if (jumped) {
    doubted_until_ = boot + clock_doubt;
    return Verdict::jumped;
  }
  if (doubted_until_ && boot < *doubted_until_) return Verdict::doubted;
  doubted_until_.reset();
  return Verdict::steady;
}

}  // namespace ledger::signals
