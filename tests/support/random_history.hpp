#pragma once
// Seeded random histories of a ledger, and a plain model in memory of what they make.

#include "projections/view_rows.hpp"
#include "tests/support/projections_support.hpp"
#include "tests/support/samples.hpp"

namespace ledger::projections::test {

/// The state in maps, never forgetting anything.
struct Model final : StateReader {
  std::optional<LedgerState> opened;
  std::map<TokenId, TokenState> tokens;
  std::map<OwnerId, OwnerState> owners;
  std::map<CommandAttempt, CommandState> commands;
  std::map<TokenDigest, RetiredDigest> retired;
  std::map<TokenId, TokenSessions> signed_in;
  std::map<WebhookId, WebhookState> webhooks;
  std::vector<log::Record> accepted;
  Timestamp log_time{};
  Timestamp memory_time{};

  template <class Map, class Key>
  static std::optional<typename Map::mapped_type> find(const Map& map, const Key& key) {
    const auto found = map.find(key);
    if (found == map.end()) return std::nullopt;
    return found->second;
  }
  std::optional<LedgerState> ledger() const override { return opened; }
  std::optional<TokenState> token(const TokenId& id) const override { return find(tokens, id); }
  std::optional<OwnerState> owner(const OwnerId& id) const override { return find(owners, id); }
  std::optional<CommandState> command(const CommandAttempt& attempt) const override {
    return find(commands, attempt);
  }
  std::optional<TokenSessions> sessions(const TokenId& token) const override {
    return find(signed_in, token);
  }
  std::optional<WebhookState> webhook(const WebhookId& id) const override {
    return find(webhooks, id);
  }
  bool has_digest(const TokenDigest& digest) const override {
    if (retired.contains(digest)) return true;
    return std::any_of(tokens.begin(), tokens.end(),
                       [&](const auto& entry) { return is_living(entry.second, digest); });
  }
  void apply(const log::Record& record) {
    const auto before = log_time;
    log_time = std::max(log_time, record.log_time);
    memory_time = opened ? memory_time_after(memory_time, before, log_time) : record.log_time;
    const auto decoded = log::decode(record.value, ledger_id);
    const auto* event = std::get_if<Event>(&decoded);
    if (event == nullptr) return;
    auto effects = fold(*this, *event, {record.position, memory_time}, newest_rules());
    if (effects.verdict == Verdict::applied) accepted.push_back(record);
    if (effects.ledger) opened = effects.ledger;
    if (opened) opened->accepted = accepted.size();
    if (effects.token) tokens.insert_or_assign(effects.token->after.id, effects.token->after);
    if (effects.owner) owners.insert_or_assign(effects.owner->after.id, effects.owner->after);
    if (effects.webhook) {
      webhooks.insert_or_assign(effects.webhook->after.id, effects.webhook->after);
    }
    if (effects.command) commands.insert_or_assign(effects.command->attempt, *effects.command);
    for (const auto& digest : effects.retired) retired.insert_or_assign(digest.digest, digest);
    if (!effects.sessions) return;
    if (effects.sessions->sessions.empty()) {
      signed_in.erase(effects.sessions->token);
    } else {
      signed_in.insert_or_assign(effects.sessions->token, *effects.sessions);
    }
  }
};

/// A log of random commands: some stale, some twice, some again, some no events at all; the log's
/// clock creeps, jumps and goes back.
class RandomHistory {
 public:
  RandomHistory(MemoryLog& log, std::uint32_t seed) : log_(log), random_(seed) {
    add(events_.opened());
  }
  void extend(int count) {
    for (int i = 0; i < count; ++i) step();
  }
  Model model;

 private:
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

