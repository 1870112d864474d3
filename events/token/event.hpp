#pragma once
// What happened, past tense. Every event says which command it belongs to, what it is about, which
// revision of that it makes, and which revisions of other things its decision relied on.

#include <string>
#include <variant>
#include <vector>

#include "events/token/rules.hpp"
#include "events/token/session.hpp"
#include "events/token/webhook.hpp"

namespace ledger::token {

/// Genesis: the first record of a log, and only the first.
struct LedgerOpened {
  std::string ledger_id;
  std::uint32_t rules = newest_rules().number;  ///< that the ledger begins with
  friend bool operator==(const LedgerOpened&, const LedgerOpened&) = default;
};

struct TokenCreated {
  OwnerId owner;
  std::string name;
  ScopeSet scopes;
  Timestamp expires_at;
  std::string created_by;
  TokenDigest digest;
  std::string hint;
  friend bool operator==(const TokenCreated&, const TokenCreated&) = default;
};

/// At least one of the two.
struct TokenUpdated {
  std::optional<std::string> name;
  std::optional<ScopeSet> scopes;
  friend bool operator==(const TokenUpdated&, const TokenUpdated&) = default;
};

struct TokenRegenerated {
  Timestamp expires_at;
  TokenDigest digest;
  std::string hint;
  std::optional<Timestamp> overlap_until;  ///< the old secret lives until then; absent: not at all
  friend bool operator==(const TokenRegenerated&, const TokenRegenerated&) = default;
};

struct TokenDeleted {
  OwnerId owner;  ///< whose it was
  friend bool operator==(const TokenDeleted&, const TokenDeleted&) = default;
};
struct OwnerSuspended {
  friend bool operator==(const OwnerSuspended&, const OwnerSuspended&) = default;
};
struct OwnerResumed {
  friend bool operator==(const OwnerResumed&, const OwnerResumed&) = default;
};
/// Every secret issued to the owner at or before this event's position is dead.
struct OwnerTokensRevoked {
  friend bool operator==(const OwnerTokensRevoked&, const OwnerTokensRevoked&) = default;
};

// Signals: what the ledger itself noticed. They move no revision, so no decision loses by them.

/// Every token whose time was over by then has expired; consumers hear of it.
struct ExpiredThrough {
  Timestamp through;
  friend bool operator==(const ExpiredThrough&, const ExpiredThrough&) = default;
};
/// The token expires at `expires_at`, which is no more than `threshold` away.
struct TokenExpiring {
  Timestamp expires_at;
  std::chrono::seconds threshold{0};
  friend bool operator==(const TokenExpiring&, const TokenExpiring&) = default;
};
/// A secret of the token turned up that no longer opens anything: somebody kept it.
struct RetiredSecretPresented {
  friend bool operator==(const RetiredSecretPresented&, const RetiredSecretPresented&) = default;
};

/// The log was brought back from a copy that ended at `through`, right before this record. What
/// was written behind the copy is gone, so positions of the epoch before may be of other records.
struct LedgerRestored {
  std::string epoch;  ///< random, 16 hexadecimal digits
  Position through;
  friend bool operator==(const LedgerRestored&, const LedgerRestored&) = default;
};

/// From the next record on the log is folded by these rules.
struct RulesAdopted {
  std::uint32_t rules = 0;
  friend bool operator==(const RulesAdopted&, const RulesAdopted&) = default;
};

// Sessions: about the token behind them. They move no revision of it.

/// Somebody signed in with a secret of the token.
struct SessionStarted {
  SessionDigest digest;
  TokenDigest signed_in_with;
  Timestamp expires_at;
  std::chrono::seconds idle{0};
  friend bool operator==(const SessionStarted&, const SessionStarted&) = default;
};
/// It was used at the event's time.
struct SessionContinued {
  SessionName session;
  friend bool operator==(const SessionContinued&, const SessionContinued&) = default;
};
struct SessionEnded {
  std::optional<SessionName> session;  ///< absent: every one of the token
  friend bool operator==(const SessionEnded&, const SessionEnded&) = default;
};

using Payload =
    std::variant<LedgerOpened, TokenCreated, TokenUpdated, TokenRegenerated, TokenDeleted,
                 OwnerSuspended, OwnerResumed, OwnerTokensRevoked, ExpiredThrough, TokenExpiring,
                 RetiredSecretPresented, LedgerRestored, RulesAdopted, SessionStarted,
                 SessionContinued, SessionEnded, WebhookRegistered, WebhookPaused, WebhookResumed,
                 WebhookSecretRotated, WebhookDisabled, WebhookDeleted>;

/// Whether it makes no revision: signals, sessions, and what is about the ledger itself.
[[nodiscard]] inline bool makes_no_revision(const Payload& payload) noexcept {
  return std::holds_alternative<ExpiredThrough>(payload) ||
         std::holds_alternative<TokenExpiring>(payload) ||
         std::holds_alternative<RetiredSecretPresented>(payload) ||
         std::holds_alternative<LedgerRestored>(payload) ||
         std::holds_alternative<RulesAdopted>(payload) ||
         std::holds_alternative<SessionStarted>(payload) ||
         std::holds_alternative<SessionContinued>(payload) ||
         std::holds_alternative<SessionEnded>(payload);
}

/// A revision that the decision took for granted: the record loses if it has moved.
struct Reliance {
  std::variant<TokenId, OwnerId> on;
  std::uint64_t revision = 0;
  friend bool operator==(const Reliance&, const Reliance&) = default;
};
inline constexpr std::size_t reliances_max = 4;

struct Event {
  CommandAttempt command;
  Fingerprint fingerprint;
  std::string caller;  ///< id of the calling token, or `ledger` for its own housekeeping
  Timestamp time;      ///< the deciding node's clock
  Subject subject;
  std::uint64_t revision = 0;  ///< the subject's next; where it makes none: as it was then
  std::vector<Reliance> relied_on;
  Payload payload;
  friend bool operator==(const Event&, const Event&) = default;
};

/// Who acts when the ledger itself does.
inline constexpr std::string_view caller_ledger = "ledger";
inline constexpr std::string_view created_by_operator = "operator";

}  // namespace ledger::token
