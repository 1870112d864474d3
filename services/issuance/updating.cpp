#include "services/issuance/updating.hpp"

#include "services/issuance/command_answer.hpp"
#include "services/issuance/command_opening.hpp"
#include "services/issuance/token_body.hpp"

namespace ledger::issuance {

Updating::Updating(Desk desk) : desk_(desk), counts_(desk.metrics, "update") {}

void Updating::add_routes(http::Router& router) {
  http::Route route;
  route.methods = {boost::beast::http::verb::patch};
  route.pattern = "/v1/tokens/{}";
  route.body_types = {"application/json", "application/merge-patch+json"};
  route.body_required = true;
  route.answer_type = "application/json";
  route.conditions = http::Conditions::change;
  route.admission = [this](http::Exchange& exchange) {
    return desk_.access.admit_page(exchange, token::scope_tokens);
  };
  route.handler = [this](http::Exchange& exchange) { return update(exchange); };
  router.add(std::move(route));
}

std::variant<http::Problem, std::optional<token::Decision>> Updating::decide(
    const access::Caller& caller, const token::TokenId& id,
    const token::UpdateToken& command) const {
  auto actor = desk_.access.actor(caller);
  if (auto* problem = std::get_if<http::Problem>(&actor)) return std::move(*problem);
  const auto target = desk_.view.token(id);
  if (!target) return access::problem_of(token::errc::not_found);
  auto decision = token::decide(command, std::get<token::Actor>(actor), *target,
                                desk_.view.owner(target->owner));
  if (!decision) return desk_.access.refusal_of(decision.error(), caller);
  return *std::move(decision);
}

http::Task<void> Updating::update(http::Exchange& exchange) {
  const auto begin = std::chrono::steady_clock::now();
  auto opened = open_command(desk_, counts_, exchange, BodyNeed::required);
  if (auto* bad = std::get_if<http::Problem>(&opened)) {
    co_return desk_.access.refuse(exchange.response, std::move(*bad));
  }
  const auto& opening = std::get<CommandOpening>(opened);
  auto command = read_update(opening.body->root());
  if (opening.body->has_errors()) {
    co_return desk_.access.refuse(exchange.response, access::body_problem(*opening.body));
  }
  command.if_match = opening.headers.if_match;
  const auto id = token_in_path(exchange);
  const auto request = identify(opening.headers, opening.caller, opening.received,
                                "update\n" + to_text(id) + "\n" + opening.canonical());
  Decide decide_now = [this, &exchange, &id, &command] {
    return decide(access::caller_of(exchange), id, command);
  };
  const auto fate = co_await desk_.runner.run(request, std::move(decide_now), exchange.executor);
  counts_.count(fate, begin);
  answer_with_token(desk_, exchange.response, request, fate, id);
}

}  // namespace ledger::issuance