  void step() {
    move_clock();
    switch (below(20)) {
      case 0:
        return raw(below(2) == 0 ? "{}" : log::encode_barrier({std::string(32, 'a')}, ledger_id));
      case 1:
        return raw(log::encode(events_.deleted(1, 1), "another"));
      case 2:
        return again();
      case 3:
        return add(events_.created(below(40), "owner-0", fresh_digest()));
      case 4:
        return about_owner();
      case 5:
        return noticed();
      case 6:
      case 7:
        return about_session();
      case 8:
        return about_webhook();
      default:
        return about_token();
    }
  }
  void move_clock() {
    const auto dice = below(100);
    if (dice == 0) log_.now += std::chrono::days(below(400));
    if (dice == 1) log_.now -= std::chrono::hours(below(48));
    if (dice > 1 && dice < 30) log_.now += std::chrono::minutes(below(120));
  }
  void about_token() {
    const auto n = below(40);
    const auto token = model.token(token_id(n));
    if (!token) {
      return add(events_.created(n, "owner-" + std::to_string(below(4)), fresh_digest()));
    }
    // One in five is decided on a revision that has moved.
    const auto revision = token->revision + (below(5) == 0 ? 0 : 1);
    switch (below(6)) {
      case 0:
        return add(relying(events_.deleted(n, revision, token->owner.text()), *token));
      case 1:
        return add(relying(events_.regenerated(n, revision, fresh_digest()), *token));
      case 2:
        return add(events_.regenerated(n, revision, fresh_digest(), noon + std::chrono::hours(1)));
      default:
        return add(relying(events_.updated(n, revision, {"s" + std::to_string(below(9))}), *token));
    }
  }
  /// One in five with a secret, or about a session, that there is not.
  void about_session() {
    const auto n = below(40);
    const auto token = model.token(token_id(n));
    const auto sessions = model.sessions(token_id(n));
    auto name = SessionName::of(session_digest(below(1000)));
    if (sessions && below(5) != 0) {
      name = SessionName::of(sessions->sessions[below(sessions->sessions.size())].digest);
    }
    switch (below(4)) {
      case 0:
        return add(
            events_.make(token_id(n), 0, below(5) == 0 ? SessionEnded{} : SessionEnded{name}));
      case 1: {
        auto event = events_.make(token_id(n), 0, SessionContinued{name});
        event.time = log_.now;
        return add(event);
      }
      default: {
        const auto with = token && below(5) != 0 ? token->digest : digest(below(100));
        auto event = events_.make(
            token_id(n), 0,
            SessionStarted{session_digest(below(1000)), with, log_.now + std::chrono::hours(12),
                           std::chrono::hours(1 + below(5))});
        event.time = log_.now;
        return add(event);
      }
    }
  }
  /// One in five of a revision that there is not.
  void about_webhook() {
    const auto id = support::webhook_id(static_cast<std::uint8_t>(below(6)));
    const auto revision = model.revision(id) + (below(5) == 0 ? 0 : 1);
    const std::vector<Payload> any{support::webhook_registered(),
                                   WebhookPaused{},
                                   WebhookResumed{},
                                   WebhookDisabled{},
                                   support::webhook_rotated(),
                                   WebhookDeleted{},
                                   WebhookResumed{Position(below(9))}};
    add(events_.make(id, revision, any[below(any.size())]));
  }
  Event relying(Event event, const TokenState& token) {
    event.relied_on.push_back({token.owner, model.owner(token.owner)->revision});
    return event;
  }
  /// What the ledger notices, now and then of what is no more.
  void noticed() {
    const auto n = below(40);
    const auto token = model.token(token_id(n));
    const auto expiry = token ? token->expires_at : noon;
    switch (below(4)) {
      case 0:
        return add(events_.make(std::monostate(), 0, ExpiredThrough{log_.now}));
      case 2:
        return add(events_.make(
            std::monostate(), 0,
            LedgerRestored{"0123456789abcdef", Position(log_.records.size() - 1 - below(2))}));
      case 1:
        return add(events_.make(token_id(n), 0, RetiredSecretPresented{}));
      default:
        return add(events_.make(token_id(n), token ? token->revision : 0,
                                TokenExpiring{expiry, std::chrono::days(1 + below(7))}));
    }
  }
  void about_owner() {
    const auto name = "owner-" + std::to_string(below(4));
    const auto owner = model.owner(owner_id(name));
    const auto revision = (owner ? owner->revision : 0) + (below(4) == 0 ? 0 : 1);
    switch (below(3)) {
      case 0:
        return add(events_.about_owner<OwnerSuspended>(name, revision));
      case 1:
        return add(events_.about_owner<OwnerResumed>(name, revision));
      default:
        return add(events_.about_owner<OwnerTokensRevoked>(name, revision));
    }
  }
  /// A record of before once more, or the second attempt of its command.
  void again() {
    const auto& record = log_.records[below(log_.records.size())];
    const auto decoded = log::decode(record.value, ledger_id);
    const auto* event = std::get_if<Event>(&decoded);
    if (event == nullptr || below(2) == 0) return raw(std::string(record.value));
    Event second = *event;
    if (second.command.number < CommandAttempt::number_max) ++second.command.number;
    add(second);
  }
  /// One in twenty was there before: nothing may be issued with it.
  std::uint64_t fresh_digest() {
    if (digests_ > 0 && below(20) == 0) return 1'000'000 + below(digests_);
    return 1'000'000 + digests_++;
  }
  void add(const Event& event) {
    log_.add(event);
    model.apply(log_.records.back());
  }
  void raw(std::string value) {
    (void)log_.append("", std::move(value), {});
    model.apply(log_.records.back());
  }

  MemoryLog& log_;
  std::mt19937 random_;
  Events events_;
  std::uint64_t digests_ = 0;
};

}  // namespace ledger::projections::test
