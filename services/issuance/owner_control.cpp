#include "services/issuance/owner_control.hpp"

#include "events/log/json_writer.hpp"
#include "services/issuance/command_answer.hpp"
#include "services/issuance/command_opening.hpp"
#include "services/issuance/query_opening.hpp"
#include "services/issuance/token_body.hpp"

namespace ledger::issuance {

using token::OwnerAction;

namespace {

http::Problem no_owner_id() { return access::bad_request("invalid-owner", owner_id_grammar); }

std::string owner_json(const token::OwnerState& owner) {
  std::string text;
  log::JsonWriter json(text);
  json.begin_object().key("owner").text(owner.id.text()).key("suspended").boolean(owner.suspended);
  json.key("tokens").number(owner.tokens).end_object();
  return text;
}

}  // namespace

OwnerControl::OwnerControl(Desk desk)
    : desk_(desk),
      controls_{
          Control{OwnerAction::suspend, "suspend", token::scope_operate, {desk.metrics, "suspend"}},
          Control{OwnerAction::resume, "resume", token::scope_operate, {desk.metrics, "resume"}},
          Control{OwnerAction::revoke_tokens,
                  "revoke-tokens",
                  token::scope_tokens,
                  {desk.metrics, "revoke_tokens"}}} {}

void OwnerControl::add_routes(http::Router& router) {
  http::Route one;
  one.methods = {boost::beast::http::verb::get};
  one.pattern = "/v1/owners/{}";
  one.answer_type = "application/json";
  one.admission = [this](http::Exchange& exchange) {
    return desk_.access.admit_page(exchange, token::scope_tokens);
  };
  one.handler = [this](http::Exchange& exchange) { return show(exchange); };
  router.add(std::move(one));
  for (const auto& control : controls_) {
    http::Route route;
    route.methods = {boost::beast::http::verb::post};
    route.pattern = std::string("/v1/owners/{}/") + control.name;
    route.body_types = {"application/json"};
    route.answer_type = "application/json";
    route.admission = [this, &control](http::Exchange& exchange) {
      return desk_.access.admit_page(exchange, control.scope);
    };
    route.handler = [this, &control](http::Exchange& exchange) { return run(exchange, control); };
    router.add(std::move(route));
  }
}

http::Task<void> OwnerControl::show(http::Exchange& exchange) {
  const auto opening = co_await open_query(desk_, exchange);
  if (!opening) co_return;
  const auto& [calling, position] = *opening;
  const auto id = token::OwnerId::parse(exchange.path_parameters.at(0));
  if (!id) co_return desk_.access.refuse(exchange.response, no_owner_id(), position);
  if (!calling.is_operator() && *id != calling.token.owner) {
    co_return desk_.access.refuse(exchange.response, access::problem_of(token::errc::other_owner),
                                  position);
  }
  exchange.response.status(200);
  desk_.access.write_position(exchange.response, position);
  exchange.response.body("application/json", owner_json(desk_.view.owner(*id)));
}

std::variant<http::Problem, std::optional<token::Decision>> OwnerControl::decide(
    const access::Caller& caller, const token::OwnerId& owner, OwnerAction action) const {
  auto actor = desk_.access.actor(caller);
  if (auto* problem = std::get_if<http::Problem>(&actor)) return std::move(*problem);
  auto decision = token::decide(action, std::get<token::Actor>(actor), desk_.view.owner(owner));
  if (!decision) return desk_.access.refusal_of(decision.error(), caller);
  return *std::move(decision);
}

http::Task<void> OwnerControl::run(http::Exchange& exchange, const Control& control) {
  const auto begin = std::chrono::steady_clock::now();
  auto opened = open_command(desk_, control.counts, exchange, BodyNeed::optional);
  if (auto* bad = std::get_if<http::Problem>(&opened)) {
    co_return desk_.access.refuse(exchange.response, std::move(*bad));
  }
  const auto& opening = std::get<CommandOpening>(opened);
  if (opening.body) opening.body->root().allow_only({});
  if (opening.body && opening.body->has_errors()) {
    co_return desk_.access.refuse(exchange.response, access::body_problem(*opening.body));
  }
  const auto owner = token::OwnerId::parse(exchange.path_parameters.at(0));
  if (!owner) {
    co_return desk_.access.refuse(exchange.response, no_owner_id());
  }
  const auto request = identify(opening.headers, opening.caller, opening.received,
                                std::string(control.name) + "\n" + std::string(owner->text()));
  Decide decide_now = [this, &exchange, &owner, action = control.action] {
    return decide(access::caller_of(exchange), *owner, action);
  };
  const auto fate = co_await desk_.runner.run(request, std::move(decide_now), exchange.executor);
  control.counts.count(fate, begin);
  answer(exchange.response, request, fate, *owner);
}

void OwnerControl::answer(http::Response& response, const CommandRequest& request,
                          const CommandFate& fate, const token::OwnerId& id) const {
  if (auto problem = failure_of(request, fate)) {
    return desk_.access.refuse(response, *std::move(problem), fate.position);
  }
  answer_or_unknown(desk_, response, request, [&] {
    const auto position = desk_.access.position();
    const auto owner = desk_.view.owner(id);
    begin_success(desk_.access, response, fate, 200, position);
    response.body("application/json", owner_json(owner));
  });
}

}  // namespace ledger::issuance
