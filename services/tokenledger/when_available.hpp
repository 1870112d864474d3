#pragma once
// Asks a topic again for a while: one that was just made is not known to all brokers at once.

#include <chrono>
#include <stdexcept>
#include <thread>

namespace ledger::tokenledger {

/// The value of the first attempt() that gives one. Throws std::runtime_error where none does.
template <class Attempt>
auto when_available(Attempt attempt) {
  constexpr std::chrono::seconds patience{10};
  constexpr std::chrono::milliseconds pause{100};
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (true) {
    auto result = attempt();
    if (result) return *std::move(result);
    if (std::chrono::steady_clock::now() > deadline) {
      throw std::runtime_error("the topic does not answer: " + result.error().message());
    }
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace ledger::tokenledger
