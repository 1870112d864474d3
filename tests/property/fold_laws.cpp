// Laws of the fold over random histories: well-made events, stale ones, repeated and invented ones.

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "events/token/standing.hpp"
#include "tests/support/memory_state.hpp"
#include "tests/support/random_events.hpp"
#include "tests/support/samples.hpp"

namespace ledger::token {
namespace {

using support::Dice;
using support::MemoryState;

struct Logged {
  Event event;
  Timestamp log_time;
};

/// A handful of tokens and owners, so that events meet.
constexpr std::size_t tokens = 12;
const std::vector<OwnerId> owners{support::owner_id("alice"), support::owner_id("bob"),
                                  support::owner_id("operator")};

TokenId some_token(Dice& dice) {
  return support::token_id(static_cast<std::uint8_t>(dice.roll(tokens)));
}

std::uint64_t revision_of(const MemoryState& state, const Subject& subject) {
  if (const auto* id = std::get_if<TokenId>(&subject)) {
    const auto token = state.token(*id);
    return token ? token->revision : 0;
  }
  if (const auto* id = std::get_if<WebhookId>(&subject)) return state.revision(*id);
  if (const auto* id = std::get_if<OwnerId>(&subject)) {
    const auto owner = state.owner(*id);
    return owner ? owner->revision : 0;
  }
  return 0;
}

/// Mostly with a secret that lives, and about a session that there is.
void make_session_meet(Dice& dice, const MemoryState& state, Event& event) {
  const auto* id = std::get_if<TokenId>(&event.subject);
  if (id == nullptr || dice.percent(20)) return;
  const auto token = state.token(*id);
  const auto sessions = state.sessions(*id);
  if (auto* started = std::get_if<SessionStarted>(&event.payload); started != nullptr && token) {
    const bool by_old = token->overlap && dice.percent(50);
    started->signed_in_with = by_old ? token->overlap->digest : token->digest;
    if (sessions && dice.percent(10)) started->digest = sessions->sessions.front().digest;
  }
  if (!sessions) return;
  const auto name = SessionName::of(dice.one_of(sessions->sessions).digest);
  if (auto* continued = std::get_if<SessionContinued>(&event.payload)) continued->session = name;
  if (auto* ended = std::get_if<SessionEnded>(&event.payload); ended != nullptr && ended->session) {
    ended->session = name;
  }
}

/// What could happen next; one in three relies on something stale, or is no next revision.
Event next_event(Dice& dice, const MemoryState& state, const std::vector<Logged>& before) {
  Event event = support::random_event(dice);
  event.command = support::attempt(static_cast<std::uint8_t>(dice.roll(256)));
  if (dice.percent(15) && !before.empty()) {
    event.command = dice.one_of(before).event.command;
    if (dice.percent(50) && event.command.number < CommandAttempt::number_max) {
      ++event.command.number;
    }
  }
  if (auto* created = std::get_if<TokenCreated>(&event.payload))
    created->owner = dice.one_of(owners);
  if (std::holds_alternative<TokenId>(event.subject)) event.subject = some_token(dice);
  if (std::holds_alternative<OwnerId>(event.subject)) event.subject = dice.one_of(owners);
  if (std::holds_alternative<WebhookId>(event.subject)) {
    event.subject = support::webhook_id(static_cast<std::uint8_t>(dice.roll(4)));
  }
  if (auto* expiring = std::get_if<TokenExpiring>(&event.payload)) {
    const auto token = state.token(std::get<TokenId>(event.subject));
    if (token && dice.percent(80)) expiring->expires_at = token->expires_at;
  }
  if (auto* deleted = std::get_if<TokenDeleted>(&event.payload)) {
    const auto token = state.token(std::get<TokenId>(event.subject));
    if (token && dice.percent(80)) deleted->owner = token->owner;
  }
  make_session_meet(dice, state, event);
  if (auto* restored = std::get_if<LedgerRestored>(&event.payload)) {
    if (dice.percent(80)) restored->through = Position(before.size() - 1);
    event.caller = caller_ledger;
  }
  event.revision = revision_of(state, event.subject) + (dice.percent(85) ? 1 : dice.roll(3));
  event.relied_on.clear();
  if (dice.percent(50)) {
    const auto owner = dice.one_of(owners);
    event.relied_on.push_back({owner, revision_of(state, owner) + (dice.percent(90) ? 0 : 1)});
  }
  if (dice.percent(50)) {
    const auto token = some_token(dice);
    event.relied_on.push_back({token, revision_of(state, token) + (dice.percent(90) ? 0 : 1)});
  }
  return event;
}

/// Log time moves by minutes, now and then by days, so that commands are forgotten within it.
std::vector<Logged> random_history(Dice& dice, std::size_t size) {
  std::vector<Logged> history{{support::opened(), support::sample_time()}};
  MemoryState state;
  state.fold_next(history[0].event, history[0].log_time);
  while (history.size() < size) {
    const auto pause =
        dice.percent(3) ? std::chrono::hours(24 * dice.roll(9)) : std::chrono::hours(dice.roll(2));
    const auto log_time = history.back().log_time + pause;
    auto event = next_event(dice, state, history);
    state.fold_next(event, log_time);
    history.push_back({std::move(event), log_time});
  }
  return history;
}

MemoryState folded(MemoryState from, const std::vector<Logged>& history, std::size_t begin,
                   std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) {
    from.fold_next(history[i].event, history[i].log_time);
  }
  return from;
}

TEST(FoldLaws, AnySplitOfTheLogGivesTheSameState) {
  Dice dice;
  SCOPED_TRACE(dice.seed());
  for (int round = 0; round < 20; ++round) {
    const auto history = random_history(dice, 300);
    const auto whole = folded({}, history, 0, history.size());
    for (int split = 0; split < 20; ++split) {
      const auto at = dice.roll(history.size() + 1);
      const auto checkpoint = folded({}, history, 0, at);
      ASSERT_TRUE(folded(checkpoint, history, at, history.size()) == whole) << at;
    }
  }
}

TEST(FoldLaws, HistoriesMeetEveryVerdictAndApplyEveryEvent) {
  Dice dice;
  SCOPED_TRACE(dice.seed());
  std::set<Verdict> verdicts;
  std::set<std::size_t> applied;
  const auto all_met = [&] {
    return verdicts.size() == 3 && applied.size() == std::variant_size_v<Payload>;
  };
  // Some are rare: a tenth of so many do nearly always.
  for (int round = 0; round < 1000 && !all_met(); ++round) {
    MemoryState state;
    for (const auto& [event, log_time] : random_history(dice, 300)) {
      const auto effects = state.fold_next(event, log_time);
      verdicts.insert(effects.verdict);
      if (effects.verdict == Verdict::applied) applied.insert(event.payload.index());
    }
  }
  EXPECT_EQ(verdicts.size(), 3u);
  EXPECT_EQ(applied.size(), std::variant_size_v<Payload>);
}

/// What must hold between two states with one record between them.
void check_step(const MemoryState& before, const MemoryState& after, const Effects& effects) {
  if (effects.verdict != Verdict::applied) {
    ASSERT_TRUE(before.tokens() == after.tokens() && before.owners() == after.owners() &&
                before.retired() == after.retired() && before.ledger() == after.ledger() &&
                before.all_sessions() == after.all_sessions() &&
                before.webhooks() == after.webhooks());
  }
  for (const auto& [id, sessions] : after.all_sessions()) {
    ASSERT_TRUE(before.tokens().contains(id));
    ASSERT_FALSE(sessions.sessions.empty());
    ASSERT_LE(sessions.sessions.size(), sessions_max);
  }
  if (effects.verdict == Verdict::duplicate) {
    ASSERT_FALSE(effects.command);
  }
  for (const auto& [id, token] : before.tokens()) {
    const auto& now = after.tokens().at(id);
    ASSERT_TRUE(now.revision == token.revision || now.revision == token.revision + 1);
    auto told = token;
    told.expiry_told = now.expiry_told;
    ASSERT_TRUE(now == told || now.revision == token.revision + 1);
    ASSERT_FALSE(token.deleted && !(now == token));
    // What was told of an expiry gets smaller, until there is another expiry.
    ASSERT_TRUE(now.expiry_told == token.expiry_told || !token.expiry_told ||
                now.issued_position > token.issued_position ||
                (now.expiry_told && *now.expiry_told < *token.expiry_told));
    ASSERT_EQ(now.owner, token.owner);
    ASSERT_EQ(now.created_position, token.created_position);
    ASSERT_TRUE(now.digest == token.digest || now.issued_position > token.issued_position);
  }
  if (before.ledger()) {
    ASSERT_GE(after.ledger()->expired_through, before.ledger()->expired_through);
  }
  for (const auto& [id, owner] : before.owners()) {
    const auto& now = after.owners().at(id);
    ASSERT_TRUE(now.revision == owner.revision || now.revision == owner.revision + 1);
    ASSERT_GE(now.revoked_through, owner.revoked_through);
  }
}

/// An owner's count is that of its tokens which are neither deleted nor revoked.
void check_counts(const MemoryState& state) {
  for (const auto& [id, owner] : state.owners()) {
    const auto living =
        std::count_if(state.tokens().begin(), state.tokens().end(), [&](const auto& entry) {
          const auto& token = entry.second;
          return token.owner == id && !token.deleted && !is_revoked(token, owner);
        });
    ASSERT_EQ(owner.tokens, static_cast<std::uint64_t>(living)) << id.text();
  }
}

/// A digest is current, in overlap or retired, and never two of these.
void check_digests(const MemoryState& state) {
  for (const auto& [id, token] : state.tokens()) {
    ASSERT_EQ(state.retired().contains(token.digest), token.deleted);
    ASSERT_FALSE(token.overlap && state.retired().contains(token.overlap->digest));
    ASSERT_FALSE(token.overlap && token.deleted);
  }
}

TEST(FoldLaws, EveryRecordKeepsTheStateWhole) {
  Dice dice;
  SCOPED_TRACE(dice.seed());
  for (int round = 0; round < 20; ++round) {
    MemoryState state;
    for (const auto& [event, log_time] : random_history(dice, 300)) {
      const auto before = state;
      const auto effects = state.fold_next(event, log_time);
      ASSERT_NO_FATAL_FAILURE(check_step(before, state, effects));
      ASSERT_NO_FATAL_FAILURE(check_counts(state));
      ASSERT_NO_FATAL_FAILURE(check_digests(state));
    }
  }
}

}  // namespace
}  // namespace ledger::token
