#pragma once
// How far a long piece of work is, on standard error: a bar on a terminal, a line now and then
// elsewhere. Nothing of what takes less than a second.

#include <chrono>
#include <string>

#include "events/token/position.hpp"

namespace ledger::tokenledger {

class Progress {
 public:
  /// `what`: "replaying". `end`: of the log.
  Progress(std::string what, token::Position end);

  /// Everything through `at` is done.
  void tell(token::Position at);
  /// Off the terminal's line, for something else to be printed.
  void hide();
  void end() { hide(); }

 private:
  using Clock = std::chrono::steady_clock;
  [[nodiscard]] std::string text(std::uint64_t done) const;

  const std::string what_;
  const std::uint64_t total_;
  const bool on_terminal_;
  const Clock::time_point begun_ = Clock::now();
  Clock::time_point next_;
  bool shown_ = false;
};

}  // namespace ledger::tokenledger
