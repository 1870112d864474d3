#include "events/token/fold.hpp"

#include "events/token/standing.hpp"
#include "events/token/webhook_fold.hpp"

namespace ledger::token {
namespace {

template <class... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

OwnerState or_new(const std::optional<OwnerState>& owner, const OwnerId& id) {
  return owner ? *owner : OwnerState{id, 0, false, std::nullopt, 0};
}

/// The subject is at the revision before, where one is made.
bool revision_holds(const StateReader& state, const Event& event) {
  if (makes_no_revision(event.payload)) return true;
  return std::visit(
      Overloaded{[](std::monostate) { return false; },
                 [&](const auto& id) { return event.revision == state.revision(id) + 1; }},
      event.subject);
}

/// R1: nothing the decision relied on has moved.
bool relied_on_holds(const StateReader& state, const Event& event) {
  for (const auto& reliance : event.relied_on) {
    const auto now = std::visit([&](const auto& id) { return state.revision(id); }, reliance.on);
    if (now != reliance.revision) return false;
  }
  return true;
}

/// R4: an attempt counts only after the one before it was decided, and lost.
bool earlier_attempt_lost(const StateReader& state, const CommandAttempt& attempt,
                          Timestamp memory_time, const Rules& rules) {
  if (attempt.number <= 1) return true;
  CommandAttempt earlier = attempt;
  --earlier.number;
  const auto decided = state.command(earlier);
  return decided && is_remembered(*decided, memory_time, rules) &&
         decided->outcome == CommandOutcome::rejected;
}

/// The parts of the state that one record changes, and the rules of how.
class Application {
 public:
  Application(const StateReader& state, const Event& event, const Moment& at, const Rules& rules)
      : state_(state),
        event_(event),
        position_(at.position),
        memory_time_(at.memory_time),
        rules_(rules) {}

  /// False if the payload does not fit its subject or the state: the record is superseded.
  [[nodiscard]] bool run(Effects& effects) {
    return std::visit([&](const auto& payload) { return apply(payload, effects); }, event_.payload);
  }

 private:
  bool apply(const LedgerOpened&, Effects&) { return false; }

  /// Forward only. Whether this program knows them is the driver's to ask, before it goes on.
  bool apply(const RulesAdopted& adopted, Effects& effects) {
    auto ledger = state_.ledger();
    if (!ledger || !std::holds_alternative<std::monostate>(event_.subject)) return false;
    if (adopted.rules <= ledger->rules) return false;
    ledger->rules = adopted.rules;
    effects.ledger = std::move(ledger);
    return true;
  }

  bool apply(const TokenCreated& created, Effects& effects) {
    const auto* id = std::get_if<TokenId>(&event_.subject);
    if (id == nullptr || state_.revision(*id) != 0 || state_.has_digest(created.digest))
      return false;
    auto before = state_.owner(created.owner);
    OwnerState owner = or_new(before, created.owner);
    ++owner.tokens;
    effects.token =
        Change<TokenState>{std::nullopt, created_token(event_, created, *id, position_)};
    effects.owner = Change<OwnerState>{std::move(before), std::move(owner)};
    return true;
  }

  bool apply(const TokenUpdated& updated, Effects& effects) {
    auto token = living_subject();
    if (!token) return false;
    TokenState after = *token;
    if (updated.name) after.name = *updated.name;
    if (updated.scopes) after.scopes = *updated.scopes;
    finish(std::move(*token), std::move(after), effects);
    return true;
  }

  bool apply(const TokenRegenerated& regenerated, Effects& effects) {
    auto token = living_subject();
    if (!token || state_.has_digest(regenerated.digest)) return false;
    // Revoked with all of the owner's is final, also for a record that did not rely on the owner.
    const auto owner = state_.owner(token->owner);
    if (owner && is_revoked(*token, *owner)) return false;
    TokenState after = *token;
    if (after.overlap) retire(after.overlap->digest, after.id, effects);
    after.overlap.reset();
    if (regenerated.overlap_until) {
      after.overlap = Overlap{token->digest, token->issued_position, *regenerated.overlap_until};
    } else {
      retire(token->digest, token->id, effects);
    }
    after.digest = regenerated.digest;
    after.hint = regenerated.hint;
    after.expires_at = regenerated.expires_at;
    after.issued_position = position_;
    after.expiry_told.reset();
    finish(std::move(*token), std::move(after), effects);
    return true;
  }

