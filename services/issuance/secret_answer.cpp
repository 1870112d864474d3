#include "services/issuance/secret_answer.hpp"

#include <openssl/crypto.h>

#include "events/token/invariant.hpp"
#include "services/access/token_json.hpp"
#include "services/issuance/command_answer.hpp"
#include "services/runtime/entropy.hpp"

namespace ledger::issuance {
namespace {

constexpr unsigned created = 201;

http::Problem secret_is_gone(const token::CommandId& command, const token::TokenId& token) {
  http::Problem problem;
  problem.status = 409;
  problem.type = "secret-already-shown";
  problem.title = "Secret already shown";
  problem.detail =
      "This command was done before, and its secret can no longer be shown. If you do not have it, "
      "delete the token named here and create another with a new Idempotency-Key.";
  problem.members.emplace_back("command_id", to_text(command));
  problem.members.emplace_back("token", to_text(token));
  return problem;
}

}  // namespace

token::TokenSecret fresh_secret() {
  auto random = runtime::random_bytes<32>();
  const auto secret = token::TokenSecret::from_random(random);
  ::OPENSSL_cleanse(random.data(), random.size());
  return secret;
}

void SecretAnswer::write(const CommandFate& fate, const token::TokenSecret& secret,
                         unsigned status) {
  if (fate.kind == CommandFate::Kind::applied) {
    const auto* id = std::get_if<token::TokenId>(&fate.subject);
    token::invariant(id != nullptr);
    const auto token = desk_.view.token(*id);
    token::invariant(token.has_value());
    if (request_.keyed) desk_.secrets.answered(request_.id, *token);
    return write_token(*token, secret, status, false);
  }
  const bool unknown = fate.kind == CommandFate::Kind::refused && fate.problem.status == 504;
  if (request_.keyed && !unknown) desk_.secrets.forget(request_.id, *request_.issues);
  if (fate.kind == CommandFate::Kind::replayed) return replay(fate, status);
  const bool lost = fate.kind == CommandFate::Kind::lost;
  desk_.access.refuse(response_, lost ? lost_problem(request_) : fate.problem);
}

void SecretAnswer::replay(const CommandFate& fate, unsigned status) {
  const auto* id = std::get_if<token::TokenId>(&fate.subject);
  token::invariant(id != nullptr);
  const auto token = desk_.view.token(*id);
  token::invariant(token.has_value());
  const auto remembered = desk_.secrets.find(request_.id, *token, std::chrono::steady_clock::now());
  const bool lives = remembered && !token->deleted && desk_.view.find(remembered->secret.digest());
  if (!lives) return desk_.access.refuse(response_, secret_is_gone(request_.id, *id));
  write_token(remembered->answer.value_or(*token), remembered->secret, status, true);
}

void SecretAnswer::write_token(const token::TokenState& token, const token::TokenSecret& secret,
                               unsigned status, bool replayed) {
  const auto standing = token::judge(token, desk_.view.owner(token.owner), desk_.clock.now());
  response_.status(status);
  if (status == created) response_.header("Location", "/v1/tokens/" + to_text(token.id));
  response_.header("ETag", access::entity_tag(token.revision));
  response_.header("Cache-Control", "no-store");
  if (replayed) response_.header("Idempotency-Replayed", "true");
  desk_.access.write_position(response_);
  std::string json =
      access::token_json(token, standing, desk_.access.uses().find(token.id), secret.reveal());
  response_.body("application/json", json);
  ::OPENSSL_cleanse(json.data(), json.size());
}

}  // namespace ledger::issuance
