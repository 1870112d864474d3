#include "services/issuance/lost_answer.hpp"

#include "services/issuance/command_headers.hpp"

namespace ledger::issuance {
namespace {

/// Whether that secret, of the token, was ended by the record at `position`.
bool was_ended_at(const projections::TokenView& view, const token::TokenDigest& digest,
                  const token::TokenState& token, token::Position position) {
  if (const auto retired = view.retired(digest)) {
    return retired->token == token.id && retired->position == position;
  }
  // After its overlap, which no record ends.
  return projections::is_in_overlap(token, digest) && token.issued_position == position;
}

}  // namespace

std::optional<token::CommandState> lost_answer(const Desk& desk, const http::Request& request,
                                               const token::TokenId& id) {
  const auto credentials = access::credentials_of(request);
  if (credentials.kind != access::Credentials::Kind::bearer) return std::nullopt;
  const auto headers = read_command_headers(request);
  const auto* read = std::get_if<CommandHeaders>(&headers);
  if (read == nullptr || !read->idempotency_key) return std::nullopt;
  const auto digest = token::digest_of_secret(credentials.secret);
  if (!digest || !desk.access.view_meets({})) return std::nullopt;
  const auto token = desk.view.token(id);
  if (!token || token->digest == *digest) return std::nullopt;
  const auto owner = desk.view.owner(token->owner);
  const bool lives =
      !token->deleted && token::judge(*token, owner, desk.clock.now()) == token::Standing::active;
  if (!lives) return std::nullopt;
  auto command =
      desk.view.command({token::CommandId::derive(to_text(id), *read->idempotency_key), 1});
  const bool was_done = command && command->outcome == token::CommandOutcome::applied &&
                        desk.view.is_remembered(*command) &&
                        was_ended_at(desk.view, *digest, *token, command->position);
  if (!was_done) return std::nullopt;
  return command;
}

}  // namespace ledger::issuance
