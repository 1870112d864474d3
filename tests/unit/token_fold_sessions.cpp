// Sessions in the fold: bound to a secret that lives, bounded in number, moving no revision.

#include <gtest/gtest.h>

#include "tests/support/memory_state.hpp"
#include "tests/support/samples.hpp"

namespace ledger::token {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using support::attempt;
using support::created;
using support::digest;
using support::event;
using support::MemoryState;
using support::owner_id;
using support::sample_time;
using support::session_digest;
using support::token_id;

SessionName name(std::uint8_t number) { return SessionName::of(session_digest(number)); }

class FoldOfSessions : public ::testing::Test {
 protected:
  FoldOfSessions() {
    state.fold_next(support::opened(), sample_time());
    happen(token_id(1), 1, created(1, "alice"));
  }
  Verdict happen(Subject subject, std::uint64_t revision, Payload payload,
                 Timestamp time = sample_time(), Timestamp memory_time = sample_time()) {
    auto happened = event(attempt(++commands), std::move(subject), revision, std::move(payload));
    happened.time = time;
    return state.fold_next(happened, memory_time).verdict;
  }
  Verdict start(std::uint8_t number, TokenDigest with = digest(1), Timestamp time = sample_time(),
                Timestamp memory_time = sample_time()) {
    return happen(token_id(1), 1,
                  SessionStarted{session_digest(number), with, time + hours(12), hours(1)}, time,
                  memory_time);
  }
  Verdict go_on(std::uint8_t number, Timestamp time) {
    return happen(token_id(1), 1, SessionContinued{name(number)}, time);
  }
  Verdict end(std::optional<SessionName> session) {
    return happen(token_id(1), 1, SessionEnded{session});
  }
  std::vector<Session> sessions() const {
    const auto found = state.sessions(token_id(1));
    return found ? found->sessions : std::vector<Session>();
  }

