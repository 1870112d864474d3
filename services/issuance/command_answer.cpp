#include "services/issuance/command_answer.hpp"

namespace ledger::issuance {

http::Problem lost_problem(const CommandRequest& request) {
  if (request.conditional) return access::problem_of(token::errc::revision_mismatch);
  http::Problem problem;
  problem.status = 409;
  problem.type = "conflict";
  problem.title = "Conflict";
  problem.detail =
      "Another command changed the same thing at the same moment. Nothing was done; get it again "
      "and decide anew.";
  return problem;
}

bool begin_success(const Desk& desk, http::Response& response, const CommandRequest& request,
                   const CommandFate& fate, unsigned status) {
  if (fate.kind == CommandFate::Kind::refused || fate.kind == CommandFate::Kind::lost) {
    const bool lost = fate.kind == CommandFate::Kind::lost;
    desk.access.refuse(response, lost ? lost_problem(request) : fate.problem);
    return false;
  }
  response.status(status);
  if (fate.kind == CommandFate::Kind::replayed) response.header("Idempotency-Replayed", "true");
  desk.access.write_position(response);
  return true;
}

}  // namespace ledger::issuance
