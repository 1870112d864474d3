#include "services/issuance/command_problems.hpp"

#include "services/access/problems.hpp"

namespace ledger::issuance {
namespace {

http::Problem lost(const CommandRequest& request) {
  if (request.conditional) return access::problem_of(token::errc::revision_mismatch);
  return http::make_problem(
      409, "conflict", "Conflict",
      "Another command changed the same thing at the same moment. Nothing was done; get it "
      "again and decide anew.");
}

}  // namespace

http::Problem outcome_unknown(const token::CommandId& id) {
  auto problem = http::make_problem(
      504, "outcome-unknown", "Outcome unknown",
      "The command was handed to the log, but what became of it is not known yet. Ask for "
      "/v1/commands/{command_id}, or send it again with the same Idempotency-Key.");
  problem.members.emplace_back("command_id", to_text(id));
  return problem;
}

http::Problem key_reused(const token::CommandId& id) {
  auto problem =
      http::make_problem(422, "idempotency-key-reused", "Idempotency key reused",
                         "This Idempotency-Key was used for another request. Use a new key.");
  problem.members.emplace_back("command_id", to_text(id));
  return problem;
}

http::Problem lost_too_often() {
  return http::make_problem(
      409, "conflict", "Conflict",
      "Other commands changed the same things at the same time. Nothing was done; try again.");
}

std::optional<http::Problem> failure_of(const CommandRequest& request, const CommandFate& fate) {
  if (fate.kind == CommandFate::Kind::lost) return lost(request);
  if (fate.kind == CommandFate::Kind::refused) return fate.problem;
  return std::nullopt;
}

}  // namespace ledger::issuance
