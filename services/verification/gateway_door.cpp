#include "services/verification/gateway_door.hpp"

namespace ledger::verification {
namespace {

/// Gateways have as little as 4 KiB for an answer's header.
constexpr std::size_t scopes_bytes_max = 3072;
/// Stands for scopes that find no room. It is no scope, so it grants nothing, and it is there, so a
/// gateway that copies what is there overwrites what a client sent.
constexpr std::string_view scopes_too_long = "TOO-LONG";

constexpr std::string_view scope_segment = "scope/";

http::Problem nothing_fits() {
  return http::make_problem(403, "no-rule", "No rule",
                            "No [[door.scopes]] of this node fits the method and path, or the path "
                            "can be read in more than one way (dot or empty segments, escaped "
                            "slashes, backslashes, semicolons).");
}

}  // namespace

GatewayDoor::Refusal::Refusal(const http::Problem& problem) {
  std::string text;
  http::Response response(text, false, true);
  http::write_problem(response, problem);
  body = text.substr(text.find("\r\n\r\n") + 4);
  for (const auto& [name, value] : problem.headers) {
    if (name == "WWW-Authenticate") challenge = value;
  }
}

GatewayDoor::GatewayDoor(const access::Access& access, runtime::Metrics& metrics,
                         runtime::DoorSettings settings)
    : access_(access),
      counts_(metrics, "auth_request"),
      settings_(std::move(settings)),
      rules_(settings_.rules),
      no_credentials_(access::unauthorized(std::nullopt)),
      invalid_token_(access::unauthorized(access::Finding::unknown)) {}

void GatewayDoor::add_routes(http::Router& router) const {
  http::Route route;
  route.role = http::Role::door;
  route.header_only = true;
  route.asked_often = true;
  route.header_limits = {settings_.header_bytes_max, settings_.header_bytes_max,
                         settings_.header_fields_max};
  route.foresee = [this](http::Exchange& exchange) { exchange.keep(read(exchange.request)); };
  route.fast = [this](http::Exchange& exchange) { return answer_at_once(exchange); };
  route.handler = [this](http::Exchange& exchange) { return answer_later(this, exchange); };
  http::Route with_suffix = route;
  route.pattern = "/auth/request";
  router.add(std::move(route));
  with_suffix.pattern = "/auth/request/*";
  router.add(std::move(with_suffix));
}

bool GatewayDoor::answer_at_once(http::Exchange& exchange) const {
  const auto begin = log::boot_time_now();
  const auto question = exchange.kept<Question>();
  if (!needs_no_view(question)) {
    const auto demand = demand_of(exchange.request);
    if (!demand || !access_.view_meets(*demand, begin)) return false;
  }
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
  std::optional<http::Problem> problem;
  if (self->settings_.freshness_headers) {
    problem = co_await self->access_.await_view(exchange.request, exchange.executor);
  } else if (!self->access_.view_meets({})) {
    problem = access::view_too_old();
  }
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

std::optional<access::Demand> GatewayDoor::demand_of(const http::Request& request) const {
  if (!settings_.freshness_headers) return access::Demand{};
  return access::demand_of(request);
}

GatewayDoor::Demanded GatewayDoor::read_demanded(const http::Exchange& exchange,
                                                 WantedScopes& wanted) const {
  const http::Request& request = exchange.request;
  if (exchange.path_parameters.empty()) {
    return wanted.read_query(request.query) ? Demanded::scopes : Demanded::no_question;
  }
  // All that is behind the door's own path is the client's, and so is the query.
  const std::string_view suffix = exchange.path_parameters.front();
  if (!rules_.empty()) {
    const auto with_slash = request.path.substr(request.path.size() - suffix.size() - 1);
    const auto scopes = rules_.scopes_of(request.method_text, with_slash);
    if (!scopes) return Demanded::nothing_fits;
    wanted.take(*scopes);
  } else if (suffix.starts_with(scope_segment)) {
    const auto rest = suffix.substr(scope_segment.size());
    if (!wanted.read_segment(rest.substr(0, rest.find('/')))) return Demanded::no_question;
  }
  return Demanded::scopes;
}

Outcome GatewayDoor::answer(const Question& question, http::Exchange& exchange) const {
  auto& response = exchange.response;
  if (!question.has_credentials) {
    refuse(response, no_credentials_, access_.position());
    return Outcome::no_credentials;
  }
  WantedScopes wanted;
  const auto demanded = read_demanded(exchange, wanted);
  if (demanded == Demanded::no_question) {
    access_.refuse(response, access::bad_request("invalid-scope", std::string(wanted.error())));
    return Outcome::invalid_question;
  }
  // Before the look-up: the answer is at least as new as it says.
  const auto position = access_.position();
  bool sufficient = false;
  const auto finding = access_.tokens().check_quickly(
      question.digest, [&](const projections::HotToken& token, token::Timestamp now) {
        access_.note_use(token, now, exchange.request);
        sufficient = demanded == Demanded::scopes && !token.scopes.empty() &&
                     wanted.covered_by(token.scopes);
        if (sufficient) let_through(response, token, position);
      });
  if (finding != access::Finding::active) {
    refuse(response, invalid_token_, position);
    return outcome_of(finding);
  }
  if (sufficient) return Outcome::active;
  access_.refuse(response,
                 demanded == Demanded::nothing_fits
                     ? nothing_fits()
                     : access::insufficient_scope(wanted.joined(scopes_bytes_max / 2)),
                 position);
  return Outcome::insufficient_scope;
}

void GatewayDoor::let_through(http::Response& response, const projections::HotToken& token,
                              token::Position position) const {
  char id[token::TokenId::text_size];
  token::write_text(token.id, id);
  response.status(200).header("X-Auth-Owner", token.owner);
  response.header("X-Auth-Token-Id", std::string_view(id, sizeof id));
  response.header("X-Auth-Scopes",
                  token.scopes.size() <= scopes_bytes_max ? token.scopes : scopes_too_long);
  char expires_at[token::timestamp_text_size];
  token::write_text(token.expires_at, expires_at);
  response.header("X-Auth-Expires-At", std::string_view(expires_at, sizeof expires_at));
  access_.write_position(response, position);
  response.no_body();
}

void GatewayDoor::refuse(http::Response& response, const Refusal& refusal,
                         token::Position position) const {
  response.status(401).header("WWW-Authenticate", refusal.challenge);
  access_.write_position(response, position);
  response.body("application/problem+json", refusal.body);
}

}  // namespace ledger::verification
