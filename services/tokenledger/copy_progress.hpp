#pragma once
// How far a copy of a log is, in the program's log: about once a second.

#include <chrono>

#include "events/token/position.hpp"
#include "services/runtime/log_line.hpp"

namespace ledger::tokenledger {

class CopyProgress {
 public:
  void tell(std::uint64_t position, token::Position end) {
    constexpr std::chrono::seconds interval{1};
    const auto now = std::chrono::steady_clock::now();
    if (now - told_ < interval) return;
    told_ = now;
    runtime::log_line(runtime::Level::info, "copying",
                      {{"position", position}, {"end", end.value()}});
  }

 private:
  std::chrono::steady_clock::time_point told_ = std::chrono::steady_clock::now();
};

}  // namespace ledger::tokenledger
