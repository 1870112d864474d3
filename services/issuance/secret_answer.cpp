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
  auto problem = http::make_problem(
      409, "secret-already-shown", "Secret already shown",
      "This command was done before, and this node cannot show its secret (any more): one is kept "
      "for 10 minutes at most, in the memory of the node that made it. If you do not have it, "
      "regenerate the token named here with a new Idempotency-Key, or delete it and create "
      "another. A token that regenerated itself, and has only its old secret, leaves that to "
      "another token of its owner, or to an operator.");
  problem.members.emplace_back("command_id", to_text(command));
  problem.members.emplace_back("token", to_text(token));
  return problem;
}

/// Nobody is given a secret that is dead on arrival.
http::Problem secret_was_ended(const token::CommandId& command, const token::TokenId& token) {
  auto problem = http::make_problem(
      409, "conflict", "Conflict",
      "This command was done, and another one ended its new secret before it could be shown. Get "
      "the token again and decide anew.");
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
  const bool unknown = fate.kind == CommandFate::Kind::refused && fate.problem.status == 504;
  const bool applied = fate.kind == CommandFate::Kind::applied;
  if (request_.keyed && !unknown && !applied) desk_.secrets.forget(request_.id, *request_.issues);
  if (auto problem = failure_of(request_, fate)) {
    return desk_.access.refuse(response_, *std::move(problem), fate.position);
  }
  receipt_ = fate.receipt ? &*fate.receipt : nullptr;
  // Where memory has the new token as its record made it, no row needs to be asked.
  const auto before = desk_.access.position();
  if (fate.created && desk_.access.tokens().knows_active(secret.digest(), fate.created->revision)) {
    if (request_.keyed) desk_.secrets.answered(request_.id, *fate.created);
    return write_token({*fate.created, token::Standing::active, {}}, secret, status, before, false);
  }
  answer_or_unknown(desk_, response_, request_, [&] {
    const auto* id = std::get_if<token::TokenId>(&fate.subject);
    token::invariant(id != nullptr);
    const auto position = desk_.access.position();
    const auto token = desk_.view.token(*id);
    token::invariant(token.has_value());
    applied ? show(*token, secret, status, position) : replay(*token, status, position);
  });
}

void SecretAnswer::show(const token::TokenState& token, const token::TokenSecret& secret,
                        unsigned status, token::Position position) {
  if (token.deleted || token.digest != secret.digest()) {
    if (request_.keyed) desk_.secrets.forget(request_.id, *request_.issues);
    return desk_.access.refuse(response_, secret_was_ended(request_.id, token.id), position);
  }
  if (request_.keyed) desk_.secrets.answered(request_.id, token);
  write_token(as_it_is(token), secret, status, position, false);
}

void SecretAnswer::replay(const token::TokenState& token, unsigned status,
                          token::Position position) {
  const auto remembered = desk_.secrets.find(request_.id, token, std::chrono::steady_clock::now());
  const bool lives = remembered && !token.deleted && desk_.view.find(remembered->secret.digest());
  if (!lives) {
    return desk_.access.refuse(response_, secret_is_gone(request_.id, token.id), position);
  }
  write_token(as_it_is(remembered->answer.value_or(token)), remembered->secret, status, position,
              true);
}

SecretAnswer::Shown SecretAnswer::as_it_is(token::TokenState token) const {
  const auto standing = token::judge(token, desk_.view.owner(token.owner), desk_.clock.now());
  const auto use = desk_.access.uses().find(token.id);
  return {std::move(token), standing, use};
}

void SecretAnswer::write_token(const Shown& shown, const token::TokenSecret& secret,
                               unsigned status, token::Position position, bool replayed) {
  const auto& token = shown.token;
  response_.status(status);
  if (status == created) response_.header("Location", "/v1/tokens/" + to_text(token.id));
  response_.header("ETag",
                   desk_.access.entity_tags().of(token.revision, {shown.standing, shown.use}));
  if (replayed) response_.header("Idempotency-Replayed", "true");
  desk_.access.write_position(response_, position);
  if (receipt_ != nullptr) write_receipt(response_, *receipt_);
  std::string json = access::token_json(token, shown.standing, shown.use, secret.reveal());
  response_.body("application/json", json);
  ::OPENSSL_cleanse(json.data(), json.size());
}

}  // namespace ledger::issuance