  MemoryState state;
  std::uint8_t commands = 0;
};

TEST_F(FoldOfSessions, AStartIsKeptWithWhatItSays) {
  const auto at = state.next_position();
  EXPECT_EQ(start(1), Verdict::applied);
  const Session expected{session_digest(1),         digest(1), at, sample_time(), sample_time(),
                         sample_time() + hours(12), hours(1)};
  EXPECT_EQ(sessions(), std::vector{expected});
}

TEST_F(FoldOfSessions, NothingOfItTouchesTheToken) {
  const auto before = state.token(token_id(1));
  start(1);
  go_on(1, sample_time() + minutes(20));
  end(name(1));
  EXPECT_EQ(state.token(token_id(1)), before);
}

TEST_F(FoldOfSessions, OnlyASecretThatLivesSignsIn) {
  EXPECT_EQ(start(1, digest(9)), Verdict::superseded);
  EXPECT_EQ(
      happen(token_id(7), 0, SessionStarted{session_digest(2), digest(1), sample_time(), hours(1)}),
      Verdict::superseded);
  EXPECT_EQ(happen(owner_id("alice"), 0,
                   SessionStarted{session_digest(2), digest(1), sample_time(), hours(1)}),
            Verdict::superseded);
  happen(token_id(1), 2,
         TokenRegenerated{sample_time() + hours(9), digest(2), "x4Qz", sample_time() + hours(1)});
  EXPECT_EQ(start(3, digest(1)), Verdict::applied);  // in its overlap
  EXPECT_EQ(start(4, digest(2)), Verdict::applied);
  happen(token_id(1), 3, TokenRegenerated{sample_time() + hours(9), digest(3), "x4Qz", {}});
  EXPECT_EQ(start(5, digest(1)), Verdict::superseded);
  EXPECT_EQ(start(6, digest(2)), Verdict::superseded);
  happen(token_id(1), 4, TokenDeleted{owner_id("alice")});
  EXPECT_EQ(start(7, digest(3)), Verdict::superseded);
}

TEST_F(FoldOfSessions, ASecretRevokedWithAllOfItsOwnersSignsInNoMore) {
  happen(owner_id("alice"), 1, OwnerTokensRevoked{});
  EXPECT_EQ(start(1), Verdict::superseded);
}

TEST_F(FoldOfSessions, AStartThatReliedOnAnotherRevisionIsSuperseded) {
  auto started =
      event(attempt(99), token_id(1), 1,
            SessionStarted{session_digest(1), digest(1), sample_time() + hours(1), hours(1)});
  started.relied_on = {{owner_id("alice"), 1}};
  EXPECT_EQ(state.fold_next(started, sample_time()).verdict, Verdict::superseded);
}

TEST_F(FoldOfSessions, TheOneBehindThirtyTwoEndsTheOldest) {
  for (std::uint8_t n = 1; n <= sessions_max; ++n) start(n);
  EXPECT_EQ(sessions().size(), 32u);
  EXPECT_EQ(sessions().front().digest, session_digest(1));
  EXPECT_EQ(start(33), Verdict::applied);
  EXPECT_EQ(sessions().size(), 32u);
  EXPECT_EQ(sessions().front().digest, session_digest(2));
  EXPECT_EQ(sessions().back().digest, session_digest(33));
}

TEST_F(FoldOfSessions, AStartDropsThoseWhoseTimeIsOver) {
  start(1);
  start(2);
  go_on(2, sample_time() + minutes(30));
  start(3, digest(1), sample_time() + hours(1) - milliseconds(1));
  EXPECT_EQ(sessions().size(), 3u);
  start(4, digest(1), sample_time() + hours(1));
  EXPECT_EQ(sessions().size(), 3u);
  EXPECT_EQ(sessions().front().digest, session_digest(2));
}

TEST_F(FoldOfSessions, ADigestThatIsThereStartsNoOther) {
  start(1);
  EXPECT_EQ(start(1), Verdict::superseded);
  EXPECT_EQ(sessions().size(), 1u);
}

TEST_F(FoldOfSessions, AUseMovesItOnAndNeverBack) {
  start(1);
  EXPECT_EQ(go_on(1, sample_time()), Verdict::superseded);
  EXPECT_EQ(go_on(1, sample_time() + minutes(15)), Verdict::applied);
  EXPECT_EQ(go_on(1, sample_time() + minutes(14)), Verdict::superseded);
  EXPECT_EQ(go_on(2, sample_time() + minutes(20)), Verdict::superseded);
  EXPECT_EQ(sessions().front().used_at, sample_time() + minutes(15));
}

TEST_F(FoldOfSessions, OneEndsOrAllDo) {
  EXPECT_EQ(end({}), Verdict::superseded);
  for (std::uint8_t n = 1; n <= 3; ++n) start(n);
  EXPECT_EQ(end(name(2)), Verdict::applied);
  EXPECT_EQ(end(name(2)), Verdict::superseded);
  EXPECT_EQ(sessions().size(), 2u);
  EXPECT_EQ(end({}), Verdict::applied);
  EXPECT_FALSE(state.sessions(token_id(1)));
}

TEST_F(FoldOfSessions, CountNoMoreWhenTheirMemoryIsOver) {
  start(1);
  const auto over = sample_time() + newest_rules().session_memory;
  EXPECT_EQ(happen(token_id(1), 1, SessionEnded{name(1)}, sample_time(), over),
            Verdict::superseded);
  EXPECT_EQ(happen(token_id(1), 1, SessionEnded{name(1)}, sample_time(), over - milliseconds(1)),
            Verdict::applied);
}

TEST(Session, LivesUntilItsEndAndItsIdleTimeAndNoMillisecondMore) {
  const auto now = sample_time();
  const Session session{session_digest(1), digest(1), Position(3), now, now,
                        now + hours(12),   hours(1)};
  EXPECT_FALSE(is_over(session, now, now + hours(1) - milliseconds(1)));
  EXPECT_TRUE(is_over(session, now, now + hours(1)));
  EXPECT_FALSE(is_over(session, now + hours(12), now + hours(12) - milliseconds(1)));
  EXPECT_TRUE(is_over(session, now + hours(12), now + hours(12)));
}

}  // namespace
}  // namespace ledger::token
