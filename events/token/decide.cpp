#include "events/token/decide.hpp"

#include <algorithm>
#include <iterator>

#include "events/token/standing.hpp"

namespace ledger::token {
namespace {

using boost::system::error_code;

/// Success is a false error_code.
error_code may_grant(const ScopeSet& scopes, const Actor& actor) {
  if (actor.is_operator()) return {};
  for (const auto& scope : scopes.values()) {
    if (is_operator_granted(scope)) return errc::scope_needs_operator;
  }
  if (!actor.token.scopes.covers(scopes)) return errc::scope_beyond_caller;
  return {};
}

/// Whether what the actor makes may not outlive it: an operator's new secret alone is free of that.
bool is_bounded_in_time(const Actor& actor) {
  return !actor.is_operator() || actor.overlap_until.has_value();
}

/// The bound of delegation: only tokens that the actor covers, in scopes and in time.
error_code covers(const Actor& actor, const TokenState& target) {
  if (actor.overlap_until && target.id == actor.token.id) return errc::secret_in_overlap;
  if (!actor.is_operator() && !actor.token.scopes.covers(target.scopes)) {
    return errc::scope_beyond_caller;
  }
  if (is_bounded_in_time(actor) && target.expires_at > actor.secret_expires_at()) {
    return errc::expiry_beyond_caller;
  }
  return {};
}

Result<Timestamp> resolve_expiry(const RequestedExpiry& requested, const Actor& actor,
                                 const Policy& policy, Timestamp now) {
  if (requested.in && requested.at) return errc::expiry_given_twice;
  const Timestamp latest = now + policy.lifetime_max;
  if (!requested.in && !requested.at) {
    const Timestamp by_default = now + std::min(policy.lifetime_default, policy.lifetime_max);
    return is_bounded_in_time(actor) ? std::min(by_default, actor.secret_expires_at()) : by_default;
  }
  // Compared before it is added: a huge number of seconds must not overflow, of either sign.
  if (requested.in && requested.in->count() <= 0) return errc::expiry_in_past;
  if (requested.in && *requested.in > policy.lifetime_max) return errc::expiry_beyond_maximum;
  const Timestamp expires_at = requested.in ? now + *requested.in : *requested.at;
  if (expires_at <= now) return errc::expiry_in_past;
  if (expires_at > latest) return errc::expiry_beyond_maximum;
  if (is_bounded_in_time(actor) && expires_at > actor.secret_expires_at()) {
    return errc::expiry_beyond_caller;
  }
  return expires_at;
}

/// The calling token and its owner as read, and `owner` too where that is another; never `subject`,
/// whose revision the event carries itself.
std::vector<Reliance> rely_on(const Actor& actor, const Subject& subject, const OwnerState* owner) {
  std::vector<Reliance> relied_on;
  if (subject != Subject(actor.token.id)) {
    relied_on.push_back({actor.token.id, actor.token.revision});
  }
  if (subject != Subject(actor.owner.id)) {
    relied_on.push_back({actor.owner.id, actor.owner.revision});
  }
  if (owner != nullptr && owner->id != actor.owner.id) {
    relied_on.push_back({owner->id, owner->revision});
  }
  return relied_on;
}

bool holds(const IfMatch& if_match, const TokenState& target) {
  return !if_match ||
         std::find(if_match->begin(), if_match->end(), target.revision) != if_match->end();
}

error_code may_change(const Actor& actor, const TokenState& target, const IfMatch& if_match) {
  if (!may_manage_tokens(actor)) return errc::insufficient_scope;
  if (!may_see(actor, target)) return errc::not_found;
  if (!holds(if_match, target)) return errc::revision_mismatch;
  return {};
}

}  // namespace

Timestamp expires_at_max(const Actor& actor, const Policy& policy, Timestamp now) {
  const Timestamp latest = now + policy.lifetime_max;
  return is_bounded_in_time(actor) ? std::min(latest, actor.secret_expires_at()) : latest;
}

bool may_see(const Actor& actor, const TokenState& target) {
  return !target.deleted && may_read_history(actor, target);
}

bool may_read_history(const Actor& actor, const TokenState& target) {
  return actor.is_operator() || target.owner == actor.token.owner;
}

bool may_manage_tokens(const Actor& actor) { return actor.token.scopes.covers(scope_tokens); }

Result<OwnerId> owner_to_create_for(const CreateToken& command, const Actor& actor) {
  if (!may_manage_tokens(actor)) return errc::insufficient_scope;
  if (actor.is_operator()) {
    if (!command.owner) return errc::owner_required;
    return *command.owner;
  }
  if (command.owner && *command.owner != actor.token.owner) return errc::other_owner;
  return actor.token.owner;
}

Result<Decision> decide(const CreateToken& command, const Actor& actor, const OwnerState& owner,
                        const Policy& policy, Timestamp now) {
  const auto owner_id = owner_to_create_for(command, actor);
  if (!owner_id) return owner_id.error();
  if (const auto refused = may_grant(command.scopes, actor)) return refused;
  const auto expires_at = resolve_expiry(command.expiry, actor, policy, now);
  if (!expires_at) return expires_at.error();
  if (owner.suspended) return errc::owner_suspended;
  const bool for_operators = actor.token.owner.is_operator();
  TokenCreated created{*owner_id,
                       command.name,
                       command.scopes,
                       *expires_at,
                       for_operators ? std::string(created_by_operator) : to_text(actor.token.id),
                       command.secret.digest,
                       command.secret.hint};
  const Subject subject = command.id;
  return Decision{subject, 1, rely_on(actor, subject, &owner), std::move(created)};
}

Result<std::optional<Decision>> decide(const UpdateToken& command, const Actor& actor,
                                       const TokenState& target, const OwnerState& owner) {
  if (const auto refused = may_change(actor, target, command.if_match)) return refused;
  if (const auto refused = covers(actor, target)) return refused;
  TokenUpdated updated;
  if (command.name && *command.name != target.name) updated.name = command.name;
  if (command.scopes && *command.scopes != target.scopes) {
    // Scopes it already has are kept, not granted anew.
    std::vector<std::string> added;
    std::copy_if(command.scopes->values().begin(), command.scopes->values().end(),
                 std::back_inserter(added),
                 [&](const std::string& scope) { return !target.scopes.covers(scope); });
    if (const auto refused = may_grant(*ScopeSet::make(added), actor)) return refused;
    updated.scopes = command.scopes;
  }
  if (is_revoked(target, owner)) return errc::token_revoked;
  if (!updated.name && !updated.scopes) return std::optional<Decision>();
  const Subject subject = target.id;
  return std::optional<Decision>(
      Decision{subject, target.revision + 1, rely_on(actor, subject, &owner), std::move(updated)});
}

Result<Decision> decide(const RegenerateToken& command, const Actor& actor,
                        const TokenState& target, const OwnerState& owner, const Policy& policy,
                        Timestamp now) {
  if (const auto refused = may_change(actor, target, command.if_match)) return refused;
  if (const auto refused = covers(actor, target)) return refused;
  const auto expires_at = resolve_expiry(command.expiry, actor, policy, now);
  if (!expires_at) return expires_at.error();
  if (command.overlap > policy.overlap_max) return errc::overlap_beyond_maximum;
  if (is_revoked(target, owner)) return errc::token_revoked;
  if (owner.suspended) return errc::owner_suspended;
  TokenRegenerated regenerated{*expires_at, command.secret.digest, command.secret.hint, {}};
  const auto overlap = std::max(command.overlap, std::chrono::seconds(0));
  // Never beyond its own expiry, nor beyond the token's new one.
  const Timestamp overlap_until = std::min({now + overlap, target.expires_at, *expires_at});
  if (overlap_until > now) regenerated.overlap_until = overlap_until;
  const Subject subject = target.id;
  return Decision{subject, target.revision + 1, rely_on(actor, subject, &owner),
                  std::move(regenerated)};
}

Result<Decision> decide(const DeleteToken& command, const Actor& actor, const TokenState& target) {
  const bool itself = command.by_itself && target.id == actor.token.id && !target.deleted;
  if (!itself) {
    if (const auto refused = may_change(actor, target, command.if_match)) return refused;
  }
  if (!holds(command.if_match, target)) return errc::revision_mismatch;
  const Subject subject = target.id;
  return Decision{subject, target.revision + 1, rely_on(actor, subject, nullptr),
                  TokenDeleted{target.owner}};
}

Result<std::optional<Decision>> decide(OwnerAction action, const Actor& actor,
                                       const OwnerState& owner) {
  const bool own_tokens = action == OwnerAction::revoke_tokens && owner.id == actor.token.owner &&
                          may_manage_tokens(actor);
  if (!actor.is_operator() && !own_tokens) return errc::operator_required;
  if (actor.overlap_until) return errc::secret_in_overlap;
  // Nobody would be left to resume it.
  if (action == OwnerAction::suspend && owner.id.is_operator()) return errc::operator_stays;
  Payload payload;
  switch (action) {
    case OwnerAction::suspend:
      if (owner.suspended) return std::optional<Decision>();
      payload = OwnerSuspended{};
      break;
    case OwnerAction::resume:
      if (!owner.suspended) return std::optional<Decision>();
      payload = OwnerResumed{};
      break;
    case OwnerAction::revoke_tokens:
      if (owner.tokens == 0) return std::optional<Decision>();
      payload = OwnerTokensRevoked{};
      break;
  }
  const Subject subject = owner.id;
  return std::optional<Decision>(
      Decision{subject, owner.revision + 1, rely_on(actor, subject, nullptr), std::move(payload)});
}

Result<Decision> decide(const StartSession& command, const Actor& actor, const Policy& policy,
                        Timestamp now) {
  if (!may_manage_tokens(actor)) return errc::insufficient_scope;
  const SessionStarted started{command.digest, command.signed_in_with,
                               std::min(now + policy.session_lifetime, actor.secret_expires_at()),
                               std::min(policy.session_idle, policy.session_lifetime)};
  // No revision of the token is made, so it is relied on like the owner's.
  return Decision{actor.token.id, actor.token.revision, rely_on(actor, {}, nullptr), started};
}

std::optional<Decision> decide(const EndSession& command, const TokenState& token,
                               const std::optional<TokenSessions>& sessions) {
  if (!sessions) return std::nullopt;
  if (command.session && find(*sessions, *command.session) == nullptr) return std::nullopt;
  return Decision{token.id, token.revision, {}, SessionEnded{command.session}};
}

Result<std::optional<Decision>> decide(const AdoptRules& command, const Actor& actor,
                                       const LedgerState& ledger) {
  if (!actor.is_operator()) return errc::operator_required;
  if (actor.overlap_until) return errc::secret_in_overlap;
  if (command.rules == ledger.rules) return std::optional<Decision>();
  if (command.rules < ledger.rules || find_rules(command.rules) == nullptr) {
    return errc::rules_unknown;
  }
  const Subject subject = std::monostate();
  return std::optional<Decision>(
      Decision{subject, 0, rely_on(actor, subject, nullptr), RulesAdopted{command.rules}});
}

}  // namespace ledger::token
