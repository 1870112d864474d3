#pragma once
// The values of the read model's rows, version by version; pinned by golden tests. What the key
// says is not said again. Numbers are little-endian. A change of layout moves row_format, and a
// view of another format is rebuilt.
//   token       1, flags (1 deleted, 2 overlap, 4 told), revision, created_at, updated_at,
//   expires_at,
//               created and issued position, digest, [overlap: digest, issued position, until],
//               [told: seconds], owner, name, created_by, hint, count of scopes, scopes
//   living      token id, flag (0 current, 1 overlap)
//   retired     1, token id, position, memory time
//   owner       1, flags (1 suspended, 2 revoked), revision, tokens, [revoked_through]
//   command     1, outcome, fingerprint, position, memory time, caller,
//               subject kind (0 none, 1 token, 2 owner, 3 webhook), subject
//   ledger      1, flags (1 expired through), rules (32 bits), ledger id, epoch, accepted events,
//               [expired through]
//   sessions    1, memory time, count (8 bits), of each: digest, digest signed in with, position,
//               started_at, used_at, expires_at, idle seconds
//   webhook     1, status, flags (1 old key), revision, created_at, updated_at, begin after, begin
//               set at, url, feed, owners, count of types (8 bits), types, key, [old key, until];
//               a key: flags (1 public key), sealed with, sealed, [public key]
//   nodes       1, count (32 bits), of each: node, name, log time, count, rules (32 bits each)
//   checkpoint  1, position, log time, memory time, accepted events, state digest, memory digest,
//               record hash
//   format      row_format (32 bits), 1 where accepted records have rows
//   event       log time, the accepted record byte by byte as it is on the log
//   revocation  1, reason, flags (1 token, 2 behind), log time, owner, [token],
//               count of digests, digests, count of scopes, scopes, [behind], through
//   list rows   token id; history and expiry rows, and those of records passed by, have no value

#include "events/token/session.hpp"
#include "events/token/webhook.hpp"
#include "projections/revocation.hpp"
#include "projections/stored_event.hpp"

namespace ledger::projections {

inline constexpr std::uint32_t row_format = 7;

struct ViewFormat {
  std::uint32_t number = row_format;
  bool keeps_records = true;
};

struct LivingRow {
  token::TokenId token;
  bool in_overlap = false;
};

[[nodiscard]] std::string encode_row(const token::TokenState& token);
[[nodiscard]] std::string encode_row(const token::OwnerState& owner);
[[nodiscard]] std::string encode_row(const token::CommandState& command);
[[nodiscard]] std::string encode_row(const token::RetiredDigest& retired);
[[nodiscard]] std::string encode_row(const token::LedgerState& ledger);
[[nodiscard]] std::string encode_row(const token::TokenSessions& sessions);
[[nodiscard]] std::string encode_row(const token::WebhookState& webhook);
[[nodiscard]] std::string encode_row(const NodesSeen& nodes);
[[nodiscard]] std::string encode_row(const Checkpoint& checkpoint);  ///< one that has a position
[[nodiscard]] std::string encode_row(const LivingRow& living);
[[nodiscard]] std::string encode_row(const StoredEvent& event);
[[nodiscard]] std::string encode_row(const Revocation& revocation);
[[nodiscard]] std::string encode_format(const ViewFormat& format);

// Nothing: the bytes are no row of that kind, so the database is damaged.
[[nodiscard]] std::optional<token::TokenState> decode_token(const token::TokenId& id,
                                                            std::string_view row);
[[nodiscard]] std::optional<token::OwnerState> decode_owner(const token::OwnerId& id,
                                                            std::string_view row);
[[nodiscard]] std::optional<token::CommandState> decode_command(
    const token::CommandAttempt& attempt, std::string_view row);
[[nodiscard]] std::optional<token::RetiredDigest> decode_retired(const token::TokenDigest& digest,
                                                                 std::string_view row);
[[nodiscard]] std::optional<token::LedgerState> decode_ledger(std::string_view row);
[[nodiscard]] std::optional<token::TokenSessions> decode_sessions(const token::TokenId& token,
                                                                  std::string_view row);
[[nodiscard]] std::optional<token::WebhookState> decode_webhook(const token::WebhookId& id,
                                                                std::string_view row);
[[nodiscard]] std::optional<NodesSeen> decode_nodes(std::string_view row);
[[nodiscard]] std::optional<Checkpoint> decode_checkpoint(std::string_view row);
[[nodiscard]] std::optional<LivingRow> decode_living(std::string_view row);
[[nodiscard]] std::optional<StoredEvent> decode_event(token::Position position,
                                                      std::string_view row);
[[nodiscard]] std::optional<Revocation> decode_revocation(token::Position position,
                                                          std::string_view row);
[[nodiscard]] std::optional<ViewFormat> decode_format(std::string_view row);

}  // namespace ledger::projections
