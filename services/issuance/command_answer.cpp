#include "services/issuance/command_answer.hpp"

#include "services/access/token_json.hpp"

namespace ledger::issuance {

void begin_success(const access::Access& access, http::Response& response, const CommandFate& fate,
                   unsigned status, token::Position position) {
  response.status(status);
  if (fate.kind == CommandFate::Kind::replayed) response.header("Idempotency-Replayed", "true");
  access.write_position(response, position);
}

void answer_with_token(const Desk& desk, http::Response& response, const CommandRequest& request,
                       const CommandFate& fate, const token::TokenId& id) {
  if (auto problem = failure_of(request, fate)) {
    return desk.access.refuse(response, *std::move(problem), fate.position);
  }
  answer_or_unknown(desk, response, request, [&] {
    const auto position = desk.access.position();
    const auto token = desk.view.token(id);
    if (!token || token->deleted) {
      return desk.access.refuse(response, access::problem_of(token::errc::not_found), position);
    }
    const auto owner = desk.view.owner(token->owner);
    const auto standing = token::judge(*token, owner, desk.clock.now());
    const auto use = desk.access.uses().find(token->id);
    begin_success(desk.access, response, fate, 200, position);
    response.header("ETag", desk.access.entity_tags().of(token->revision, {standing, use}));
    response.body("application/json", access::token_json(*token, standing, use));
  });
}

}  // namespace ledger::issuance
