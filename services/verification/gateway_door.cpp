#include "services/verification/gateway_door.hpp"

#include "services/verification/wanted_scopes.hpp"

namespace ledger::verification {

GatewayDoor::Refusal::Refusal(const http::Problem& problem) {
  std::string text;
  http::Response response(text, false, true);
  http::write_problem(response, problem);
  body = text.substr(text.find("\r\n\r\n") + 4);
  for (const auto& [name, value] : problem.headers) {
    if (name == "WWW-Authenticate") challenge = value;
  }
}

GatewayDoor::GatewayDoor(const access::Access& access, runtime::Metrics& metrics)
    : access_(access),
      counts_(metrics, "auth_request"),
      no_credentials_(access::unauthorized(std::nullopt)),
      invalid_token_(access::unauthorized(access::Finding::unknown)) {}

void GatewayDoor::add_routes(http::Router& router) const {
  http::Route route;
  route.pattern = "/auth/request";
  route.role = http::Role::door;
  route.foresee = [this](http::Exchange& exchange) { exchange.keep(read(exchange.request)); };
  route.fast = [this](http::Exchange& exchange) { return answer_at_once(exchange); };
  route.handler = [this](http::Exchange& exchange) { return answer_later(this, exchange); };
  router.add(std::move(route));
}

bool GatewayDoor::answer_at_once(http::Exchange& exchange) const {
  const auto begin = log::boot_time_now();
  const auto question = exchange.kept<Question>();
  const auto demand = access::demand_of(exchange.request);
  if (!demand || !access_.view_meets(*demand, begin)) return false;
  const auto outcome = answer(question, exchange);
  const auto took = log::boot_time_now() - begin;
  if (took > access::answer_time_max) {
    exchange.response.restart();
    return false;
  }
  counts_.count(outcome);
  counts_.time(took);
  return true;
}

http::Task<void> GatewayDoor::answer_later(const GatewayDoor* self, http::Exchange& exchange) {
  auto problem = co_await self->access_.await_view(exchange.request, exchange.executor);
  if (!problem) {
    const auto begin = log::boot_time_now();
    const Question question = self->read(exchange.request);
    const auto outcome = self->answer(question, exchange);
    if (log::boot_time_now() - begin <= access::answer_time_max) {
      self->counts_.count(outcome);
      co_return;
    }
    exchange.response.restart();
    problem = access::view_too_old();
  }
  // This door knows 200, 401, 403 and 503: gateways make a failure of anything else.
  if (problem->status == 412) problem = access::unavailable(problem->type, problem->detail);
  self->counts_.count(Outcome::unavailable);
  self->access_.refuse(exchange.response, *std::move(problem));
}

GatewayDoor::Question GatewayDoor::read(const http::Request& request) const {
  const auto credentials = access::credentials_of(request);
  if (credentials.kind != access::Credentials::Kind::bearer) return {};
  return {true, access_.tokens().seek(credentials.secret)};
}

Outcome GatewayDoor::answer(const Question& question, http::Exchange& exchange) const {
  auto& response = exchange.response;
  if (!question.has_credentials) {
    refuse(response, no_credentials_, access_.position());
    return Outcome::no_credentials;
  }
  WantedScopes wanted;
  if (!wanted.read(exchange.request.query)) {
    access_.refuse(response, access::bad_request("invalid-scope", std::string(wanted.error())));
    return Outcome::invalid_question;
  }
  // Before the look-up: the answer is at least as new as it says.
  const auto position = access_.position();
  bool sufficient = false;
  const auto finding = access_.tokens().check_quickly(
      question.digest, [&](const projections::HotToken& token, token::Timestamp now) {
        access_.note_use(token, now, exchange.request);
        sufficient = !token.scopes.empty() && wanted.covered_by(token.scopes);
        if (!sufficient) return;
        char id[token::TokenId::text_size];
        token::write_text(token.id, id);
        response.status(200).header("X-Auth-Owner", token.owner);
        response.header("X-Auth-Token-Id", std::string_view(id, sizeof id));
        response.header("X-Auth-Scopes", token.scopes);
        access_.write_position(response, position);
        response.no_body();
      });
  if (finding != access::Finding::active) {
    refuse(response, invalid_token_, position);
    return outcome_of(finding);
  }
  if (sufficient) return Outcome::active;
  access_.refuse(response, access::insufficient_scope(wanted.joined()), position);
  return Outcome::insufficient_scope;
}

void GatewayDoor::refuse(http::Response& response, const Refusal& refusal,
                         token::Position position) const {
  response.status(401).header("WWW-Authenticate", refusal.challenge);
  access_.write_position(response, position);
  response.body("application/problem+json", refusal.body);
}

}  // namespace ledger::verification
