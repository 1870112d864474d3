#include "tests/model/world.hpp"

namespace ledger::model {
namespace {

bool is_about_owner(const Record& record, const Scenario& scenario) {
  return record.command == Command::compete && scenario.competitor != Competitor::changes_token;
}

bool wins(const Folded& state, const Record& record, const Scenario& scenario, const Rules& rules) {
  if (rules.attempts_in_order && rules.attempts_derived && record.attempt > 1) {
    const auto earlier = static_cast<std::uint8_t>(record.attempt - 1);
    if (state.decided({record.command, earlier, 0}) != false) return false;
  }
  if (is_about_owner(record, scenario)) return record.revision == state.owner_revision + 1;
  if (rules.relied_on_checked && record.owner_revision != state.owner_revision) return false;
  return record.revision == state.token_revision + 1;
}

void apply(Folded& state, const Record& record, const Scenario& scenario) {
  ++state.applied[static_cast<std::size_t>(record.command)];
  if (is_about_owner(record, scenario)) {
    state.owner_revision = record.revision;
    state.suspended = scenario.competitor == Competitor::suspends_owner;
    return;
  }
  state.token_revision = record.revision;
  if (state.suspended) state.changed_while_suspended = true;
}

}  // namespace

AttemptId id_of(Command command, std::uint8_t attempt, std::size_t author, const Rules& rules) {
  const bool invented = attempt > 1 && !rules.attempts_derived;
  return {command, attempt, static_cast<std::uint8_t>(invented ? author + 1 : 0)};
}

std::optional<bool> Folded::decided(const AttemptId& id) const {
  for (std::size_t i = 0; i < table_size; ++i) {
    if (table[i].id == id) return table[i].applied;
  }
  return std::nullopt;
}

Folded fold(const World& world, std::size_t size, const Scenario& scenario, const Rules& rules) {
  Folded state;
  state.suspended = scenario.competitor == Competitor::resumes_owner;
  for (std::size_t i = 0; i < size; ++i) {
    const auto& record = world.log[i];
    const auto id = id_of(record.command, record.attempt, record.author, rules);
    if (const auto before = state.decided(id)) {
      state.won[i] = *before;
      continue;
    }
    state.won[i] = wins(state, record, scenario, rules);
    if (state.won[i]) apply(state, record, scenario);
    if (rules.command_table && (state.won[i] || rules.losses_recorded)) {
      state.table[state.table_size++] = {id, state.won[i]};
    }
  }
  return state;
}

}  // namespace ledger::model
