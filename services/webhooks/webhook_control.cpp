#include "services/webhooks/webhook_control.hpp"

#include <openssl/crypto.h>

#include "events/log/json_writer.hpp"
#include "services/issuance/command_answer.hpp"
#include "services/issuance/command_opening.hpp"
#include "services/issuance/query_opening.hpp"
#include "services/runtime/entropy.hpp"
#include "services/webhooks/registration_body.hpp"
#include "services/webhooks/webhook_json.hpp"

namespace ledger::webhooks {

using boost::beast::http::verb;
using issuance::BodyNeed;
using issuance::CommandFate;
using issuance::CommandRequest;

namespace {

constexpr const char* collection = "/v1/webhooks";
constexpr const char* json_type = "application/json";

http::Problem secret_already_shown(const CommandRequest& request) {
  auto problem = http::make_problem(
      409, "secret-already-shown", "Secret already shown",
      "This command was done before, and its secret is shown again for 10 minutes only. If you do "
      "not have it, rotate the secret with a new Idempotency-Key.");
  problem.members.emplace_back("command_id", to_text(request.id));
  return problem;
}

http::Problem not_on_several_nodes() {
  return http::make_problem(
      409, "webhooks-need-one-node", "Webhooks need a ledger of one node",
      "The log of this ledger has several writers, and each of its nodes would deliver: webhooks "
      "are there on the embedded log alone. Follow GET /v1/events or GET /v1/revocations instead.");
}

template <class Value>
Result<std::optional<token::Decision>> in_option(Result<Value> decided) {
  if (!decided) return decided.error();
  return std::optional<token::Decision>(*std::move(decided));
}

}  // namespace

http::Problem no_such_webhook() { return access::problem_of(token::errc::webhook_unknown); }

http::Problem key_missing() {
  return access::unavailable(
      "webhook-key-missing",
      "This node does not have the key under which secrets of webhooks are sealed: copy the file "
      "webhook-key from the node that has it into this one's data directory (or where "
      "webhooks.key_file says), mode 0600, and restart. Nothing was done; ask another node.",
      60);
}

std::optional<token::WebhookState> webhook_in_path(const projections::TokenView& view,
                                                   const http::Exchange& exchange) {
  const auto id = token::WebhookId::parse(exchange.path_parameters.at(0));
  auto webhook = id ? view.webhook(*id) : std::nullopt;
  if (webhook && webhook->status == token::WebhookStatus::deleted) return std::nullopt;
  return webhook;
}

WebhookControl::WebhookControl(issuance::Desk desk, const Sender& sender,
                               const DeliveryBoard& board, bool delivers)
    : desk_(desk),
      sender_(sender),
      board_(board),
      delivers_(delivers),
      registrations_(desk.metrics, "register_webhook"),
      pauses_(desk.metrics, "pause_webhook"),
      resumptions_(desk.metrics, "resume_webhook"),
      rotations_(desk.metrics, "rotate_webhook_secret"),
      deletions_(desk.metrics, "delete_webhook") {}

void WebhookControl::add_routes(http::Router& router) {
  using Serve = http::Task<void> (WebhookControl::*)(http::Exchange&);
  const auto add = [&](verb method, const char* pattern, Serve serve, bool has_body) {
    http::Route route;
    route.methods = {method};
    route.pattern = pattern;
    if (method != verb::delete_) route.answer_type = json_type;
    if (has_body) route.body_types = {json_type};
    route.body_required = has_body && serve == &WebhookControl::enrol;
    route.admission = [this](http::Exchange& exchange) {
      return desk_.access.admit(exchange, token::scope_operate);
    };
    route.handler = [this, serve](http::Exchange& exchange) { return (this->*serve)(exchange); };
    router.add(std::move(route));
  };
  add(verb::get, collection, &WebhookControl::list, false);
  add(verb::post, collection, &WebhookControl::enrol, true);
  add(verb::get, "/v1/webhooks/{}", &WebhookControl::show, false);
  add(verb::delete_, "/v1/webhooks/{}", &WebhookControl::remove, false);
  add(verb::post, "/v1/webhooks/{}/pause", &WebhookControl::pause, true);
  add(verb::post, "/v1/webhooks/{}/resume", &WebhookControl::resume, true);
  add(verb::post, "/v1/webhooks/{}/rotate-secret", &WebhookControl::rotate, true);
}

std::string WebhookControl::json_of(const token::WebhookState& webhook,
                                    const std::optional<SigningSecret>& secret) const {
  DeliveryStatus unheard_of;
  unheard_of.through = webhook.begin_after;
  return webhook_json(webhook, board_.find(webhook.id).value_or(std::move(unheard_of)),
                      sender_.can_sign(webhook), desk_.clock.now(), secret);
}

http::Task<void> WebhookControl::list(http::Exchange& exchange) {
  const auto opening = co_await issuance::open_query(desk_, exchange);
  if (!opening) co_return;
  std::string text;
  log::JsonWriter json(text);
  json.begin_object().key("webhooks").begin_array();
  for (const auto& webhook : desk_.view.webhooks()) json.raw(json_of(webhook, std::nullopt));
  json.end_array().end_object();
  exchange.response.status(200);
  desk_.access.write_position(exchange.response, opening->position);
  exchange.response.body(json_type, text);
}

http::Task<void> WebhookControl::show(http::Exchange& exchange) {
  const auto opening = co_await issuance::open_query(desk_, exchange);
  if (!opening) co_return;
  const auto webhook = webhook_in_path(desk_.view, exchange);
  if (!webhook) {
    co_return desk_.access.refuse(exchange.response, no_such_webhook(), opening->position);
  }
  exchange.response.status(200);
  desk_.access.write_position(exchange.response, opening->position);
  exchange.response.body(json_type, json_of(*webhook, std::nullopt));
}

std::variant<http::Problem, token::WebhookKey> WebhookControl::fresh_key(
    const token::WebhookId& webhook, bool is_ed25519) const {
  if (!sender_.key()) return key_missing();
  const auto secret = SigningSecret::random();
  token::WebhookKey key{sender_.key()->name(),
                        sender_.key()->seal(secret, sender_.ledger_id(), webhook), std::nullopt};
  if (is_ed25519) key.public_key = secret.public_key();
  return key;
}

std::variant<http::Problem, std::optional<token::Decision>> WebhookControl::decide(
    const access::Caller& caller, const Asked& asked) const {
  auto actor = desk_.access.actor(caller);
  if (auto* problem = std::get_if<http::Problem>(&actor)) return std::move(*problem);
  auto webhook = desk_.view.webhook(asked.webhook);
  if (!webhook) {
    webhook.emplace();
    webhook->status = token::WebhookStatus::deleted;
  }
  auto decision = asked.change(std::get<token::Actor>(actor), *webhook);
  if (!decision) return desk_.access.refusal_of(decision.error(), caller);
  return *std::move(decision);
}

http::Task<void> WebhookControl::enrol(http::Exchange& exchange) {
  auto opened = issuance::open_command(desk_, registrations_, exchange, BodyNeed::required);
  if (auto* bad = std::get_if<http::Problem>(&opened)) {
    co_return desk_.access.refuse(exchange.response, std::move(*bad));
  }
  if (!delivers_) co_return desk_.access.refuse(exchange.response, not_on_several_nodes());
  const auto& opening = std::get<issuance::CommandOpening>(opened);
  auto body = read_registration(opening.body->root(), sender_.addresses());
  if (opening.body->has_errors()) {
    co_return desk_.access.refuse(exchange.response, access::body_problem(*opening.body));
  }
  const auto id = token::WebhookId::make(opening.received, runtime::random_bytes<10>());
  const auto key = fresh_key(id, body.is_ed25519);
  if (const auto* missing = std::get_if<http::Problem>(&key)) {
    co_return desk_.access.refuse(exchange.response, *missing);
  }
  const token::RegisterWebhook command{id, std::move(body.url), std::move(body.choice),
                                       std::get<token::WebhookKey>(key), body.after};
  Asked asked;
  asked.webhook = id;
  asked.canonical = "register-webhook\n" + opening.canonical();
  asked.shows_secret = true;
  asked.change = [this, &command](const token::Actor& actor, const token::WebhookState&) {
    return in_option(
        token::decide(command, actor, desk_.view.webhooks().size(), desk_.access.position()));
  };
  co_await run(exchange, registrations_, opening.headers, opening.received, std::move(asked));
}

http::Task<void> WebhookControl::pause(http::Exchange& exchange) {
  auto opened = issuance::open_command(desk_, pauses_, exchange, BodyNeed::optional);
  if (auto* bad = std::get_if<http::Problem>(&opened)) {
    co_return desk_.access.refuse(exchange.response, std::move(*bad));
  }
  const auto& opening = std::get<issuance::CommandOpening>(opened);
  if (opening.body) opening.body->root().allow_only({});
  if (opening.body && opening.body->has_errors()) {
    co_return desk_.access.refuse(exchange.response, access::body_problem(*opening.body));
  }
  Asked asked;
  asked.canonical = "pause-webhook\n" + exchange.path_parameters.at(0);
  asked.change = [](const token::Actor& actor, const token::WebhookState& webhook) {
    return token::decide(token::PauseWebhook{}, actor, webhook);
  };
  co_await run(exchange, pauses_, opening.headers, opening.received, std::move(asked));
}

http::Task<void> WebhookControl::resume(http::Exchange& exchange) {
  auto opened = issuance::open_command(desk_, resumptions_, exchange, BodyNeed::optional);
  if (auto* bad = std::get_if<http::Problem>(&opened)) {
    co_return desk_.access.refuse(exchange.response, std::move(*bad));
  }
  const auto& opening = std::get<issuance::CommandOpening>(opened);
  const auto command = opening.body ? read_resume(opening.body->root()) : token::ResumeWebhook{};
  if (opening.body && opening.body->has_errors()) {
    co_return desk_.access.refuse(exchange.response, access::body_problem(*opening.body));
  }
  Asked asked;
  asked.canonical =
      "resume-webhook\n" + exchange.path_parameters.at(0) + '\n' + opening.canonical();
  asked.change = [this, &command](const token::Actor& actor, const token::WebhookState& webhook) {
    return token::decide(command, actor, webhook, desk_.access.position());
  };
  co_await run(exchange, resumptions_, opening.headers, opening.received, std::move(asked));
}

http::Task<void> WebhookControl::rotate(http::Exchange& exchange) {
  auto opened = issuance::open_command(desk_, rotations_, exchange, BodyNeed::optional);
  if (auto* bad = std::get_if<http::Problem>(&opened)) {
    co_return desk_.access.refuse(exchange.response, std::move(*bad));
  }
  const auto& opening = std::get<issuance::CommandOpening>(opened);
  token::RotateWebhookSecret command;
  if (opening.body) command.overlap = read_rotate(opening.body->root());
  if (opening.body && opening.body->has_errors()) {
    co_return desk_.access.refuse(exchange.response, access::body_problem(*opening.body));
  }
  const auto webhook = webhook_in_path(desk_.view, exchange);
  if (!webhook) co_return desk_.access.refuse(exchange.response, no_such_webhook());
  const auto key = fresh_key(webhook->id, webhook->key.public_key.has_value());
  if (const auto* missing = std::get_if<http::Problem>(&key)) {
    co_return desk_.access.refuse(exchange.response, *missing);
  }
  command.key = std::get<token::WebhookKey>(key);
  Asked asked;
  asked.canonical =
      "rotate-webhook-secret\n" + exchange.path_parameters.at(0) + '\n' + opening.canonical();
  asked.shows_secret = true;
  asked.change = [this, &command](const token::Actor& actor, const token::WebhookState& now) {
    return in_option(token::decide(command, actor, now, desk_.policy, desk_.clock.now()));
  };
  co_await run(exchange, rotations_, opening.headers, opening.received, std::move(asked));
}

http::Task<void> WebhookControl::remove(http::Exchange& exchange) {
  auto opened = issuance::open_command(desk_, deletions_, exchange, BodyNeed::none);
  if (auto* bad = std::get_if<http::Problem>(&opened)) {
    co_return desk_.access.refuse(exchange.response, std::move(*bad));
  }
  const auto& opening = std::get<issuance::CommandOpening>(opened);
  Asked asked;
  asked.canonical = "delete-webhook\n" + exchange.path_parameters.at(0);
  asked.change = [](const token::Actor& actor, const token::WebhookState& webhook) {
    return in_option(token::decide(token::DeleteWebhook{}, actor, webhook));
  };
  co_await run(exchange, deletions_, opening.headers, opening.received, std::move(asked));
}

http::Task<void> WebhookControl::run(http::Exchange& exchange,
                                     const issuance::CommandCounts& counts,
                                     const issuance::CommandHeaders& headers,
                                     token::Timestamp received, Asked asked) {
  const auto begin = std::chrono::steady_clock::now();
  const bool is_new = &counts == &registrations_;
  if (!is_new) {
    asked.webhook =
        token::WebhookId::parse(exchange.path_parameters.at(0)).value_or(token::WebhookId{});
  }
  auto request =
      issuance::identify(headers, access::caller_of(exchange).id, received, asked.canonical);
  // Nobody is given a secret that another one's has followed already.
  if (asked.shows_secret && !is_new) request.single_attempt = true;
  issuance::Decide decide_now = [this, &exchange, &asked] {
    return decide(access::caller_of(exchange), asked);
  };
  const auto fate = co_await desk_.runner.run(request, std::move(decide_now), exchange.executor);
  counts.count(fate, begin);
  if (auto problem = issuance::failure_of(request, fate)) {
    co_return desk_.access.refuse(exchange.response, *std::move(problem), fate.position);
  }
  if (&counts == &deletions_) {
    issuance::begin_success(desk_.access, exchange.response, fate, 204, desk_.access.position());
    co_return exchange.response.no_body();
  }
  auto shown = fate;
  if (!std::holds_alternative<token::WebhookId>(shown.subject)) shown.subject = asked.webhook;
  answer(exchange.response, request, shown, is_new ? 201 : 200, asked.shows_secret);
}

void WebhookControl::answer(http::Response& response, const CommandRequest& request,
                            const CommandFate& fate, unsigned status, bool shows_secret) const {
  issuance::answer_or_unknown(desk_, response, request, [&] {
    const auto position = desk_.access.position();
    const auto webhook = desk_.view.webhook(std::get<token::WebhookId>(fate.subject));
    if (!webhook || webhook->status == token::WebhookStatus::deleted) {
      return desk_.access.refuse(response, no_such_webhook(), position);
    }
    std::optional<SigningSecret> secret;
    if (shows_secret && !webhook->key.public_key) {
      const bool is_late = fate.kind == CommandFate::Kind::replayed &&
                           desk_.clock.now() >= webhook->updated_at + secret_shown_again;
      if (!is_late && sender_.key()) {
        secret = sender_.key()->open(webhook->key, sender_.ledger_id(), webhook->id);
      }
      if (!secret) return desk_.access.refuse(response, secret_already_shown(request), position);
    }
    auto text = json_of(*webhook, secret);
    issuance::begin_success(desk_.access, response, fate, status, position);
    if (status == 201)
      response.header("Location", std::string(collection) + '/' + to_text(webhook->id));
    response.body(json_type, text);
    ::OPENSSL_cleanse(text.data(), text.size());
  });
}

}  // namespace ledger::webhooks
