#pragma once
// Counts and times one kind of command by its outcome.

#include <array>
#include <chrono>

#include "services/issuance/command_runner.hpp"
#include "services/runtime/metrics.hpp"

namespace ledger::issuance {

class CommandCounts {
 public:
  CommandCounts(runtime::Metrics& metrics, std::string_view command);

  /// `begin`: when the request was complete.
  void count(const CommandFate& fate, std::chrono::steady_clock::time_point begin) const;
  /// One that was refused for the caller's rate, before anything of it was looked at.
  void count_limited() const { counters_[limited]->Increment(); }

 private:
  enum Outcome : std::size_t {
    applied,
    unchanged,
    replayed,
    rejected,
    limited,
    unavailable,
    unknown,
    outcomes
  };
  [[nodiscard]] static Outcome outcome_of(const CommandFate& fate) noexcept;

  std::array<prometheus::Counter*, outcomes> counters_;
  prometheus::Histogram& seconds_;
};

}  // namespace ledger::issuance
