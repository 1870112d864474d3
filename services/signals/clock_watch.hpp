#pragma once
// Whether the wall clock may be believed for what the log keeps for ever: not for a while after it
// jumped ahead, so that whoever set it wrongly can set it back. Knows nothing of what it was before
// the first look. Used by the thread of signals alone.

#include <optional>

#include "events/log/event_log.hpp"

namespace ledger::signals {

/// How far it may gain on CLOCK_BOOTTIME between two looks.
inline constexpr std::chrono::minutes clock_jump_max{5};
/// How long it is not believed after more than that.
inline constexpr std::chrono::minutes clock_doubt{10};

class ClockWatch {
 public:
  enum class Verdict {
    steady,
    jumped,  ///< by this look
    doubted  ///< it jumped lately
  };
  /// Both clocks as they were just read.
  [[nodiscard]] Verdict look(token::Timestamp wall, log::BootTime boot) noexcept;

 private:
  std::optional<std::chrono::nanoseconds> lead_;  // of the wall clock, at the look before
  std::optional<log::BootTime> doubted_until_;
};

}  // namespace ledger::signals
