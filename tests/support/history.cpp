#include "tests/support/history.hpp"

#include <array>

namespace ledger::support {
namespace {

std::string milliseconds(Moment moment) {
  if (moment == never) return "?";
  return std::to_string(static_cast<double>(moment.count()) / 1e6);
}

std::string seen_text(const Sight& seen) {
  if (seen.suspended) return *seen.suspended ? " owner suspended" : " owner not suspended";
  if (!seen.found) return seen.status.empty() ? " nothing" : " inactive: " + seen.status;
  return " r" + std::to_string(seen.revision) + " '" + seen.name + "' [" + seen.scopes + "] " +
         seen.status;
}

std::string asked_text(const Operation& operation) {
  std::string text;
  if (!operation.key.empty()) text += " key " + operation.key;
  if (!operation.name.empty()) text += " name '" + operation.name + "'";
  if (!operation.scopes.empty()) text += " scopes [" + operation.scopes + "]";
  if (operation.overlap) text += " overlap";
  if (operation.if_match) text += " if-match " + std::to_string(*operation.if_match);
  if (!operation.secret.empty()) text += " secret of " + operation.secret;
  if (operation.min_position) text += " min " + std::to_string(*operation.min_position);
  return text;
}

}  // namespace

std::string_view to_text(Action action) noexcept {
  constexpr std::array<std::string_view, 9> texts{"create",        "update",  "regenerate",
                                                  "delete",        "suspend", "resume",
                                                  "revoke-tokens", "get",     "verify"};
  return texts[static_cast<std::size_t>(action)];
}

bool is_read(Action action) noexcept { return action == Action::get || action == Action::verify; }

bool is_of_owner(Action action) noexcept {
  return action == Action::suspend || action == Action::resume || action == Action::revoke_tokens;
}

std::string to_text(const Operation& operation) {
  constexpr std::array<std::string_view, 4> ends{"done", "refused", "unknown", "answered"};
  std::string text = "client " + std::to_string(operation.client) + " on node " +
                     std::to_string(operation.node) + ", " + milliseconds(operation.invoked) + "-" +
                     milliseconds(operation.returned) + " ms: ";
  text += to_text(operation.action);
  text += " " + (operation.token.empty() ? operation.owner : operation.token);
  text += asked_text(operation) + " -> ";
  text += ends[static_cast<std::size_t>(operation.end)];
  if (!operation.problem.empty()) text += " " + operation.problem;
  if (operation.replayed) text += " (replayed)";
  if (operation.seen) text += seen_text(*operation.seen);
  if (operation.position) text += " at " + std::to_string(*operation.position);
  return text;
}

}  // namespace ledger::support
