#include "services/issuance/deletion.hpp"

#include "services/issuance/command_answer.hpp"
#include "services/issuance/command_opening.hpp"

namespace ledger::issuance {

using boost::beast::http::verb;

Deletion::Deletion(Desk desk) : desk_(desk), counts_(desk.metrics, "delete") {}

void Deletion::add_routes(http::Router& router) {
  http::Route one;
  one.methods = {verb::delete_};
  one.pattern = "/v1/tokens/{}";
  one.conditions = http::Conditions::change;
  one.admission = [this](http::Exchange& exchange) {
    return desk_.access.admit_page(exchange, token::scope_tokens);
  };
  one.handler = [this](http::Exchange& exchange) {
    return remove(exchange, token_in_path(exchange));
  };
  router.add(std::move(one));

  http::Route self;
  self.methods = {verb::delete_};
  self.pattern = "/v1/self";
  self.conditions = http::Conditions::change;
  self.admission = [this](http::Exchange& exchange) { return desk_.access.admit(exchange, {}); };
  self.handler = [this](http::Exchange& exchange) { return remove(exchange, std::nullopt); };
  router.add(std::move(self));
}

std::variant<http::Problem, std::optional<token::Decision>> Deletion::decide(
    const access::Caller& caller, const token::TokenId& id,
    const token::DeleteToken& command) const {
  auto actor = desk_.access.actor(caller);
  if (auto* problem = std::get_if<http::Problem>(&actor)) return std::move(*problem);
  const auto target = desk_.view.token(id);
  if (!target) return access::problem_of(token::errc::not_found);
  auto decision = token::decide(command, std::get<token::Actor>(actor), *target);
  if (!decision) return desk_.access.refusal_of(decision.error(), caller);
  return std::optional<token::Decision>(*std::move(decision));
}

http::Task<void> Deletion::remove(http::Exchange& exchange, std::optional<token::TokenId> id) {
  const auto begin = std::chrono::steady_clock::now();
  auto opened = open_command(desk_, counts_, exchange, BodyNeed::none);
  if (auto* bad = std::get_if<http::Problem>(&opened)) {
    co_return desk_.access.refuse(exchange.response, std::move(*bad));
  }
  const auto& opening = std::get<CommandOpening>(opened);
  const auto target = id.value_or(opening.caller);
  const token::DeleteToken command{opening.headers.if_match, !id.has_value()};
  const auto request =
      identify(opening.headers, opening.caller, opening.received, "delete\n" + to_text(target));
  Decide decide_now = [this, &exchange, &target, &command] {
    return decide(access::caller_of(exchange), target, command);
  };
  const auto fate = co_await desk_.runner.run(request, std::move(decide_now), exchange.executor);
  counts_.count(fate, begin);
  if (auto problem = failure_of(request, fate)) {
    co_return desk_.access.refuse(exchange.response, *std::move(problem), fate.position);
  }
  begin_success(desk_.access, exchange.response, fate, 204, desk_.access.position());
  exchange.response.no_body();
}

}  // namespace ledger::issuance
