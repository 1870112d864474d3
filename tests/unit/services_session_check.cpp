// Which uses of sessions count, and of which the log is told.

#include <gmock/gmock.h>

#include "services/signals/signals.hpp"
#include "tests/support/held_clock.hpp"
#include "tests/support/projections_support.hpp"

namespace ledger::access {
namespace {

using namespace projections::test;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr milliseconds ms{1};

class Sessions : public testing::Test {
 protected:
  Sessions() {
    clock.set(noon);
    log.add(events.opened());
    log.add(events.created(1, "alice", 11));
    log.add(started(1));
    node.projector.catch_up();
  }
  Event started(std::uint64_t n) {
    auto event = events.make(
        token_id(1), 1, SessionStarted{session_digest(n), digest(11), noon + hours(12), hours(1)});
    event.time = clock.now();
    return event;
  }
  std::optional<SessionCheck::Found> find(std::uint64_t n = 1) const {
    return sessions.find({token_id(1), session_digest(n)});
  }
  void use_at(Timestamp time) {
    clock.set(time);
    const auto found = find();
    ASSERT_TRUE(found);
    sessions.note_use(*found);
  }

  FreshDirectory directory;
  MemoryLog log;
  Events events;
  support::HeldClock clock;
  Node node{log, directory / "view"};
  TokenCheck check{node.hot, node.view, clock};
  SessionCheck sessions{check, node.view};
};

TEST_F(Sessions, AreFoundByTokenAndDigestTogether) {
  ASSERT_TRUE(find());
  EXPECT_EQ(find()->finding, Finding::active);
  EXPECT_EQ(find()->token.id, token_id(1));
  EXPECT_FALSE(find(2));
  EXPECT_FALSE(sessions.find({token_id(2), session_digest(1)}));
}

TEST_F(Sessions, SayWhatBecameOfTheSecretBehindThem) {
  log.add(events.about_owner<OwnerSuspended>("alice", 1));
  node.projector.catch_up();
  EXPECT_EQ(find()->finding, Finding::suspended);
  log.add(events.about_owner<OwnerResumed>("alice", 2));
  log.add(events.regenerated(1, 2, 12, noon + hours(1)));
  node.projector.catch_up();
  EXPECT_EQ(find()->finding, Finding::revoked);
  log.add(started(2));  // with the old secret, in its overlap
  node.projector.catch_up();
  EXPECT_EQ(find(2)->finding, Finding::active);
  log.add(events.regenerated(1, 3, 13));
  node.projector.catch_up();
  EXPECT_EQ(find(2)->finding, Finding::revoked);
  log.add(events.deleted(1, 4));
  node.projector.catch_up();
  EXPECT_EQ(find(2)->finding, Finding::revoked);
}

TEST_F(Sessions, LastAnHourFromTheUseThatThisNodeSaw) {
  use_at(noon + minutes(40));
  clock.set(noon + minutes(100) - ms);
  EXPECT_TRUE(find());
  clock.set(noon + minutes(100));
  EXPECT_FALSE(find());
}

TEST_F(Sessions, AreToldOfWhenAQuarterOfTheirIdleTimeHasGone) {
  use_at(noon + minutes(15) - ms);
  EXPECT_TRUE(sessions.take_uses().empty());
  use_at(noon + minutes(15));
  use_at(noon + minutes(15));
  const auto due = sessions.take_uses();
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due[0].token, token_id(1));
  EXPECT_EQ(due[0].session, SessionName::of(session_digest(1)));
  EXPECT_EQ(due[0].time, noon + minutes(15));
  use_at(noon + minutes(30) - ms);
  EXPECT_TRUE(sessions.take_uses().empty());
  use_at(noon + minutes(30));
  EXPECT_EQ(sessions.take_uses().size(), 1U);
}

TEST_F(Sessions, AreNotToldOfAgainWhereAnotherNodeDid) {
  auto elsewhere =
      events.make(token_id(1), 1, SessionContinued{SessionName::of(session_digest(1))});
  elsewhere.time = noon + minutes(14);
  log.add(elsewhere);
  node.projector.catch_up();
  use_at(noon + minutes(28));
  EXPECT_TRUE(sessions.take_uses().empty());
  use_at(noon + minutes(29));
  EXPECT_EQ(sessions.take_uses().size(), 1U);
}

TEST_F(Sessions, AreToldOfInTheLog) {
  runtime::LogClock log_clock;
  projections::RetiredFilter filter;
  signals::RetiredNotes notes(filter);
  signals::SignalsOptions options;
  options.ledger_id = ledger_id;
  options.sessions = &sessions;
  signals::Signals signals(log, node.view, clock, log_clock, notes, options);
  use_at(noon + minutes(20));
  const auto before = log.records.size();
  signals.tell_sessions();
  signals.tell_sessions();
  EXPECT_EQ(log.records.size(), before + 1);
  node.projector.catch_up();
  EXPECT_EQ(node.view.sessions(token_id(1))->sessions[0].used_at, noon + minutes(20));
  // So another node, that saw nothing of it.
  const SessionCheck other(check, node.view);
  clock.set(noon + minutes(80) - ms);
  EXPECT_TRUE(other.find({token_id(1), session_digest(1)}));
  clock.set(noon + minutes(80));
  EXPECT_FALSE(other.find({token_id(1), session_digest(1)}));
}

}  // namespace
}  // namespace ledger::access
