#include "projections/view_rows.hpp"

#include "projections/keys.hpp"
#include "projections/row_codec.hpp"

namespace ledger::projections {
namespace {

using namespace token;

bool is_listed(const std::optional<TokenState>& token) noexcept { return token && !token->deleted; }

/// A living token's place among all by expiry.
void write_expiring(RowSink& rows, const std::optional<TokenState>& before,
                    const TokenState& after) {
  const bool stays = is_listed(before) && !after.deleted && before->expires_at == after.expires_at;
  if (stays) return;
  if (is_listed(before)) rows.erase(Keys::expiring(before->expires_at, before->id).view());
  if (!after.deleted) rows.put(Keys::expiring(after.expires_at, after.id).view(), {});
}

/// The place of an old secret by the end of its overlap.
void write_overlap_end(RowSink& rows, const std::optional<TokenState>& before,
                       const TokenState& after) {
  const auto end_of = [](const TokenState& token) -> std::optional<Timestamp> {
    if (token.deleted || !token.overlap) return std::nullopt;
    return token.overlap->until;
  };
  const auto ended = before ? end_of(*before) : std::nullopt;
  const auto ends = end_of(after);
  if (ended == ends) return;
  if (ended) rows.erase(Keys::overlap_end(*ended, after.id).view());
  if (ends) rows.put(Keys::overlap_end(*ends, after.id).view(), {});
}

/// The row and its place among those that are forgotten, which a later record of the same key
/// moves.
template <class Entity, class Name>
void write_forgotten(RowSink& rows, const std::optional<Entity>& before,
                     const std::optional<Entity>& after, const Key& key, const Name& name) {
  if (before && (!after || after->memory_time != before->memory_time)) {
    rows.erase(Keys::expiry(before->memory_time, name).view());
  }
  if (!after) {
    rows.erase(key.view());
    return;
  }
  rows.put(key.view(), encode_row(*after));
  rows.put(Keys::expiry(after->memory_time, name).view(), {});
}

}  // namespace

bool is_living(const std::optional<TokenState>& token, const TokenDigest& digest) noexcept {
  return is_listed(token) &&
         (token->digest == digest || (token->overlap && token->overlap->digest == digest));
}

void write_history(RowSink& rows, Position position, const Event& event) {
  if (std::holds_alternative<TokenCreated>(event.payload)) return;  // TokenState has its position
  if (std::holds_alternative<SessionContinued>(event.payload)) return;
  if (const auto* id = std::get_if<TokenId>(&event.subject)) {
    rows.put(Keys::history(*id, position).view(), {});
  }
}

void write_change(RowSink& rows, const std::optional<TokenState>& before,
                  const std::optional<TokenState>& after) {
  if (!after) return;
  for_each_ended(before, after,
                 [&](const TokenDigest& digest) { rows.erase(Keys::living(digest).view()); });
  rows.put(Keys::token(after->id).view(), encode_row(*after));
  if (is_listed(after)) {
    if (after->overlap) {
      rows.put(Keys::living(after->overlap->digest).view(), encode_row(LivingRow{after->id, true}));
    }
    rows.put(Keys::living(after->digest).view(), encode_row(LivingRow{after->id, false}));
  }
  write_expiring(rows, before, *after);
  write_overlap_end(rows, before, *after);
  if (is_listed(before) == is_listed(after)) return;
  const Key by_owner = Keys::owner_token(after->owner, after->created_position);
  const Key by_creation = Keys::created(after->created_position);
  if (is_listed(after)) {
    rows.put(by_owner.view(), after->id.view());
    rows.put(by_creation.view(), after->id.view());
  } else {
    rows.erase(by_owner.view());
    rows.erase(by_creation.view());
  }
}

void write_change(RowSink& rows, const std::optional<OwnerState>&,
                  const std::optional<OwnerState>& after) {
  if (after) rows.put(Keys::owner(after->id).view(), encode_row(*after));
}

void write_change(RowSink& rows, const std::optional<CommandState>& before,
                  const std::optional<CommandState>& after) {
  if (!before && !after) return;
  const CommandAttempt& attempt = after ? after->attempt : before->attempt;
  write_forgotten(rows, before, after, Keys::command(attempt), attempt);
}

void write_change(RowSink& rows, const std::optional<RetiredDigest>& before,
                  const std::optional<RetiredDigest>& after) {
  if (!before && !after) return;
  const TokenDigest& digest = after ? after->digest : before->digest;
  write_forgotten(rows, before, after, Keys::retired(digest), digest);
}

void write_change(RowSink& rows, const std::optional<TokenSessions>& before,
                  const std::optional<TokenSessions>& after) {
  if (!before && !after) return;
  const TokenId& token = after ? after->token : before->token;
  write_forgotten(rows, before, after, Keys::sessions(token), token);
}

void write_change(RowSink& rows, const std::optional<WebhookState>&,
                  const std::optional<WebhookState>& after) {
  if (after) rows.put(Keys::webhook(after->id).view(), encode_row(*after));
}

}  // namespace ledger::projections
