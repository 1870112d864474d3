#include "services/issuance/command_answer.hpp"

#include "services/access/token_json.hpp"

namespace ledger::issuance {

void begin_success(const access::Access& access, http::Response& response, const CommandFate& fate,
                   unsigned status, token::Position position) {
  response.status(status);
  if (fate.kind == CommandFate::Kind::replayed) response.header("Idempotency-Replayed", "true");
  access.write_position(response, position);
  if (fate.receipt) write_receipt(response, *fate.receipt);
}

void write_receipt(http::Response& response, const CommandReceipt& receipt) {
  constexpr std::size_t names_max = 32;
  response.header("Ledger-Applied-By", receipt.applied);
  if (receipt.missing.empty()) return;
  std::string names;
  for (std::size_t i = 0; i < receipt.missing.size() && i < names_max; ++i) {
    names.append(names.empty() ? "" : ", ").append(receipt.missing[i]);
  }
  if (receipt.missing.size() > names_max) {
    names += ", and " + std::to_string(receipt.missing.size() - names_max) + " more";
  }
  response.header("Ledger-Not-Applied-By", names);
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
