// Webhooks in the fold: made once, never again under the same id, and what each event needs.

#include <gtest/gtest.h>

#include "tests/support/memory_state.hpp"
#include "tests/support/samples.hpp"

namespace ledger::token {
namespace {

using support::attempt;
using support::event;
using support::MemoryState;
using support::sample_time;
using support::webhook_id;
using support::webhook_key;
using support::webhook_registered;
using support::webhook_rotated;

class FoldOfWebhooks : public ::testing::Test {
 protected:
  FoldOfWebhooks() { state.fold_next(support::opened(), sample_time()); }
  Verdict happen(std::uint64_t revision, Payload payload, Subject subject = webhook_id(1)) {
    const auto happened =
        event(attempt(++commands), std::move(subject), revision, std::move(payload));
    return state.fold_next(happened, sample_time()).verdict;
  }
  WebhookState webhook() const { return state.webhook(webhook_id(1)).value(); }

  MemoryState state;
  std::uint8_t commands = 0;
};

TEST_F(FoldOfWebhooks, ARegistrationIsKeptWithWhatItSays) {
  const auto at = state.next_position();
  ASSERT_EQ(happen(1, webhook_registered()), Verdict::applied);
  WebhookState expected;
  expected.id = webhook_id(1);
  expected.revision = 1;
  expected.url = webhook_registered().url;
  expected.key = webhook_key(1);
  expected.created_at = expected.updated_at = sample_time();
  expected.begin_after = expected.begin_set_at = at;
  EXPECT_EQ(webhook(), expected);
}

TEST_F(FoldOfWebhooks, ItBeginsWhereItSaysAndNotAhead) {
  auto registered = webhook_registered();
  registered.after = state.next_position().next();
  EXPECT_EQ(happen(1, registered), Verdict::superseded);
  registered.after = state.next_position();
  EXPECT_EQ(happen(1, registered), Verdict::applied);
}

TEST_F(FoldOfWebhooks, ItMayBeginAtTheFirstRecord) {
  auto registered = webhook_registered();
  registered.after = Position(0);
  ASSERT_EQ(happen(1, registered), Verdict::applied);
  EXPECT_EQ(webhook().begin_after, Position(0));
  EXPECT_EQ(webhook().begin_set_at, Position(1));
}

TEST_F(FoldOfWebhooks, AnIdIsUsedOnce) {
  ASSERT_EQ(happen(1, webhook_registered()), Verdict::applied);
  EXPECT_EQ(happen(1, webhook_registered()), Verdict::superseded);
  EXPECT_EQ(happen(2, webhook_registered()), Verdict::superseded);
  ASSERT_EQ(happen(2, WebhookDeleted{}), Verdict::applied);
  EXPECT_EQ(happen(1, webhook_registered()), Verdict::superseded);
  EXPECT_EQ(happen(3, webhook_registered()), Verdict::superseded);
}

TEST_F(FoldOfWebhooks, OnlyTheNextRevisionCounts) {
  ASSERT_EQ(happen(1, webhook_registered()), Verdict::applied);
  EXPECT_EQ(happen(1, WebhookPaused{}), Verdict::superseded);
  EXPECT_EQ(happen(3, WebhookPaused{}), Verdict::superseded);
  EXPECT_EQ(happen(2, WebhookPaused{}), Verdict::applied);
  EXPECT_EQ(webhook().revision, 2u);
}

TEST_F(FoldOfWebhooks, PausedAndResumedFromWhereItWasOrFromAPosition) {
  ASSERT_EQ(happen(1, webhook_registered()), Verdict::applied);
  EXPECT_EQ(happen(2, WebhookResumed{}), Verdict::superseded);  // it is active
  ASSERT_EQ(happen(2, WebhookPaused{}), Verdict::applied);
  EXPECT_EQ(webhook().status, WebhookStatus::paused);
  EXPECT_EQ(happen(3, WebhookPaused{}), Verdict::superseded);
  const auto begin_set_at = webhook().begin_set_at;
  ASSERT_EQ(happen(3, WebhookResumed{}), Verdict::applied);
  EXPECT_EQ(webhook().status, WebhookStatus::active);
  EXPECT_EQ(webhook().begin_set_at, begin_set_at);
  const auto at = state.next_position();
  EXPECT_EQ(happen(4, WebhookResumed{at.next().next()}), Verdict::superseded);
  const auto second = state.next_position();
  ASSERT_EQ(happen(4, WebhookResumed{Position(0)}), Verdict::applied);  // active ones too
  EXPECT_EQ(webhook().begin_after, Position(0));
  EXPECT_EQ(webhook().begin_set_at, second);
}

TEST_F(FoldOfWebhooks, OnlyAnActiveOneIsDisabledAndAResumeEndsThat) {
  ASSERT_EQ(happen(1, webhook_registered()), Verdict::applied);
  ASSERT_EQ(happen(2, WebhookDisabled{}), Verdict::applied);
  EXPECT_EQ(webhook().status, WebhookStatus::disabled);
  EXPECT_EQ(happen(3, WebhookDisabled{}), Verdict::superseded);
  ASSERT_EQ(happen(3, WebhookPaused{}), Verdict::applied);
  EXPECT_EQ(happen(4, WebhookDisabled{}), Verdict::superseded);
  ASSERT_EQ(happen(4, WebhookResumed{}), Verdict::applied);
  EXPECT_EQ(webhook().status, WebhookStatus::active);
}

TEST_F(FoldOfWebhooks, ARotationKeepsOneOldKeyWhereItOverlaps) {
  ASSERT_EQ(happen(1, webhook_registered()), Verdict::applied);
  const auto until = sample_time() + std::chrono::hours(1);
  ASSERT_EQ(happen(2, WebhookSecretRotated{webhook_key(2), until}), Verdict::applied);
  EXPECT_EQ(webhook().key, webhook_key(2));
  ASSERT_TRUE(webhook().old_key);
  EXPECT_EQ(webhook().old_key->key, webhook_key(1));
  EXPECT_EQ(webhook().old_key->until, until);
  ASSERT_EQ(happen(3, WebhookSecretRotated{webhook_key(3), {}}), Verdict::applied);
  EXPECT_FALSE(webhook().old_key);
}

TEST_F(FoldOfWebhooks, AKeyDoesNotFollowASecret) {
  ASSERT_EQ(happen(1, webhook_registered()), Verdict::applied);
  auto rotated = webhook_rotated();
  rotated.key.public_key = WebhookPublicKey();
  EXPECT_EQ(happen(2, rotated), Verdict::superseded);
}

TEST_F(FoldOfWebhooks, ADeletedOneKeepsNoKeyAndNothingHappensToIt) {
  ASSERT_EQ(happen(1, webhook_registered()), Verdict::applied);
  ASSERT_EQ(happen(2, WebhookSecretRotated{webhook_key(2), sample_time()}), Verdict::applied);
  ASSERT_EQ(happen(3, WebhookDeleted{}), Verdict::applied);
  EXPECT_EQ(webhook().key, WebhookKey());
  EXPECT_FALSE(webhook().old_key);
  for (const Payload& payload :
       {Payload(WebhookPaused{}), Payload(WebhookResumed{Position(0)}), Payload(WebhookDisabled{}),
        Payload(webhook_rotated()), Payload(WebhookDeleted{})}) {
    EXPECT_EQ(happen(4, payload), Verdict::superseded) << payload.index();
  }
}

TEST_F(FoldOfWebhooks, OnesThatNeverWereAndOtherSubjectsAreSuperseded) {
  for (const Payload& payload :
       {Payload(WebhookPaused{}), Payload(WebhookResumed{}), Payload(WebhookDisabled{}),
        Payload(webhook_rotated()), Payload(WebhookDeleted{})}) {
    EXPECT_EQ(happen(1, payload), Verdict::superseded) << payload.index();
  }
  EXPECT_EQ(happen(1, webhook_registered(), support::token_id(1)), Verdict::superseded);
}

TEST(OwnerPattern, IsAnOwnerOrABeginning) {
  for (const auto* good : {"", "*", "alice", "team-*", "a*", ".*", "..*"}) {
    EXPECT_TRUE(is_owner_pattern(good)) << good;
  }
  for (const auto* bad : {"**", "*a", "a*b", "a b", ".", "a/b*"}) {
    EXPECT_FALSE(is_owner_pattern(bad)) << bad;
  }
  EXPECT_TRUE(is_owner_pattern(std::string(128, 'a') + '*'));
  EXPECT_FALSE(is_owner_pattern(std::string(129, 'a') + '*'));
}

TEST(OwnerPattern, MatchesWhatItSays) {
  EXPECT_TRUE(matches_owner("", "alice"));
  EXPECT_TRUE(matches_owner("", ""));  // the ledger itself
  EXPECT_TRUE(matches_owner("*", "alice"));
  EXPECT_FALSE(matches_owner("*", ""));
  EXPECT_TRUE(matches_owner("team-*", "team-a"));
  EXPECT_TRUE(matches_owner("team-*", "team-"));
  EXPECT_FALSE(matches_owner("team-*", "team"));
  EXPECT_FALSE(matches_owner("team-*", "a-team-a"));
  EXPECT_TRUE(matches_owner("alice", "alice"));
  EXPECT_FALSE(matches_owner("alice", "alice2"));
}

TEST(WebhookUrl, IsOfHttpAndNotTooLong) {
  EXPECT_TRUE(is_webhook_url("https://a"));
  EXPECT_TRUE(is_webhook_url("http://a"));
  for (const auto* bad : {"", "https://", "ftp://a", "HTTPS://a", "https://a b", "https://\x7f"}) {
    EXPECT_FALSE(is_webhook_url(bad)) << bad;
  }
  const std::string longest = "https://" + std::string(webhook_url_bytes_max - 8, 'a');
  EXPECT_TRUE(is_webhook_url(longest));
  EXPECT_FALSE(is_webhook_url(longest + 'a'));
}

}  // namespace
}  // namespace ledger::token
