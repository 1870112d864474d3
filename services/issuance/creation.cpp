#include "services/issuance/creation.hpp"

#include "services/issuance/command_opening.hpp"
#include "services/issuance/secret_answer.hpp"
#include "services/issuance/token_body.hpp"
#include "services/runtime/entropy.hpp"

namespace ledger::issuance {

using boost::beast::http::verb;

namespace {

/// Whether there is a token now, or may be one.
bool may_be_made(const CommandFate& fate) {
  if (fate.kind == CommandFate::Kind::applied) return true;
  return fate.kind == CommandFate::Kind::refused && fate.problem.status == 504;
}

}  // namespace

Creation::Creation(Desk desk) : desk_(desk), counts_(desk.metrics, "create") {}

void Creation::add_routes(http::Router& router) {
  http::Route route;
  route.methods = {verb::post};
  route.pattern = "/v1/tokens";
  route.body_types = {"application/json"};
  route.body_required = true;
  route.answer_type = "application/json";
  route.admission = [this](http::Exchange& exchange) {
    return desk_.access.admit_page(exchange, token::scope_tokens);
  };
  route.handler = [this](http::Exchange& exchange) { return create(exchange); };
  router.add(std::move(route));
}

std::variant<http::Problem, std::optional<token::Decision>> Creation::decide(
    const access::Caller& caller, const token::CreateToken& command,
    std::optional<Quotas::Seat>& seat) const {
  auto actor = desk_.access.actor(caller);
  if (auto* problem = std::get_if<http::Problem>(&actor)) return std::move(*problem);
  const auto& calling = std::get<token::Actor>(actor);
  const auto owner_id = owner_to_create_for(command, calling);
  if (!owner_id) return desk_.access.refusal_of(owner_id.error(), caller);
  const auto now = desk_.clock.now();
  seat.reset();  // of an attempt that lost
  if (auto taken = desk_.quotas.take_seat(owner_id->text(), calling.is_operator(), now)) {
    seat.emplace(*std::move(taken));
  }
  const auto owner = desk_.view.owner(*owner_id);
  auto decision = token::decide(command, calling, owner, desk_.policy, now);
  if (!decision) return desk_.access.refusal_of(decision.error(), caller);
  if (seat) {
    if (auto refusal = desk_.quotas.refusal_of(*seat, owner.tokens, now)) {
      return *std::move(refusal);
    }
  }
  return std::optional<token::Decision>(*std::move(decision));
}

http::Task<void> Creation::create(http::Exchange& exchange) {
  const auto begin = std::chrono::steady_clock::now();
  auto opened = open_command(desk_, counts_, exchange, BodyNeed::required);
  if (auto* bad = std::get_if<http::Problem>(&opened)) {
    co_return desk_.access.refuse(exchange.response, std::move(*bad));
  }
  const auto& opening = std::get<CommandOpening>(opened);
  auto command = read_create(opening.body->root());
  if (opening.body->has_errors()) {
    co_return desk_.access.refuse(exchange.response, access::body_problem(*opening.body));
  }
  const auto secret = fresh_secret();
  command.id = token::TokenId::make(desk_.clock.now(), runtime::random_bytes<10>());
  command.secret = {secret.digest(), std::string(secret.hint())};
  auto request =
      identify(opening.headers, opening.caller, opening.received, "create\n" + opening.canonical());
  request.issues = command.secret.digest;
  if (request.keyed) {
    desk_.secrets.remember(request.id, secret, std::chrono::steady_clock::now());
  }
  std::optional<Quotas::Seat> seat;
  Decide decide_now = [this, &exchange, &command, &seat] {
    return decide(access::caller_of(exchange), command, seat);
  };
  const auto fate = co_await desk_.runner.run(request, std::move(decide_now), exchange.executor);
  // Before the answer: who has it and goes on at once is not in its own way.
  if (seat && may_be_made(fate)) seat->made();
  seat.reset();
  counts_.count(fate, begin);
  SecretAnswer(desk_, exchange.response, request).write(fate, secret, 201);
}

}  // namespace ledger::issuance