  bool apply(const TokenDeleted& deleted, Effects& effects) {
    auto token = living_subject();
    if (!token || token->owner != deleted.owner) return false;
    TokenState after = *token;
    if (after.overlap) retire(after.overlap->digest, after.id, effects);
    retire(after.digest, after.id, effects);
    after.overlap.reset();
    after.deleted = true;
    auto owner = state_.owner(token->owner);
    if (owner && !is_revoked(*token, *owner)) {
      OwnerState counted = *owner;
      --counted.tokens;
      effects.owner = Change<OwnerState>{std::move(owner), std::move(counted)};
    }
    finish(std::move(*token), std::move(after), effects);
    return true;
  }

  bool apply(const OwnerSuspended&, Effects& effects) {
    return change_owner(effects, [](OwnerState& owner) { owner.suspended = true; });
  }
  bool apply(const OwnerResumed&, Effects& effects) {
    return change_owner(effects, [](OwnerState& owner) { owner.suspended = false; });
  }
  bool apply(const OwnerTokensRevoked&, Effects& effects) {
    return change_owner(effects, [&](OwnerState& owner) {
      owner.revoked_through = position_;
      owner.tokens = 0;
    });
  }

  bool apply(const ExpiredThrough& expired, Effects& effects) {
    auto ledger = state_.ledger();
    if (!ledger || !std::holds_alternative<std::monostate>(event_.subject)) return false;
    if (ledger->expired_through && *ledger->expired_through >= expired.through) return false;
    ledger->expired_through = expired.through;
    effects.ledger = std::move(ledger);
    return true;
  }

  /// Only where it says: a copy of the record elsewhere restored nothing.
  bool apply(const LedgerRestored& restored, Effects& effects) {
    auto ledger = state_.ledger();
    if (!ledger || !std::holds_alternative<std::monostate>(event_.subject)) return false;
    if (event_.caller != caller_ledger || restored.through.next() != position_) return false;
    ledger->epoch = restored.epoch;
    effects.ledger = std::move(ledger);
    return true;
  }

  /// Once per threshold, from the largest to the smallest, of the expiry that the token has now.
  bool apply(const TokenExpiring& expiring, Effects& effects) {
    auto token = living_subject();
    if (!token || token->expires_at != expiring.expires_at) return false;
    if (token->expiry_told && *token->expiry_told <= expiring.threshold) return false;
    TokenState after = *token;
    after.expiry_told = expiring.threshold;
    effects.token = Change<TokenState>{std::move(token), std::move(after)};
    return true;
  }

  /// Nothing changes: that it happened is all.
  bool apply(const RetiredSecretPresented&, Effects&) {
    const auto* id = std::get_if<TokenId>(&event_.subject);
    return id != nullptr && state_.token(*id).has_value();
  }

  /// With a secret that lives. What is over by the event's own time goes, and so does the oldest
  /// where there are too many.
  bool apply(const SessionStarted& started, Effects& effects) {
    const auto token = living_subject();
    if (!token || !lives(*token, started.signed_in_with)) return false;
    auto sessions = sessions_of_subject().value_or(TokenSessions{token->id, {}, {}});
    if (find(sessions, SessionName::of(started.digest)) != nullptr) return false;
    auto& list = sessions.sessions;
    std::erase_if(list, [&](const auto& each) { return is_over(each, each.used_at, event_.time); });
    if (list.size() == sessions_max) list.erase(list.begin());
    list.push_back({started.digest, started.signed_in_with, position_, event_.time, event_.time,
                    started.expires_at, started.idle});
    sessions.memory_time = memory_time_;
    effects.sessions = std::move(sessions);
    return true;
  }

  bool apply(const SessionContinued& continued, Effects& effects) {
    auto sessions = sessions_of_subject();
    if (!sessions) return false;
    for (auto& session : sessions->sessions) {
      if (SessionName::of(session.digest) != continued.session) continue;
      if (event_.time <= session.used_at) return false;
      session.used_at = event_.time;
      effects.sessions = std::move(sessions);
      return true;
    }
    return false;
  }

  bool apply(const SessionEnded& ended, Effects& effects) {
    auto sessions = sessions_of_subject();
    if (!sessions) return false;
    const auto ends = [&](const Session& session) {
      return !ended.session || SessionName::of(session.digest) == *ended.session;
    };
    if (std::erase_if(sessions->sessions, ends) == 0) return false;
    effects.sessions = std::move(sessions);
    return true;
  }

  template <AboutWebhook Payload>
  bool apply(const Payload& payload, Effects& effects) {
    const auto* id = std::get_if<WebhookId>(&event_.subject);
    if (id == nullptr) return false;
    auto before = state_.webhook(*id);
    auto after = webhook_after(before, payload, position_);
    if (!after) return false;
    after->id = *id;
    after->revision = event_.revision;
    after->updated_at = event_.time;
    if (!before) after->created_at = event_.time;
    effects.webhook = Change<WebhookState>{std::move(before), *std::move(after)};
    return true;
  }

