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

http::Problem commands_elsewhere(const std::string& server) {
  auto problem = http::make_problem(
      421, "commands-elsewhere", "Commands elsewhere",
      "This is a follower: it verifies and reads, and takes no commands. Nothing was done; send it "
      "to " +
          server + ".");
  problem.members.emplace_back("server", server);
  return problem;
}

http::Problem lost_too_often() {
  return http::make_problem(
      409, "conflict", "Conflict",
      "Other commands changed the same things at the same time. Nothing was done; try again.");
}

http::Problem rate_limited(const runtime::QuotaLimits& limits, std::chrono::seconds wait) {
  return access::too_many(
      "rate-limited", "Too many commands",
      "The calling token may send " + std::to_string(limits.commands_per_caller_s) +
          " commands a second, and " + std::to_string(limits.commands_burst_per_caller) +
          " at once after a silence. Nothing was done; wait and try again.",
      wait);
}

http::Problem token_quota(const std::string& owner, std::uint64_t tokens_max,
                          std::uint64_t living) {
  // Nobody knows when a token will be deleted: as long as asking again costs little.
  constexpr std::chrono::hours wait{1};
  return access::too_many("token-quota", "Too many tokens",
                          "The owner " + owner + " may have " + std::to_string(tokens_max) +
                              " tokens, expired ones among them, and has " +
                              std::to_string(living) +
                              ". Nothing was done; delete some, or ask the operator for more.",
                          wait);
}

http::Problem token_day_quota(const std::string& owner, std::uint64_t tokens_max,
                              std::chrono::seconds wait) {
  return access::too_many(
      "token-day-quota", "Too many tokens today",
      "The owner " + owner + " may make " + std::to_string(tokens_max) +
          " tokens on one day (UTC), deleted ones among them, and has made them. "
          "Nothing was done; regenerate what there is, wait for the next day, or ask "
          "the operator for more.",
      wait);
}

std::optional<http::Problem> failure_of(const CommandRequest& request, const CommandFate& fate) {
  if (fate.kind == CommandFate::Kind::lost) return lost(request);
  if (fate.kind == CommandFate::Kind::refused) return fate.problem;
  return std::nullopt;
}

}  // namespace ledger::issuance
