#pragma once
// What callers ask for, imperative, with members already well-formed (a scope is a scope); whether
// it may happen is decide's to say.

#include <optional>
#include <string>
#include <vector>

#include "events/token/session.hpp"
#include "events/token/webhook.hpp"

namespace ledger::token {

/// When a secret is to expire: one of the two, or neither for the policy's default.
struct RequestedExpiry {
  std::optional<std::chrono::seconds> in;
  std::optional<Timestamp> at;
};

/// A fresh secret as events carry it.
struct FreshSecret {
  TokenDigest digest;
  std::string hint;
};

struct CreateToken {
  TokenId id;  ///< fresh
  std::optional<OwnerId> owner;
  std::string name;
  ScopeSet scopes;
  RequestedExpiry expiry;
  FreshSecret secret;
};

/// Revisions of which the target must have one; nothing: any.
using IfMatch = std::optional<std::vector<std::uint64_t>>;

struct UpdateToken {
  std::optional<std::string> name;
  std::optional<ScopeSet> scopes;
  IfMatch if_match;
};

struct RegenerateToken {
  RequestedExpiry expiry;
  std::chrono::seconds overlap{0};
  IfMatch if_match;
  FreshSecret secret;
};

struct DeleteToken {
  IfMatch if_match;
  bool by_itself = false;  ///< the calling token gives itself up: needs no scope
};

/// Somebody signs in with one of the calling token's secrets.
struct StartSession {
  SessionDigest digest;  ///< of a fresh secret
  TokenDigest signed_in_with;
};

struct EndSession {
  std::optional<SessionName> session;  ///< nothing: every one of the token
};

struct RegisterWebhook {
  WebhookId id;  ///< fresh
  std::string url;
  WebhookChoice choice;
  WebhookKey key;  ///< sealed for `id`
  std::optional<Position> after;
};

struct PauseWebhook {};
struct ResumeWebhook {
  std::optional<Position> after;
};
struct RotateWebhookSecret {
  WebhookKey key;  ///< of the kind that it has
  std::chrono::seconds overlap{0};
};
struct DeleteWebhook {};

/// From the next record on the ledger is folded by other rules.
struct AdoptRules {
  std::uint32_t rules = 0;
};

enum class OwnerAction : std::uint8_t { suspend, resume, revoke_tokens };

}  // namespace ledger::token
