#include "services/issuance/creation.hpp"

#include "services/issuance/command_opening.hpp"
#include "services/issuance/secret_answer.hpp"
#include "services/issuance/token_body.hpp"
#include "services/runtime/entropy.hpp"

namespace ledger::issuance {

using boost::beast::http::verb;

Creation::Creation(Desk desk) : desk_(desk), counts_(desk.metrics, "create") {}

void Creation::add_routes(http::Router& router) {
  http::Route route;
  route.methods = {verb::post};
  route.pattern = "/v1/tokens";
  route.body_types = {"application/json"};
  route.body_required = true;
  route.answer_type = "application/json";
  route.admission = [this](http::Exchange& exchange) {
    return desk_.access.admit(exchange, token::scope_tokens);
  };
  route.handler = [this](http::Exchange& exchange) { return create(exchange); };
  router.add(std::move(route));
}

std::variant<http::Problem, std::optional<token::Decision>> Creation::decide(
    const http::Request& request, const token::CreateToken& command) const {
  auto actor = desk_.access.actor(request);
  if (auto* problem = std::get_if<http::Problem>(&actor)) return std::move(*problem);
  const auto& calling = std::get<token::Actor>(actor);
  const auto owner_id = owner_to_create_for(command, calling);
  if (!owner_id) return access::problem_of(owner_id.error());
  auto decision =
      token::decide(command, calling, desk_.view.owner(*owner_id), desk_.policy, desk_.clock.now());
  if (!decision) return access::problem_of(decision.error());
  return std::optional<token::Decision>(*std::move(decision));
}

http::Task<void> Creation::create(http::Exchange& exchange) {
  const auto begin = std::chrono::steady_clock::now();
  auto opened = open_command(desk_, exchange.request, BodyNeed::required);
  if (auto* bad = std::get_if<http::Problem>(&opened)) {
    co_return desk_.access.refuse(exchange.response, std::move(*bad));
  }
  const auto& opening = std::get<CommandOpening>(opened);
  auto command = read_create(opening.body->root());
  if (opening.body->has_errors()) {
    co_return desk_.access.refuse(exchange.response, access::body_problem(*opening.body));
  }
  if (auto bad = no_if_match(opening.headers)) {
    co_return desk_.access.refuse(exchange.response, *std::move(bad));
  }
  const auto secret = fresh_secret();
  command.id = token::TokenId::make(desk_.clock.now(), runtime::random_bytes<10>());
  command.secret = {secret.digest(), std::string(secret.hint())};
  auto request = identify(opening.headers, opening.caller, "create\n" + opening.canonical());
  request.issues = command.secret.digest;
  if (request.keyed) {
    desk_.secrets.remember(request.id, secret, std::chrono::steady_clock::now());
  }
  Decide decide_now = [this, &exchange, &command] { return decide(exchange.request, command); };
  const auto fate = co_await desk_.runner.run(request, std::move(decide_now), exchange.executor);
  counts_.count(fate, begin);
  SecretAnswer(desk_, exchange.response, request).write(fate, secret, 201);
}

}  // namespace ledger::issuance