  /// Whether it is one of the token's secrets and was not revoked with all of its owner's.
  bool lives(const TokenState& token, const TokenDigest& digest) const {
    const auto issued = issued_at(token, digest);
    return issued && !is_revoked(*issued, or_new(state_.owner(token.owner), token.owner));
  }

  /// Those that still count: what is over is forgotten some records later.
  std::optional<TokenSessions> sessions_of_subject() const {
    const auto* id = std::get_if<TokenId>(&event_.subject);
    if (id == nullptr) return std::nullopt;
    auto sessions = state_.sessions(*id);
    if (sessions && !is_remembered(*sessions, memory_time_, rules_)) return std::nullopt;
    return sessions;
  }

  template <class Mutation>
  bool change_owner(Effects& effects, Mutation mutate) {
    const auto* id = std::get_if<OwnerId>(&event_.subject);
    if (id == nullptr) return false;
    auto before = state_.owner(*id);
    OwnerState after = or_new(before, *id);
    after.revision = event_.revision;
    mutate(after);
    effects.owner = Change<OwnerState>{std::move(before), std::move(after)};
    return true;
  }

  /// The subject as a token that is not deleted.
  std::optional<TokenState> living_subject() const {
    const auto* id = std::get_if<TokenId>(&event_.subject);
    if (id == nullptr) return std::nullopt;
    auto token = state_.token(*id);
    if (!token || token->deleted) return std::nullopt;
    return token;
  }

  void retire(const TokenDigest& digest, const TokenId& id, Effects& effects) const {
    effects.retired.push_back({digest, id, position_, memory_time_});
  }

  void finish(TokenState before, TokenState after, Effects& effects) const {
    after.revision = event_.revision;
    after.updated_at = event_.time;
    effects.token = Change<TokenState>{std::move(before), std::move(after)};
  }

  const StateReader& state_;
  const Event& event_;
  Position position_;
  Timestamp memory_time_;
  const Rules& rules_;
};

CommandState remember(const Event& event, CommandOutcome outcome, const Moment& at) {
  return {event.command, outcome,     event.fingerprint, event.caller,
          event.subject, at.position, at.memory_time};
}

}  // namespace

TokenState created_token(const Event& event, const TokenCreated& created, const TokenId& id,
                         Position position) {
  return {id,
          created.owner,
          created.name,
          created.scopes,
          event.revision,
          created.created_by,
          event.time,
          event.time,
          created.expires_at,
          created.digest,
          created.hint,
          position,
          position,
          std::nullopt,
          false};
}

bool is_remembered(const CommandState& command, Timestamp memory_time,
                   const Rules& rules) noexcept {
  return memory_time < command.memory_time + rules.command_memory;
}

bool is_remembered(const TokenSessions& sessions, Timestamp memory_time,
                   const Rules& rules) noexcept {
  return memory_time < sessions.memory_time + rules.session_memory;
}

Timestamp memory_time_after(Timestamp memory_time, Timestamp log_time_before,
                            Timestamp log_time) noexcept {
  if (log_time <= log_time_before) return memory_time;
  // Compared before it is subtracted: a time of the far past must not overflow.
  const bool is_small = log_time < log_time_before + memory_step_max;
  const Timestamp::duration step = is_small ? log_time - log_time_before : memory_step_max;
  return memory_time + step;
}

Effects fold(const StateReader& state, const Event& event, const Moment& at, const Rules& rules) {
  Effects effects;
  if (const auto* opened = std::get_if<LedgerOpened>(&event.payload)) {
    if (at.position == Position(0) && !state.ledger()) {
      effects.verdict = Verdict::applied;
      effects.ledger = LedgerState{opened->ledger_id, opened->rules, std::nullopt,
                                   opened->ledger_id.substr(0, epoch_size), 0};
    }
    return effects;
  }
  // R2: the first record of a command id decides that command for ever, also when it loses.
  const auto decided = state.command(event.command);
  if (decided && is_remembered(*decided, at.memory_time, rules)) {
    effects.verdict = Verdict::duplicate;
    return effects;
  }
  const bool applied = earlier_attempt_lost(state, event.command, at.memory_time, rules) &&
                       relied_on_holds(state, event) && revision_holds(state, event) &&
                       Application(state, event, at, rules).run(effects);
  effects.verdict = applied ? Verdict::applied : Verdict::superseded;
  effects.command =
      remember(event, applied ? CommandOutcome::applied : CommandOutcome::rejected, at);
  return effects;
}

}  // namespace ledger::token
