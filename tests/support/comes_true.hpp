#pragma once
// Waits for what is to happen, with a deadline that only a failing test meets.

#include <chrono>
#include <thread>

namespace ledger::support {

/// Asks until `condition()` holds; false if it does not within a minute.
template <class Condition>
[[nodiscard]] bool comes_true(Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

}  // namespace ledger::support
