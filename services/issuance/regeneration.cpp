#include "services/issuance/regeneration.hpp"

#include "services/issuance/command_opening.hpp"
#include "services/issuance/lost_answer.hpp"
#include "services/issuance/secret_answer.hpp"
#include "services/issuance/token_body.hpp"

namespace ledger::issuance {
namespace {

CommandRequest identify_regeneration(const CommandOpening& opening, const token::TokenId& id) {
  auto request = identify(opening.headers, opening.caller, opening.received,
                          "regenerate\n" + to_text(id) + "\n" + opening.canonical());
  // Whoever loses does not try again: the winner's secret would be dead on arrival.
  request.single_attempt = true;
  return request;
}

}  // namespace

Regeneration::Regeneration(Desk desk) : desk_(desk), counts_(desk.metrics, "regenerate") {}

void Regeneration::add_routes(http::Router& router) {
  http::Route route;
  route.methods = {boost::beast::http::verb::post};
  route.pattern = "/v1/tokens/{}/regenerate";
  route.body_types = {"application/json"};
  route.answer_type = "application/json";
  route.conditions = http::Conditions::change;
  route.admission = [this](http::Exchange& exchange) {
    return desk_.access.admit_page(
        exchange, token::scope_tokens,
        [&](const token::TokenDigest& digest, const token::Session* session) {
          return ended_caller(exchange, digest, session);
        });
  };
  route.handler = [this](http::Exchange& exchange) { return regenerate(exchange); };
  router.add(std::move(route));
}

std::optional<access::Caller> Regeneration::ended_caller(const http::Exchange& exchange,
                                                         const token::TokenDigest& digest,
                                                         const token::Session* session) const {
  if (!command_that_ended_caller(desk_, exchange, digest, session)) return std::nullopt;
  const auto token = desk_.view.token(token_in_path(exchange));
  if (!token) return std::nullopt;
  if (session != nullptr) return access::caller_of_session(*token, *session);
  access::Caller caller;
  caller.id = token->id;
  caller.digest = digest;
  caller.is_operator = token->scopes.covers(token::scope_operate);
  caller.set_owner(token->owner.text());
  return caller;
}

std::variant<http::Problem, std::optional<token::Decision>> Regeneration::decide(
    const access::Caller& caller, const token::TokenId& id,
    const token::RegenerateToken& command) const {
  auto actor = desk_.access.actor(caller);
  if (auto* problem = std::get_if<http::Problem>(&actor)) return std::move(*problem);
  const auto target = desk_.view.token(id);
  if (!target) return access::problem_of(token::errc::not_found);
  auto decision = token::decide(command, std::get<token::Actor>(actor), *target,
                                desk_.view.owner(target->owner), desk_.policy, desk_.clock.now());
  if (!decision) return desk_.access.refusal_of(decision.error(), caller);
  return std::optional<token::Decision>(*std::move(decision));
}

/// Whether it was this very secret or session, as far as this node remembers.
bool Regeneration::sent_by(const access::Caller& caller, const token::CommandId& id) const {
  const auto token = desk_.view.token(caller.id);
  const auto now = std::chrono::steady_clock::now();
  const auto known = token ? desk_.secrets.find(id, *token, now) : std::nullopt;
  return !known || known->session == caller.session_if_any();
}

void Regeneration::repeat(http::Exchange& exchange, const token::CommandState& done) {
  const auto begin = std::chrono::steady_clock::now();
  const auto id = token_in_path(exchange);
  auto opened = open_command_of_known(desk_, counts_, exchange, BodyNeed::optional);
  if (auto* bad = std::get_if<http::Problem>(&opened); bad != nullptr && bad->status == 429) {
    return desk_.access.refuse(exchange.response, std::move(*bad));
  }
  const auto* opening = std::get_if<CommandOpening>(&opened);
  auto request = opening ? identify_regeneration(*opening, id) : CommandRequest{};
  const auto& caller = access::caller_of(exchange);
  if (request.fingerprint != done.fingerprint || !sent_by(caller, request.id)) {
    // For every other request the secret is as dead as any, and somebody should know.
    static_cast<void>(desk_.access.refusal_of(caller));
    return desk_.access.refuse(exchange.response,
                               caller.is_session ? access::session_ended()
                                                 : access::unauthorized(access::Finding::revoked));
  }
  const auto secret = fresh_secret();
  request.issues = secret.digest();
  const CommandFate fate{CommandFate::Kind::replayed, {}, done.position, done.subject};
  counts_.count(fate, begin);
  SecretAnswer(desk_, exchange.response, request).write(fate, secret, 200);
}

http::Task<void> Regeneration::regenerate(http::Exchange& exchange) {
  const auto begin = std::chrono::steady_clock::now();
  // From the rows: by them the secret is either good or was ended by a command that they have.
  const auto& caller = access::caller_of(exchange);
  const auto actor = desk_.access.actor(caller);
  const bool is_good = std::holds_alternative<token::Actor>(actor);
  if (!is_good) {
    const auto found = caller.is_session ? desk_.access.sessions().find({caller.id, caller.session})
                                         : std::nullopt;
    const auto done = command_that_ended_caller(desk_, exchange, caller.digest,
                                                found ? &found->session : nullptr);
    if (done) co_return repeat(exchange, *done);
  }
  auto opened = is_good ? open_command_of_known(desk_, counts_, exchange, BodyNeed::optional)
                        : open_command(desk_, counts_, exchange, BodyNeed::optional);
  if (auto* bad = std::get_if<http::Problem>(&opened)) {
    co_return desk_.access.refuse(exchange.response, std::move(*bad));
  }
  const auto& opening = std::get<CommandOpening>(opened);
  token::RegenerateToken command;
  if (opening.body) command = read_regenerate(opening.body->root());
  if (opening.body && opening.body->has_errors()) {
    co_return desk_.access.refuse(exchange.response, access::body_problem(*opening.body));
  }
  const auto secret = fresh_secret();
  command.secret = {secret.digest(), std::string(secret.hint())};
  command.if_match = opening.headers.if_match;
  const auto id = token_in_path(exchange);
  auto request = identify_regeneration(opening, id);
  request.issues = command.secret.digest;
  if (request.keyed) {
    desk_.secrets.remember(request.id, secret, std::chrono::steady_clock::now(),
                           caller.session_if_any());
  }
  Decide decide_now = [this, &exchange, &id, &command] {
    return decide(access::caller_of(exchange), id, command);
  };
  const auto fate = co_await desk_.runner.run(request, std::move(decide_now), exchange.executor);
  counts_.count(fate, begin);
  // By the old secret only to whom it was that sent it: with it nobody takes a token over.
  const auto* calling = std::get_if<token::Actor>(&actor);
  const bool is_by_old = calling != nullptr && calling->overlap_until && id == caller.id;
  if (fate.kind == CommandFate::Kind::replayed && is_by_old && !sent_by(caller, request.id)) {
    co_return desk_.access.refuse(exchange.response,
                                  access::problem_of(token::errc::secret_in_overlap));
  }
  SecretAnswer(desk_, exchange.response, request).write(fate, secret, 200);
}

}  // namespace ledger::issuance
