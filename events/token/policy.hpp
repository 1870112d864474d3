#pragma once
// What a deciding node allows. Settings of that node: what was decided stands in the event, so the
// fold never needs a policy.

#include <chrono>
#include <cstdint>

namespace ledger::token {

struct Policy {
  std::chrono::seconds lifetime_default{std::chrono::days(30)};
  std::chrono::seconds lifetime_max{std::chrono::days(365)};
  std::chrono::seconds overlap_max{std::chrono::days(7)};
  std::chrono::seconds session_idle{std::chrono::hours(1)};       ///< without a use it ends
  std::chrono::seconds session_lifetime{std::chrono::hours(12)};  ///< and after that at the latest
};

}  // namespace ledger::token
