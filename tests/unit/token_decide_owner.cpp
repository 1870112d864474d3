#include <gtest/gtest.h>

#include "tests/support/actors.hpp"

namespace ledger::token {
namespace {

using support::actor;
using support::operator_actor;
using support::owner_id;
using support::owner_state;

OwnerState alice(bool suspended) {
  auto owner = owner_state("alice");
  owner.revision = 4;
  owner.suspended = suspended;
  return owner;
}

TEST(OwnerDecide, SuspendsAndResumesOnce) {
  const auto by = operator_actor();
  const auto suspend = decide(OwnerAction::suspend, by, alice(false));
  ASSERT_TRUE(suspend && *suspend);
  EXPECT_EQ((*suspend)->payload, Payload(OwnerSuspended{}));
  EXPECT_EQ((*suspend)->subject, Subject(owner_id("alice")));
  EXPECT_EQ((*suspend)->revision, 5u);
  EXPECT_EQ((*suspend)->relied_on,
            (std::vector<Reliance>{{by.token.id, 1}, {owner_id("operator"), 0}}));
  const auto again = decide(OwnerAction::suspend, by, alice(true));
  ASSERT_TRUE(again);
  EXPECT_FALSE(*again);
  const auto resume = decide(OwnerAction::resume, by, alice(true));
  ASSERT_TRUE(resume && *resume);
  EXPECT_EQ((*resume)->payload, Payload(OwnerResumed{}));
  const auto resumed = decide(OwnerAction::resume, by, alice(false));
  ASSERT_TRUE(resumed);
  EXPECT_FALSE(*resumed);
}

TEST(OwnerDecide, RevokesTokensAsLongAsThereAreSome) {
  auto owner = alice(true);
  owner.revoked_through = Position(3);
  owner.tokens = 1;
  const auto decision = decide(OwnerAction::revoke_tokens, operator_actor(), owner);
  ASSERT_TRUE(decision && *decision);
  EXPECT_EQ((*decision)->payload, Payload(OwnerTokensRevoked{}));
  owner.tokens = 0;
  const auto none = decide(OwnerAction::revoke_tokens, operator_actor(), owner);
  ASSERT_TRUE(none);
  EXPECT_FALSE(*none);
}

TEST(OwnerDecide, SuspendsAnOwnerThatWasNeverSeenAndNeedsNoEventForTheRest) {
  const auto suspend = decide(OwnerAction::suspend, operator_actor(), owner_state("ghost"));
  ASSERT_TRUE(suspend && *suspend);
  EXPECT_EQ((*suspend)->payload, Payload(OwnerSuspended{}));
  EXPECT_EQ((*suspend)->revision, 1U);
  for (const auto action : {OwnerAction::resume, OwnerAction::revoke_tokens}) {
    const auto decision = decide(action, operator_actor(), owner_state("ghost"));
    ASSERT_TRUE(decision);
    EXPECT_FALSE(*decision);
    EXPECT_EQ(decide(action, actor("bob", {"*"}), owner_state("ghost")).error(),
              errc::operator_required);
  }
}

TEST(OwnerDecide, AnOldSecretInOverlapChangesNoOwner) {
  auto caller = operator_actor();
  caller.overlap_until = support::sample_time();
  for (const auto action :
       {OwnerAction::suspend, OwnerAction::resume, OwnerAction::revoke_tokens}) {
    EXPECT_EQ(decide(action, caller, alice(false)).error(), errc::secret_in_overlap);
  }
}

TEST(OwnerDecide, NeverSuspendsTheOperator) {
  auto owner = owner_state("operator");
  owner.tokens = 1;
  EXPECT_EQ(decide(OwnerAction::suspend, operator_actor(), owner).error(), errc::operator_stays);
  EXPECT_EQ(decide(OwnerAction::suspend, actor("ops", {"ledger:operate"}), owner).error(),
            errc::operator_stays);
  EXPECT_EQ(decide(OwnerAction::suspend, actor("operator", {"*"}), owner).error(),
            errc::operator_required);
  const auto revoke = decide(OwnerAction::revoke_tokens, operator_actor(), owner);
  ASSERT_TRUE(revoke && *revoke);
}

TEST(OwnerDecide, AnOwnerRevokesItsOwnTokensAndNothingMore) {
  auto by = actor("alice", {"ledger:tokens"});
  auto own = alice(false);
  own.tokens = 1;
  const auto decision = decide(OwnerAction::revoke_tokens, by, own);
  ASSERT_TRUE(decision && *decision);
  // The subject's revision is the event's own, so only the calling token is relied on.
  EXPECT_EQ((*decision)->relied_on, (std::vector<Reliance>{{by.token.id, 7}}));
  EXPECT_EQ(decide(OwnerAction::suspend, by, alice(false)).error(), errc::operator_required);
  EXPECT_EQ(decide(OwnerAction::resume, by, alice(true)).error(), errc::operator_required);
  EXPECT_EQ(decide(OwnerAction::revoke_tokens, by, owner_state("bob")).error(),
            errc::operator_required);
  EXPECT_EQ(decide(OwnerAction::revoke_tokens, actor("alice", {"repo:*"}), alice(false)).error(),
            errc::operator_required);
}

TEST(OwnerDecide, FullAccessIsNoOperator) {
  const auto by = actor("bob", {"*"});
  for (const auto action :
       {OwnerAction::suspend, OwnerAction::resume, OwnerAction::revoke_tokens}) {
    EXPECT_EQ(decide(action, by, alice(false)).error(), errc::operator_required);
  }
}

TEST(TokenErrc, EveryRefusalHasItsMessage) {
  for (int code = 1; code <= static_cast<int>(errc::operator_stays); ++code) {
    const auto error = make_error_code(static_cast<errc>(code));
    EXPECT_NE(error.message(), "unknown rejection") << code;
    EXPECT_STREQ(error.category().name(), "ledger.token");
  }
}

}  // namespace
}  // namespace ledger::token
