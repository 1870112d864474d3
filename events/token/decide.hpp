#pragma once
// Decides commands: state and command in, the event to append or a rejection out. Pure: no I/O, no
// clock, no dice. "A token may / may not …" is said here and nowhere else.

#include <algorithm>

#include "events/token/command.hpp"
#include "events/token/errc.hpp"
#include "events/token/event.hpp"
#include "events/token/policy.hpp"
#include "events/token/result.hpp"

namespace ledger::token {

/// The calling token and its owner, as read for this decision, and which of the token's secrets
/// called: who kept the old one of a regenerated token must not be able to take the token over.
struct Actor {
  TokenState token;
  OwnerState owner;
  std::optional<Timestamp>
      overlap_until{};  ///< there: the old secret called, and is good until then
  /// Until when the secret that called is good; what it makes may not outlive that.
  [[nodiscard]] Timestamp secret_expires_at() const {
    return std::min(overlap_until.value_or(token.expires_at), token.expires_at);
  }
  [[nodiscard]] bool is_operator() const { return token.scopes.covers(scope_operate); }
};

/// An event without the parts that are the node's to add (command, caller, time).
struct Decision {
  Subject subject;
  std::uint64_t revision = 0;
  std::vector<Reliance> relied_on;
  Payload payload;
};

/// `owner` is the state of the owner that the token will have (see owner_to_create_for).
[[nodiscard]] Result<Decision> decide(const CreateToken& command, const Actor& actor,
                                      const OwnerState& owner, const Policy& policy, Timestamp now);

/// The latest expiry that the actor may give what it makes or regenerates, as decide() takes it.
[[nodiscard]] Timestamp expires_at_max(const Actor& actor, const Policy& policy, Timestamp now);

/// Whose the new token will be: named, or the caller's own; errc::owner_required for operators.
[[nodiscard]] Result<OwnerId> owner_to_create_for(const CreateToken& command, const Actor& actor);

/// Nothing in the value: the token is already as asked, and no event is needed.
[[nodiscard]] Result<std::optional<Decision>> decide(const UpdateToken& command, const Actor& actor,
                                                     const TokenState& target,
                                                     const OwnerState& owner);

[[nodiscard]] Result<Decision> decide(const RegenerateToken& command, const Actor& actor,
                                      const TokenState& target, const OwnerState& owner,
                                      const Policy& policy, Timestamp now);

[[nodiscard]] Result<Decision> decide(const DeleteToken& command, const Actor& actor,
                                      const TokenState& target);

/// Nothing in the value: the owner is already as asked, or has no token to revoke. An owner that no
/// event was ever about can be suspended: it holds for tokens made for it later.
[[nodiscard]] Result<std::optional<Decision>> decide(OwnerAction action, const Actor& actor,
                                                     const OwnerState& owner);

/// Who may not manage tokens has nothing to sign in for. It ends with the secret at the latest.
[[nodiscard]] Result<Decision> decide(const StartSession& command, const Actor& actor,
                                      const Policy& policy, Timestamp now);

/// Nothing in the value: there is none such. `sessions`: of `token`.
[[nodiscard]] std::optional<Decision> decide(const EndSession& command, const TokenState& token,
                                             const std::optional<TokenSessions>& sessions);

/// `registered`: how many there are; `end`: the last position that there is.
[[nodiscard]] Result<Decision> decide(const RegisterWebhook& command, const Actor& actor,
                                      std::size_t registered, Position end);
// Of one that was read; nothing in the value: it is as asked already. One that is deleted answers
// as an unknown one.
[[nodiscard]] Result<std::optional<Decision>> decide(const PauseWebhook& command,
                                                     const Actor& actor,
                                                     const WebhookState& webhook);
[[nodiscard]] Result<std::optional<Decision>> decide(const ResumeWebhook& command,
                                                     const Actor& actor,
                                                     const WebhookState& webhook, Position end);
[[nodiscard]] Result<Decision> decide(const RotateWebhookSecret& command, const Actor& actor,
                                      const WebhookState& webhook, const Policy& policy,
                                      Timestamp now);
[[nodiscard]] Result<Decision> decide(const DeleteWebhook& command, const Actor& actor,
                                      const WebhookState& webhook);

/// Nothing in the value: those rules hold already. That every node knows them is the caller's to
/// ask. errc::rules_unknown: to this program, or they held before.
[[nodiscard]] Result<std::optional<Decision>> decide(const AdoptRules& command, const Actor& actor,
                                                     const LedgerState& ledger);

/// Whether the actor may see the token at all: its own owner's, or any for an operator, and not
/// deleted. A token that may not be seen answers as an unknown one.
[[nodiscard]] bool may_see(const Actor& actor, const TokenState& target);

/// Whether the actor may read what happened to the token: the same, also after its end.
[[nodiscard]] bool may_read_history(const Actor& actor, const TokenState& target);

/// Whether the actor may manage tokens: `ledger:tokens`, or what covers it.
[[nodiscard]] bool may_manage_tokens(const Actor& actor);

}  // namespace ledger::token
