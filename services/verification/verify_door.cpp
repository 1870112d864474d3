#include "services/verification/verify_door.hpp"

#include "events/log/json_writer.hpp"

namespace ledger::verification {
namespace {

constexpr std::size_t batch_body_bytes_max = std::size_t{1} << 20;

void write_texts(log::JsonWriter& json, const std::vector<std::string_view>& values) {
  json.begin_array();
  for (const auto value : values) json.text(value);
  json.end_array();
}

void write_joined(log::JsonWriter& json, std::string_view joined) {
  json.begin_array();
  while (!joined.empty()) {
    const auto scope = joined.substr(0, joined.find(' '));
    json.text(scope);
    joined.remove_prefix(std::min(scope.size() + 1, joined.size()));
  }
  json.end_array();
}

/// What every result ends with: how new the view is that it speaks of.
void write_view(log::JsonWriter& json, token::Position position, std::uint64_t age_ms) {
  json.key("position").number(position.value()).key("view_age_ms").number(age_ms);
}

void write_active(log::JsonWriter& json, const projections::HotToken& token) {
  json.key("active").boolean(true).key("id").text(to_text(token.id));
  json.key("owner").text(token.owner).key("name").text(token.name).key("scopes");
  write_joined(json, token.scopes);
  json.key("expires_at").text(token::to_text(token.expires_at));
  json.key("issued_position").number(token.issued_position.value());
}

}  // namespace

VerifyDoor::VerifyDoor(const access::Access& access, runtime::Metrics& metrics)
    : access_(access), counts_(metrics, "verify"), batch_counts_(metrics, "verify_batch") {}

void VerifyDoor::add_routes(http::Router& router) {
  http::Route one;
  one.methods = {boost::beast::http::verb::post};
  one.pattern = "/v1/verify";
  one.body_types = {"application/json"};
  one.body_required = true;
  one.answer_type = "application/json";
  one.admission = [this](http::Exchange& exchange) {
    return access_.admit(exchange, token::scope_verify);
  };
  one.asked_often = true;
  http::Route batch = one;
  one.handler = [this](http::Exchange& exchange) { return verify(exchange); };
  router.add(std::move(one));
  batch.pattern = "/v1/verify/batch";
  batch.body_bytes_max = batch_body_bytes_max;
  batch.handler = [this](http::Exchange& exchange) { return verify_batch(exchange); };
  router.add(std::move(batch));
}

std::uint64_t VerifyDoor::age_ms() const {
  const auto age = access_.age().age().value_or(access_.age().bound());
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(age).count());
}

std::optional<VerifyDoor::Question> VerifyDoor::read_question(const http::JsonObject& object) {
  object.allow_only({"token", "scopes"});
  object.require("token");
  const auto text = object.text("token");
  auto scopes = object.texts("scopes").value_or(std::vector<std::string_view>());
  for (const auto scope : scopes) {
    if (!token::is_scope(scope)) {
      object.refuse("scopes", "One is no scope: lower-case segments joined by ':'.");
      return std::nullopt;
    }
  }
  if (scopes.size() > token::scopes_max) {
    object.refuse("scopes", "At most 50 scopes.");
    return std::nullopt;
  }
  if (!text) return std::nullopt;
  return Question{*text, std::move(scopes)};
}

Outcome VerifyDoor::judge(const Question& question, token::Position position, std::uint64_t age_ms,
                          log::JsonWriter& json) const {
  std::vector<std::string_view> missing;
  json.begin_object();
  const auto finding = access_.tokens().check(
      question.token, [&](const projections::HotToken& token, token::Timestamp now) {
        access_.note_use(token, now);
        for (const auto scope : question.scopes) {
          if (!token::any_scope_covers(token.scopes, scope)) missing.push_back(scope);
        }
        if (missing.empty()) write_active(json, token);
      });
  Outcome outcome = outcome_of(finding);
  if (finding != access::Finding::active) {
    json.key("active").boolean(false).key("reason").text(access::to_text(finding));
  } else if (!missing.empty()) {
    outcome = Outcome::insufficient_scope;
    json.key("active").boolean(false).key("reason").text("insufficient_scope");
    json.key("missing_scopes");
    write_texts(json, missing);
  }
  write_view(json, position, age_ms);
  json.end_object();
  return outcome;
}

