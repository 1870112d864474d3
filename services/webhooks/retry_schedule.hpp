#pragma once
// When a message is tried: at once, and after each failure later, as Standard Webhooks has it.

#include <array>
#include <chrono>
#include <cstdint>

namespace ledger::webhooks {

/// Before each try, since the one before.
inline constexpr std::array<std::chrono::seconds, 10> tries{
    std::chrono::seconds(0),  std::chrono::seconds(5), std::chrono::minutes(5),
    std::chrono::minutes(30), std::chrono::hours(2),   std::chrono::hours(5),
    std::chrono::hours(10),   std::chrono::hours(14),  std::chrono::hours(20),
    std::chrono::hours(24)};

/// Until the next try, after `made` of them; up to a tenth is added by `dice`, so that what failed
/// at once is not tried at once. `made` is below the number of tries.
[[nodiscard]] constexpr std::chrono::milliseconds wait_after(std::size_t made,
                                                             std::uint32_t dice) noexcept {
  const std::chrono::milliseconds wait = tries[made];
  return wait + wait * static_cast<std::int64_t>(dice % 1001) / 10'000;
}

}  // namespace ledger::webhooks
