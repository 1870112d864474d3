#include <ctime>

#include "events/log/event_log.hpp"

namespace ledger::log {

BootTime boot_time_now() noexcept {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

}  // namespace ledger::log