void VerifyDoor::write(http::Response& response, token::Position position,
                       const std::string& json) const {
  response.status(200);
  access_.write_position(response, position);
  response.body("application/json", json);
}

void VerifyDoor::refuse(const VerificationCounts& counts, Outcome outcome, http::Exchange& exchange,
                        http::Problem problem) const {
  counts.count(outcome);
  access_.refuse(exchange.response, std::move(problem));
}

http::Task<void> VerifyDoor::verify(http::Exchange& exchange) {
  const auto begin = log::boot_time_now();
  auto problem = co_await access_.await_view(exchange.request, exchange.executor);
  if (problem) co_return refuse(counts_, Outcome::unavailable, exchange, *std::move(problem));
  const auto seen = log::boot_time_now();
  problem = access::no_query(exchange.request);
  if (problem) co_return refuse(counts_, Outcome::invalid_question, exchange, *std::move(problem));
  http::Problem malformed;
  const auto body = http::JsonBody::read(exchange.request.body, malformed);
  if (!body) co_return refuse(counts_, Outcome::invalid_question, exchange, std::move(malformed));
  const auto question = read_question(body->root());
  if (body->has_errors()) {
    co_return refuse(counts_, Outcome::invalid_question, exchange, access::body_problem(*body));
  }
  // Before the look-up: the answer is at least as new as it says.
  const auto position = access_.position();
  std::string text;
  log::JsonWriter json(text);
  const auto outcome = judge(*question, position, age_ms(), json);
  const auto end = log::boot_time_now();
  if (end - seen > access::answer_time_max) {
    co_return refuse(counts_, Outcome::unavailable, exchange, access::view_too_old());
  }
  counts_.count(outcome);
  write(exchange.response, position, text);
  counts_.time(end - begin);
}

http::Task<void> VerifyDoor::verify_batch(http::Exchange& exchange) {
  const auto begin = log::boot_time_now();
  auto problem = co_await access_.await_view(exchange.request, exchange.executor);
  if (problem) co_return refuse(batch_counts_, Outcome::unavailable, exchange, *std::move(problem));
  const auto seen = log::boot_time_now();
  problem = access::no_query(exchange.request);
  http::Problem malformed;
  const auto body = http::JsonBody::read(exchange.request.body, malformed);
  if (!problem && !body) problem = std::move(malformed);
  if (problem) {
    co_return refuse(batch_counts_, Outcome::invalid_question, exchange, *std::move(problem));
  }
  const auto root = body->root();
  root.allow_only({"tokens"});
  root.require("tokens");
  const auto objects = root.objects("tokens").value_or(std::vector<http::JsonObject>());
  if (!body->has_errors() && (objects.empty() || objects.size() > batch_max)) {
    root.refuse("tokens", "Ask about 1 to 100 tokens at once.");
  }
  std::vector<Question> questions;
  for (const auto& object : objects) {
    if (auto question = read_question(object)) questions.push_back(*std::move(question));
  }
  if (body->has_errors()) {
    co_return refuse(batch_counts_, Outcome::invalid_question, exchange,
                     access::body_problem(*body));
  }
  const auto position = access_.position();
  const auto age = age_ms();
  std::string text;
  log::JsonWriter json(text);
  json.begin_object().key("results").begin_array();
  for (const auto& question : questions) batch_counts_.count(judge(question, position, age, json));
  json.end_array().end_object();
  const auto end = log::boot_time_now();
  if (end - seen > access::answer_time_max) {
    co_return refuse(batch_counts_, Outcome::unavailable, exchange, access::view_too_old());
  }
  write(exchange.response, position, text);
  batch_counts_.time(end - begin);
}

}  // namespace ledger::verification
