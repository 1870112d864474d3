// What is noticed when: held clock, a log in memory, rounds by hand.

#include <gmock/gmock.h>

#include "projections/view_store.hpp"
#include "services/signals/signals.hpp"
#include "tests/support/held_clock.hpp"
#include "tests/support/projections_support.hpp"

namespace ledger::signals {
namespace {

using namespace projections::test;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;

const Timestamp expiry = noon + days(30);  // of what Events creates

class Noticing : public testing::Test {
 protected:
  Noticing() {
    log.add(events.opened());
    clock.set(noon);
  }
  /// Rounds until nothing is due, folding in between; what they appended, as text.
  std::vector<std::string> noticed_at(Timestamp now) {
    clock.set(now);
    node->projector.catch_up();
    const auto before = log.records.size();
    for (int i = 0; i < 20; ++i) {
      const bool done = signals->round();
      node->projector.catch_up();
      if (done) break;
    }
    return texts_after(before);
  }
  std::vector<std::string> texts_after(std::size_t before) {
    std::vector<std::string> texts;
    for (auto i = before; i < log.records.size(); ++i) {
      const auto decoded = log::decode(log.records[i].value, ledger_id);
      const auto& event = std::get<Event>(decoded);
      if (const auto* through = std::get_if<ExpiredThrough>(&event.payload)) {
        texts.push_back("expired through " +
                        std::to_string((through->through - noon) / minutes(1)));
      } else if (const auto* expiring = std::get_if<TokenExpiring>(&event.payload)) {
        texts.push_back(name_of(std::get<TokenId>(event.subject)) + " in " +
                        std::to_string(expiring->threshold / hours(24)));
      } else {
        texts.emplace_back("something else");
      }
    }
    return texts;
  }
  std::string name_of(const TokenId& id) {
    for (std::uint64_t n = 0; n < 100; ++n) {
      if (id == token_id(n)) return std::to_string(n);
    }
    return "?";
  }
  void restart() {
    signals.reset();
    node.reset();
    begin();
  }
  void begin() {
    node = std::make_unique<Node>(log, directory / "view");
    node->projector.catch_up();
    begin_signals();
  }
  void begin_signals() {
    SignalsOptions options;
    options.ledger_id = ledger_id;
    options.interval = minutes(1);
    options.expiry_thresholds = {days(1), days(7)};
    signals = std::make_unique<Signals>(log, node->view, clock, log_clock, notes, options);
  }
  Event created_at(std::uint64_t n, Timestamp time, Timestamp expires_at) {
    auto event = events.created(n, "alice", 100 + n);
    event.time = time;
    std::get<TokenCreated>(event.payload).expires_at = expires_at;
    return event;
  }

