#include <gtest/gtest.h>

#include "tests/support/actors.hpp"

namespace ledger::token {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using support::actor;
using support::digest;
using support::operator_actor;
using support::owner_id;
using support::sample_time;
using support::session_digest;
using support::token_id;
using support::token_state;

const StartSession start{session_digest(9), digest(100)};

TEST(SessionDecide, StartsForWhoMayManageTokens) {
  for (const auto* scope : {"ledger:tokens", "*"}) {
    const auto by = actor("alice", {scope});
    const auto decision = decide(start, by, Policy(), sample_time());
    ASSERT_TRUE(decision) << scope;
    EXPECT_EQ(decision->subject, Subject(by.token.id));
    EXPECT_EQ(decision->revision, by.token.revision);
    EXPECT_EQ(decision->relied_on, (std::vector<Reliance>{{by.token.id, by.token.revision},
                                                          {owner_id("alice"), by.owner.revision}}));
    EXPECT_EQ(decision->payload, Payload(SessionStarted{session_digest(9), digest(100),
                                                        sample_time() + hours(12), hours(1)}));
  }
  EXPECT_TRUE(decide(start, operator_actor(), Policy(), sample_time()));
  for (const auto* scope : {"repo:*", "ledger:verify", "ledger:audit"}) {
    EXPECT_EQ(decide(start, actor("alice", {scope}), Policy(), sample_time()).error(),
              errc::insufficient_scope);
  }
}

TEST(SessionDecide, EndsWithTheSecretAtTheLatest) {
  auto by = actor("alice", {"*"});
  const auto end = [&](Timestamp now) {
    return std::get<SessionStarted>(decide(start, by, Policy(), now)->payload).expires_at;
  };
  const auto expiry = by.token.expires_at;
  EXPECT_EQ(end(expiry - hours(12) - minutes(1)), expiry - minutes(1));
  EXPECT_EQ(end(expiry - hours(12) + minutes(1)), expiry);
  by.overlap_until = sample_time() + minutes(5);
  EXPECT_EQ(end(sample_time()), sample_time() + minutes(5));
}

TEST(SessionDecide, IsIdleNoLongerThanItLasts) {
  Policy policy;
  policy.session_lifetime = minutes(10);
  const auto decision = decide(start, actor("alice", {"*"}), policy, sample_time());
  EXPECT_EQ(std::get<SessionStarted>(decision->payload).idle, minutes(10));
}

TEST(SessionDecide, EndsWhatThereIs) {
  const auto token = token_state(1, "alice");
  const TokenSessions sessions{token.id,
                               {{session_digest(9), digest(1), Position(3), sample_time(),
                                 sample_time(), sample_time() + hours(1), hours(1)}},
                               sample_time()};
  const auto named = SessionName::of(session_digest(9));
  for (const auto& command : {EndSession{named}, EndSession{}}) {
    const auto decision = decide(command, token, sessions);
    ASSERT_TRUE(decision);
    EXPECT_EQ(decision->subject, Subject(token.id));
    EXPECT_EQ(decision->payload, Payload(SessionEnded{command.session}));
    EXPECT_FALSE(decide(command, token, std::nullopt));
  }
  EXPECT_FALSE(decide(EndSession{SessionName::of(session_digest(8))}, token, sessions));
}

}  // namespace
}  // namespace ledger::token
