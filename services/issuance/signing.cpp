#include "services/issuance/signing.hpp"

#include <openssl/crypto.h>

#include "events/log/json_writer.hpp"
#include "services/http/url.hpp"
#include "services/issuance/command_answer.hpp"
#include "services/issuance/command_headers.hpp"
#include "services/issuance/query_opening.hpp"
#include "services/runtime/entropy.hpp"

namespace ledger::issuance {

using boost::beast::http::verb;

namespace {

constexpr std::string_view path = "/v1/session";
constexpr std::size_t sign_in_bytes_max = 1024;

token::SessionSecret fresh_session() {
  auto random = runtime::random_bytes<32>();
  const auto secret = token::SessionSecret::from_random(random);
  ::OPENSSL_cleanse(random.data(), random.size());
  return secret;
}

http::Problem has_authorization() {
  return access::bad_request("invalid-header",
                             "Sessions are signed in to by a token in the body, and then the "
                             "cookie names them. Send no Authorization header here.");
}

http::Problem has_key() {
  return access::bad_request("invalid-idempotency-key",
                             "A sign-in has no Idempotency-Key: where its answer was lost, sign in "
                             "again.");
}

http::Problem too_many_sign_ins(std::chrono::nanoseconds wait) {
  return access::too_many("too-many-sign-ins", "Too many sign-ins",
                          "This token signed in too often in the last minutes. Use a session that "
                          "it has, or wait as Retry-After says.",
                          std::chrono::ceil<std::chrono::seconds>(wait));
}

/// `everywhere=true`, or nothing.
std::variant<bool, http::Problem> read_everywhere(const http::Request& request) {
  const auto parameters = http::parse_query(request.query);
  if (!parameters) return access::bad_request("invalid-query", "The query is not encoded well.");
  bool everywhere = false;
  for (const auto& [name, value] : *parameters) {
    if (name != "everywhere") {
      return access::bad_request("unknown-parameter",
                                 "There is no query parameter \"" + name + "\" here.");
    }
    if (value != "true" || everywhere) {
      return access::bad_request("invalid-everywhere", "everywhere is true, once, or left out.");
    }
    everywhere = true;
  }
  return everywhere;
}

}  // namespace

Signing::Signing(Desk desk)
    : desk_(desk), sign_ins_(desk.metrics, "sign_in"), sign_outs_(desk.metrics, "sign_out") {}

void Signing::add_routes(http::Router& router) {
  http::Route in;
  in.methods = {verb::post};
  in.pattern = path;
  in.body_types = {"application/json"};
  in.body_required = true;
  in.body_bytes_max = sign_in_bytes_max;
  in.admission = [this](http::Exchange& exchange) { return admit_sign_in(exchange); };
  in.handler = [this](http::Exchange& exchange) { return sign_in(exchange); };
  router.add(std::move(in));

  http::Route shown;
  shown.methods = {verb::get};
  shown.pattern = path;
  shown.answer_type = "application/json";
  shown.admission = [this](http::Exchange& exchange) { return admit_session(exchange); };
  shown.handler = [this](http::Exchange& exchange) { return show(exchange); };
  router.add(std::move(shown));

  http::Route out;
  out.methods = {verb::delete_};
  out.pattern = path;
  out.admission = [this](http::Exchange& exchange) {
    return admit_session(exchange,
                         [this](const token::TokenDigest& digest, const token::Session* session) {
                           return who_may_leave(digest, session);
                         });
  };
  out.handler = [this](http::Exchange& exchange) { return sign_out(exchange); };
  router.add(std::move(out));
}

bool Signing::admit_sign_in(http::Exchange& exchange) const {
  const auto& request = exchange.request;
  auto refused = desk_.access.site().refusal_of_sign_in(request);
  if (!refused && request.header("Authorization")) refused = has_authorization();
  if (!refused && request.header("Idempotency-Key")) refused = has_key();
  if (!refused) refused = access::no_query(request);
  // A view that may be old must not call a token good, nor a good one bad.
  if (!refused && !desk_.access.view_meets({})) refused = access::view_too_old();
  if (!refused) return true;
  desk_.access.refuse(exchange.response, *std::move(refused));
  return false;
}

bool Signing::admit_session(http::Exchange& exchange, const access::Access::OrElse& or_else) const {
  if (exchange.request.header("Authorization")) {
    desk_.access.refuse(exchange.response, has_authorization());
    return false;
  }
  return desk_.access.admit_page(exchange, {}, or_else);
}

/// Also whose token is not good for now, by a suspension: it may be again, and the session with it.
std::optional<access::Caller> Signing::who_may_leave(const token::TokenDigest& digest,
                                                     const token::Session* session) const {
  const auto token = session != nullptr ? desk_.view.find(digest) : std::nullopt;
  if (!token) return std::nullopt;
  return access::caller_of_session(*token, *session);
}

std::variant<access::Caller, http::Problem> Signing::read_caller(const http::Request& request) {
  http::Problem problem;
  const auto body = http::JsonBody::read(request.body, problem);
  if (!body) return problem;
  const auto root = body->root();
  root.allow_only({"token"});
  root.require("token");
  const auto secret = root.text("token");
  if (body->has_errors()) return access::body_problem(*body);
  const auto digest = token::digest_of_secret(secret.value_or(""));
  const auto refused = [&](access::Finding finding) {
    return desk_.access.refusal_of_failure(access::unauthorized(finding), request,
                                           access::FailedCredentials::At::sign_in);
  };
  if (!digest) return refused(access::Finding::malformed);
  access::Caller caller;
  const auto finding = desk_.access.tokens().check(
      *digest, [&](const projections::HotToken& found, token::Timestamp now) {
        caller = access::caller_of_token(found, *digest);
        desk_.access.note_use(found, now, request);
      });
  if (finding != access::Finding::active) return refused(finding);
  const auto now = std::chrono::steady_clock::now();
  auto limited = desk_.quotas.take(caller, now);
  if (!limited) {
    const auto wait = rate_.take(to_text(caller.id), sign_in_rate, now);
    if (wait) limited = too_many_sign_ins(*wait);
  }
  if (!limited) return caller;
  sign_ins_.count_limited();
  return *std::move(limited);
}

std::variant<http::Problem, std::optional<token::Decision>> Signing::decide(
    const access::Caller& caller, const token::StartSession& command) const {
  auto actor = desk_.access.actor(caller);
  if (auto* problem = std::get_if<http::Problem>(&actor)) return std::move(*problem);
  auto decision =
      token::decide(command, std::get<token::Actor>(actor), desk_.policy, desk_.clock.now());
  if (!decision) return desk_.access.refusal_of(decision.error(), caller);
  return std::optional<token::Decision>(*std::move(decision));
}

http::Task<void> Signing::sign_in(http::Exchange& exchange) {
  const auto begin = std::chrono::steady_clock::now();
  const auto position = desk_.access.position();
  auto read = read_caller(exchange.request);
  if (auto* refused = std::get_if<http::Problem>(&read)) {
    co_return desk_.access.refuse(exchange.response, std::move(*refused), position);
  }
  const auto& caller = std::get<access::Caller>(read);
  const auto secret = fresh_session();
  const token::StartSession command{secret.digest(), caller.digest};
  const CommandHeaders headers;
  const auto request = identify(headers, caller.id, desk_.clock.now(), "sign in");
  Decide decide_now = [this, &caller, &command] { return decide(caller, command); };
  const auto fate = co_await desk_.runner.run(request, std::move(decide_now), exchange.executor);
  sign_ins_.count(fate, begin);
  if (auto problem = failure_of(request, fate)) {
    co_return desk_.access.refuse(exchange.response, *std::move(problem), fate.position);
  }
  begin_success(desk_.access, exchange.response, fate, 204, desk_.access.position());
  auto cookie = desk_.access.site().give_cookie(caller.id, secret);
  exchange.response.header("Set-Cookie", cookie);
  ::OPENSSL_cleanse(cookie.data(), cookie.size());
  exchange.response.no_body();
}

http::Task<void> Signing::show(http::Exchange& exchange) {
  const auto opening = co_await open_query(desk_, exchange);
  if (!opening) co_return;
  const auto& caller = access::caller_of(exchange);
  const auto found = desk_.access.sessions().find({caller.id, caller.session});
  if (!found) {
    co_return desk_.access.refuse(exchange.response, access::session_ended(), opening->position);
  }
  const auto& actor = opening->actor;
  std::string text;
  log::JsonWriter json(text);
  json.begin_object().key("owner").text(actor.token.owner.text());
  json.key("token").text(to_text(actor.token.id)).key("operator").boolean(actor.is_operator());
  json.key("expires_at")
      .text(token::to_text(std::min(found->session.expires_at, actor.secret_expires_at())));
  json.end_object();
  exchange.response.status(200);
  desk_.access.write_position(exchange.response, opening->position);
  exchange.response.body("application/json", text);
}

http::Task<void> Signing::sign_out(http::Exchange& exchange) {
  const auto begin = std::chrono::steady_clock::now();
  const auto& caller = access::caller_of(exchange);
  const auto everywhere = read_everywhere(exchange.request);
  if (const auto* bad = std::get_if<http::Problem>(&everywhere)) {
    co_return desk_.access.refuse(exchange.response, *bad);
  }
  if (auto limited = desk_.quotas.take(caller, begin)) {
    sign_outs_.count_limited();
    co_return desk_.access.refuse(exchange.response, *std::move(limited));
  }
  token::EndSession command;
  if (!std::get<bool>(everywhere)) command.session = token::SessionName::of(caller.session);
  const CommandHeaders headers;
  const auto request = identify(headers, caller.id, desk_.clock.now(), "sign out");
  Decide decide_now = [this, &caller,
                       &command]() -> std::variant<http::Problem, std::optional<token::Decision>> {
    const auto token = desk_.view.token(caller.id);
    if (!token) return access::session_ended();
    return token::decide(command, *token, desk_.view.sessions(caller.id));
  };
  const auto fate = co_await desk_.runner.run(request, std::move(decide_now), exchange.executor);
  sign_outs_.count(fate, begin);
  if (auto problem = failure_of(request, fate)) {
    co_return desk_.access.refuse(exchange.response, *std::move(problem), fate.position);
  }
  begin_success(desk_.access, exchange.response, fate, 204, desk_.access.position());
  exchange.response.header("Set-Cookie", desk_.access.site().take_cookie());
  exchange.response.no_body();
}

}  // namespace ledger::issuance