  FreshDirectory directory;
  MemoryLog log;
  Events events;
  support::HeldClock clock;
  runtime::LogClock log_clock;
  projections::RetiredFilter filter;
  RetiredNotes notes{filter};
  std::unique_ptr<Node> node;
  std::unique_ptr<Signals> signals;
};

constexpr milliseconds ms{1};
const auto minutes_of = [](Timestamp time) {
  return "expired through " + std::to_string((time - noon) / minutes(1));
};

TEST_F(Noticing, AThresholdIsToldOfWhenItComesAndNotAMillisecondBefore) {
  log.add(events.created(1, "alice", 101));
  begin();
  EXPECT_THAT(noticed_at(noon), IsEmpty());
  EXPECT_THAT(noticed_at(expiry - days(7) - ms), IsEmpty());
  EXPECT_THAT(noticed_at(expiry - days(7)), ElementsAre("1 in 7"));
  EXPECT_THAT(noticed_at(expiry - days(7) + ms), IsEmpty());
  EXPECT_THAT(noticed_at(expiry - days(1) - ms), IsEmpty());
  EXPECT_THAT(noticed_at(expiry - days(1)), ElementsAre("1 in 1"));
  EXPECT_THAT(noticed_at(expiry - ms), IsEmpty());
}

TEST_F(Noticing, ExpiryIsToldOfOnceTheMinuteIsOver) {
  log.add(events.created(1, "alice", 101));
  begin();
  static_cast<void>(noticed_at(expiry - ms));
  const Timestamp minute = std::chrono::ceil<minutes>(expiry);
  EXPECT_THAT(noticed_at(minute - ms), IsEmpty());
  EXPECT_THAT(noticed_at(minute), ElementsAre(minutes_of(minute)));
  EXPECT_EQ(node->view.ledger()->expired_through, minute);
  EXPECT_THAT(noticed_at(minute + minutes(1)), IsEmpty());
}

TEST_F(Noticing, ManyThatExpireAreOneEvent) {
  for (std::uint64_t n = 1; n <= 40; ++n) {
    log.add(created_at(n, noon, noon + hours(1) + n * ms));
  }
  begin();
  const Timestamp minute = std::chrono::ceil<minutes>(noon + hours(1) + 40 * ms);
  EXPECT_THAT(noticed_at(minute), ElementsAre(minutes_of(minute)));
}

TEST_F(Noticing, WhatIsDeletedOrRegeneratedDoesNotExpire) {
  log.add(created_at(1, noon, noon + hours(1)));
  log.add(created_at(2, noon, noon + hours(1)));
  log.add(events.deleted(1, 2));
  log.add(events.regenerated(2, 2, 900));
  begin();
  EXPECT_THAT(noticed_at(noon + hours(2)), IsEmpty());
}

TEST_F(Noticing, ANodeThatWasDownTellsAfterwardsAndInOrder) {
  log.add(events.created(1, "alice", 101));
  begin();
  EXPECT_THAT(noticed_at(noon), IsEmpty());
  clock.set(expiry + days(3));
  restart();
  EXPECT_THAT(
      noticed_at(expiry + days(3)),
      ElementsAre("1 in 7", "1 in 1", minutes_of(std::chrono::floor<minutes>(expiry + days(3)))));
  restart();
  EXPECT_THAT(noticed_at(expiry + days(3)), IsEmpty());
}

TEST_F(Noticing, ARestartRepeatsNothing) {
  log.add(events.created(1, "alice", 101));
  begin();
  EXPECT_THAT(noticed_at(expiry - days(2)), ElementsAre("1 in 7"));
  restart();
  EXPECT_THAT(noticed_at(expiry - days(2)), IsEmpty());
  EXPECT_THAT(noticed_at(expiry - hours(1)), ElementsAre("1 in 1"));
  restart();
  EXPECT_THAT(noticed_at(expiry - hours(1)), IsEmpty());
}

TEST_F(Noticing, ThresholdsFromBeforeTheSecretArePassedOver) {
  log.add(created_at(1, noon, noon + days(7)));       // at its creation
  log.add(created_at(2, noon, noon + days(7) + ms));  // just behind it
  log.add(created_at(3, noon, noon + hours(24)));
  begin();
  EXPECT_THAT(noticed_at(noon + ms), ElementsAre("2 in 7"));
  EXPECT_THAT(noticed_at(noon + hours(23)), IsEmpty());
  EXPECT_THAT(noticed_at(noon + days(6)), testing::Contains("1 in 1"));
}

TEST_F(Noticing, ARegeneratedTokenIsToldOfItsNewExpiry) {
  log.add(events.created(1, "alice", 101));
  begin();
  EXPECT_THAT(noticed_at(expiry - hours(1)), ElementsAre("1 in 7", "1 in 1"));
  auto again = events.regenerated(1, 2, 900);  // expires 60 days after noon
  again.time = expiry - hours(1);
  log.add(again);
  EXPECT_THAT(noticed_at(expiry), IsEmpty());
  EXPECT_THAT(noticed_at(noon + days(53)), ElementsAre("1 in 7"));
}

TEST_F(Noticing, ATokenOfARevokedOwnerIsNotToldOf) {
  log.add(events.created(1, "alice", 101));
  log.add(events.about_owner<OwnerTokensRevoked>("alice", 1));
  begin();
  EXPECT_THAT(noticed_at(expiry - hours(1)), IsEmpty());
}

TEST_F(Noticing, NoRevisionMoves) {
  log.add(events.created(1, "alice", 101));
  begin();
  static_cast<void>(noticed_at(expiry + days(1)));
  auto expected = TokenState(*node->view.token(token_id(1)));
  EXPECT_EQ(expected.revision, 1u);
  EXPECT_EQ(expected.updated_at, expected.created_at);
  EXPECT_EQ(expected.expiry_told, days(1));
}

TEST_F(Noticing, ARoundWaitsForWhatTheOneBeforeAppended) {
  log.add(events.created(1, "alice", 101));
  begin();
  clock.set(expiry - hours(1));
  EXPECT_FALSE(signals->round());
  const auto size = log.records.size();
  EXPECT_FALSE(signals->round());
  EXPECT_FALSE(signals->round());
  EXPECT_EQ(log.records.size(), size);
  node->projector.catch_up();
  EXPECT_TRUE(signals->round());
  EXPECT_EQ(log.records.size(), size);
}

TEST_F(Noticing, TwoNodesTellOnce) {
  log.add(events.created(1, "alice", 101));
  begin();
  Node other(log, directory / "other");
  other.projector.catch_up();
  SignalsOptions options;
  options.ledger_id = ledger_id;
  options.expiry_thresholds = {days(7), days(1)};
  Signals others(log, other.view, clock, log_clock, notes, options);
  clock.set(expiry - days(2));
  EXPECT_FALSE(signals->round());
  EXPECT_FALSE(others.round());
  node->projector.catch_up();
  EXPECT_EQ(node->projector.counters().duplicate, 1u);
  clock.set(expiry + hours(1));
  EXPECT_EQ(node->view.history(token_id(1), {}, 10).size(), 2u);
}

TEST_F(Noticing, WhatAFailedRoundHadGatheredIsToldOfByTheNext) {
  // Given a token that is due a week before, and another one a day before: its owner's row is none
  const Timestamp then = expiry - days(1);
  log.add(events.created(1, "bob", 101));
  begin();
  EXPECT_THAT(noticed_at(expiry - days(7)), ElementsAre("1 in 7"));
  log.add(created_at(2, noon, then + days(7) - hours(1)));
  node->projector.catch_up();
  signals.reset();
  node.reset();
  {
    projections::ViewStore store(directory / "view", {});
    const auto key = projections::Keys::owner(owner_id("bob"));
    rocksdb::WriteBatch batch;
    batch.Put(rocksdb::Slice(key.view().data(), key.view().size()), "nonsense");
    store.write(batch);
  }
  node = std::make_unique<Node>(log, directory / "view");
  begin_signals();
  // When the second one fails
  clock.set(then);
  EXPECT_THROW((void)signals->round(), projections::ViewFailure);
  // Then the first one is told of as soon as nothing fails
  const auto before = log.records.size();
  clock.set(then - ms);
  EXPECT_FALSE(signals->round());
  EXPECT_THAT(texts_after(before), ElementsAre("2 in 7"));
}

TEST_F(Noticing, ABacklogIsToldOfInPartsAndWholly) {
  for (std::uint64_t n = 1000; n < 2200; ++n) log.add(events.created(n, "alice", n));
  begin();
  clock.set(expiry - days(2));
  std::size_t rounds = 0;
  for (; rounds < 10 && !signals->round(); ++rounds) node->projector.catch_up();
  EXPECT_EQ(rounds, 3u);
  EXPECT_EQ(signals->appended(), 1200u);
  for (std::uint64_t n = 1000; n < 2200; ++n) {
    ASSERT_EQ(node->view.token(token_id(n))->expiry_told, days(7)) << n;
  }
}

TEST_F(Noticing, ALookEndsAfterSoManyTokensAndGoesOnThere) {
  for (std::uint64_t n = 1; n <= 5; ++n) log.add(events.created(n, "alice", n));
  begin();
  static_cast<void>(noticed_at(expiry - days(2)));
  const auto limits = [](std::size_t places) { return ExpiryNotices::Limits{500, places}; };
  ExpiryNotices exact(node->view, {days(7)});
  EXPECT_TRUE(exact.due(expiry - days(2), limits(5)).complete);
  ExpiryNotices parts(node->view, {days(7)});
  EXPECT_FALSE(parts.due(expiry - days(2), limits(4)).complete);
  EXPECT_TRUE(parts.due(expiry - days(2), limits(1)).complete);
  ExpiryNotices both(node->view, {days(7), days(3)});
  EXPECT_FALSE(both.due(expiry - days(2), limits(9)).complete);
  EXPECT_TRUE(both.due(expiry - days(2), limits(1)).complete);
}

TEST_F(Noticing, AClockThatWasAheadSilencesNoNotice) {
  log.add(created_at(1, noon, noon + days(40)));
  begin();
  EXPECT_EQ(noticed_at(noon + days(60)).size(), 3u);
  log.add(events.created(2, "alice", 102));
  EXPECT_THAT(noticed_at(expiry - days(7)), ElementsAre("2 in 7"));
  EXPECT_THAT(noticed_at(expiry - days(1)), ElementsAre("2 in 1"));
}

TEST_F(Noticing, AClockThatWasAheadBeforeARestartSilencesNoNotice) {
  log.add(created_at(1, noon, noon + days(40)));
  begin();
  EXPECT_EQ(noticed_at(noon + days(60)).size(), 3u);
  log.add(events.created(2, "alice", 102));
  clock.set(noon);
  restart();
  EXPECT_THAT(noticed_at(expiry - days(7)), ElementsAre("2 in 7"));
  EXPECT_THAT(noticed_at(expiry - days(1)), ElementsAre("2 in 1"));
}

TEST_F(Noticing, AClockThatJumpsAheadIsNotBelievedAtOnce) {
  // Given a thread that looks all the time, and dead secrets that show that it looked
  log.add(events.created(1, "alice", 101));
  for (std::uint64_t n = 2; n <= 4; ++n) {
    log.add(events.created(n, "alice", 100 + n));
    log.add(events.deleted(n, 2));
  }
  begin();
  SignalsOptions options;
  options.ledger_id = ledger_id;
  options.interval = ms;
  Signals looking(log, node->view, clock, log_clock, notes, options);
  const auto reader = log.read_after(Position(log.records.size() - 1));
  const auto next_told = [&](std::uint64_t n) {
    notes.note_ended(digest(100 + n));
    std::vector<log::Record> records;
    if (!(*reader)->read(records, 1, std::chrono::seconds(20)) || records.empty()) return false;
    const auto decoded = log::decode(records[0].value, ledger_id);
    return std::holds_alternative<RetiredSecretPresented>(std::get<Event>(decoded).payload);
  };
  node->projector.start();
  looking.start();
  EXPECT_TRUE(next_told(2));
  // When the clock is set to when the token has expired, then that is not told
  clock.set(expiry + days(1));
  EXPECT_TRUE(next_told(3));
  EXPECT_TRUE(next_told(4));
  looking.stop();
  node->projector.stop();
}

}  // namespace
}  // namespace ledger::signals
