#include "services/issuance/lost_answer.hpp"

#include "services/issuance/command_headers.hpp"
#include "services/issuance/command_opening.hpp"

namespace ledger::issuance {
namespace {

/// Of which token a secret is that opens nothing any more, and where in the log it was ended.
struct Ended {
  token::TokenState token;
  token::Position position;
};

std::optional<Ended> ended(const Desk& desk, const token::TokenDigest& digest,
                           const token::Session* session) {
  if (const auto retired = desk.view.retired(digest)) {
    auto token = desk.view.token(retired->token);
    if (!token) return std::nullopt;
    return Ended{*std::move(token), retired->position};
  }
  // Until the next regeneration an old secret past its overlap stays with the token, and the
  // current one was issued where it was ended. A session is over with its beginning.
  auto token = desk.view.find(digest);
  if (!token || !projections::is_in_overlap(*token, digest)) return std::nullopt;
  const bool is_over = session != nullptr ? token::is_regenerated_since(*session, *token)
                                          : desk.clock.now() >= token->overlap->until;
  if (!is_over) return std::nullopt;
  const auto position = token->issued_position;
  return Ended{*std::move(token), position};
}

/// Whether the token's current secret could make this call.
bool could_call(const Desk& desk, const token::TokenState& token) {
  const auto standing = token::judge(token, desk.view.owner(token.owner), desk.clock.now());
  return !token.deleted && standing == token::Standing::active &&
         token.scopes.covers(token::scope_tokens);
}

}  // namespace

std::optional<token::CommandState> command_that_ended_caller(const Desk& desk,
                                                             const http::Exchange& exchange,
                                                             const token::TokenDigest& digest,
                                                             const token::Session* session) {
  const auto headers = read_command_headers(exchange.request, desk.access.entity_tags());
  const auto* read = std::get_if<CommandHeaders>(&headers);
  if (read == nullptr || !read->idempotency_key) return std::nullopt;
  // A view that may be old must not open anything.
  if (!desk.access.view_meets({})) return std::nullopt;
  const auto caller = ended(desk, digest, session);
  const auto id = token_in_path(exchange);
  if (!caller || caller->token.id != id || !could_call(desk, caller->token)) return std::nullopt;
  token::CommandAttempt attempt;
  attempt.id = token::CommandId::derive(to_text(id), *read->idempotency_key);
  auto command = desk.view.command(attempt);
  if (!command || !desk.view.is_remembered(*command)) return std::nullopt;
  const auto* subject = std::get_if<token::TokenId>(&command->subject);
  const bool by_itself = command->outcome == token::CommandOutcome::applied && subject != nullptr &&
                         *subject == id && command->caller == to_text(id) &&
                         command->position == caller->position;
  return by_itself ? command : std::nullopt;
}

}  // namespace ledger::issuance
