#include "services/issuance/command_counts.hpp"

namespace ledger::issuance {

CommandCounts::CommandCounts(runtime::Metrics& metrics, std::string_view command)
    : seconds_(metrics.command_seconds()) {
  constexpr std::array<std::string_view, outcomes> names{
      "applied", "unchanged", "replayed", "rejected", "limited", "unavailable", "unknown"};
  for (std::size_t i = 0; i < outcomes; ++i) counters_[i] = &metrics.commands(command, names[i]);
}

CommandCounts::Outcome CommandCounts::outcome_of(const CommandFate& fate) noexcept {
  switch (fate.kind) {
    case CommandFate::Kind::applied:
      return applied;
    case CommandFate::Kind::unchanged:
      return unchanged;
    case CommandFate::Kind::replayed:
      return replayed;
    case CommandFate::Kind::lost:
      return rejected;
    case CommandFate::Kind::refused:
      break;
  }
  if (fate.problem.status == 429) return limited;
  if (fate.problem.status == 503) return unavailable;
  return fate.problem.status == 504 ? unknown : rejected;
}

void CommandCounts::count(const CommandFate& fate,
                          std::chrono::steady_clock::time_point begin) const {
  counters_[outcome_of(fate)]->Increment();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  seconds_.Observe(took.count());
}

}  // namespace ledger::issuance
