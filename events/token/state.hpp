#pragma once
// The entities that the fold makes of the log. Plain values: equal logs give equal states.

#include <optional>
#include <string>
#include <variant>

#include "events/token/ids.hpp"
#include "events/token/position.hpp"
#include "events/token/scope.hpp"
#include "events/token/secret.hpp"
#include "events/token/timestamp.hpp"

namespace ledger::token {

/// The old secret of a regenerated token while it may still be used.
struct Overlap {
  TokenDigest digest;
  Position issued_position;
  Timestamp until;
  friend bool operator==(const Overlap&, const Overlap&) = default;
};

/// What an event is about: the ledger itself (monostate), a token, an owner or a webhook.
using Subject = std::variant<std::monostate, TokenId, OwnerId, WebhookId>;

struct TokenState {
  TokenId id;
  OwnerId owner;
  std::string name;
  ScopeSet scopes;
  std::uint64_t revision = 0;
  std::string created_by;  ///< id of the calling token, or `operator`
  Timestamp created_at;
  Timestamp updated_at;
  Timestamp expires_at;
  TokenDigest digest;
  std::string hint;
  Position created_position;
  Position issued_position;  ///< where the current secret was issued
  std::optional<Overlap> overlap;
  bool deleted = false;
  /// The smallest threshold before expires_at of which the log has told.
  std::optional<std::chrono::seconds> expiry_told{};
  friend bool operator==(const TokenState&, const TokenState&) = default;
};

struct OwnerState {
  OwnerId id;
  std::uint64_t revision = 0;  ///< moved by suspend, resume and revoke-tokens alone
  bool suspended = false;
  std::optional<Position> revoked_through;  ///< secrets issued at or before it are dead
  std::uint64_t tokens = 0;                 ///< neither deleted nor revoked
  friend bool operator==(const OwnerState&, const OwnerState&) = default;
};

enum class CommandOutcome : std::uint8_t { applied = 1, rejected = 2 };

/// What became of one attempt at a command; remembered for a while of memory time (rules.hpp).
struct CommandState {
  CommandAttempt attempt;
  CommandOutcome outcome = CommandOutcome::rejected;
  Fingerprint fingerprint;
  std::string caller;
  Subject subject;
  Position position;
  Timestamp memory_time;
  friend bool operator==(const CommandState&, const CommandState&) = default;
};

/// A digest that no longer opens anything; remembered for a while of memory time, so that a secret
/// that turns up again is known for what it is, and cannot be issued again.
struct RetiredDigest {
  TokenDigest digest;
  TokenId token;
  Position position;  ///< of the record that retired it
  Timestamp memory_time;
  friend bool operator==(const RetiredDigest&, const RetiredDigest&) = default;
};

inline constexpr std::size_t epoch_size = 16;

/// From the genesis record; which rules hold; how far expiry was told of; which life of the log
/// this is; how many events were accepted.
struct LedgerState {
  std::string ledger_id;  ///< 32 hexadecimal digits
  std::uint32_t rules = 0;
  std::optional<Timestamp> expired_through{};  ///< the latest ExpiredThrough
  /// Which life of the log this is, 16 hexadecimal digits: the ledger id's first, and after each
  /// LedgerRestored another.
  std::string epoch{};
  /// Accepted events, genesis included: the next one's index, which has no holes.
  std::uint64_t accepted = 0;
  friend bool operator==(const LedgerState&, const LedgerState&) = default;
};

}  // namespace ledger::token
