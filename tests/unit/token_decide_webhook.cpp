// Who may say where events go, and until when the old secret signs.

#include <gtest/gtest.h>

#include "events/token/decide.hpp"
#include "tests/support/actors.hpp"
#include "tests/support/samples.hpp"

namespace ledger::token {
namespace {

using support::sample_time;
using support::webhook_id;
using support::webhook_key;

constexpr Position end{9};

RegisterWebhook registration() {
  return {webhook_id(1), "https://example.com/hook", {}, webhook_key(1), std::nullopt};
}

WebhookState webhook(WebhookStatus status = WebhookStatus::active) {
  WebhookState state;
  state.id = webhook_id(1);
  state.revision = 3;
  state.status = status;
  return state;
}

TEST(DecideWebhook, AnOperatorRegistersOne) {
  const auto actor = support::operator_actor();
  const auto decision = decide(registration(), actor, 0, end);
  ASSERT_TRUE(decision);
  EXPECT_EQ(decision->subject, Subject(webhook_id(1)));
  EXPECT_EQ(decision->revision, 1u);
  const std::vector<Reliance> relied_on{{actor.token.id, actor.token.revision},
                                        {actor.owner.id, actor.owner.revision}};
  EXPECT_EQ(decision->relied_on, relied_on);
}

TEST(DecideWebhook, NobodyElseDoesAndNoOldSecret) {
  const auto other = support::actor("alice", {"*"});
  auto kept = support::operator_actor();
  kept.overlap_until = sample_time() + std::chrono::hours(1);
  EXPECT_EQ(decide(registration(), other, 0, end).error(), errc::operator_required);
  EXPECT_EQ(decide(registration(), kept, 0, end).error(), errc::secret_in_overlap);
  EXPECT_EQ(decide(PauseWebhook{}, other, webhook()).error(), errc::operator_required);
  EXPECT_EQ(decide(ResumeWebhook{}, other, webhook(), end).error(), errc::operator_required);
  EXPECT_EQ(decide(DeleteWebhook{}, kept, webhook()).error(), errc::secret_in_overlap);
  EXPECT_EQ(decide(RotateWebhookSecret{}, kept, webhook(), {}, sample_time()).error(),
            errc::secret_in_overlap);
}

TEST(DecideWebhook, ThereAreAHundredAtMost) {
  const auto actor = support::operator_actor();
  EXPECT_TRUE(decide(registration(), actor, webhooks_max - 1, end));
  EXPECT_EQ(decide(registration(), actor, webhooks_max, end).error(), errc::webhooks_full);
}

TEST(DecideWebhook, ItBeginsAtAPositionThatThereIs) {
  const auto actor = support::operator_actor();
  auto command = registration();
  command.after = end;
  EXPECT_TRUE(decide(command, actor, 0, end));
  command.after = end.next();
  EXPECT_EQ(decide(command, actor, 0, end).error(), errc::position_ahead);
  EXPECT_EQ(decide(ResumeWebhook{end.next()}, actor, webhook(), end).error(), errc::position_ahead);
}

TEST(DecideWebhook, WhatIsAsAskedNeedsNoEvent) {
  const auto actor = support::operator_actor();
  EXPECT_FALSE(decide(PauseWebhook{}, actor, webhook(WebhookStatus::paused)).value());
  EXPECT_FALSE(decide(ResumeWebhook{}, actor, webhook(), end).value());
  EXPECT_TRUE(decide(ResumeWebhook{Position(1)}, actor, webhook(), end).value());
  EXPECT_TRUE(decide(ResumeWebhook{}, actor, webhook(WebhookStatus::disabled), end).value());
}

TEST(DecideWebhook, ADeletedOneIsUnknown) {
  const auto actor = support::operator_actor();
  const auto gone = webhook(WebhookStatus::deleted);
  EXPECT_EQ(decide(PauseWebhook{}, actor, gone).error(), errc::webhook_unknown);
  EXPECT_EQ(decide(ResumeWebhook{}, actor, gone, end).error(), errc::webhook_unknown);
  EXPECT_EQ(decide(DeleteWebhook{}, actor, gone).error(), errc::webhook_unknown);
  EXPECT_EQ(decide(RotateWebhookSecret{}, actor, gone, {}, sample_time()).error(),
            errc::webhook_unknown);
}

TEST(DecideWebhook, AnOldSecretSignsUntilItsOverlapEnds) {
  const auto actor = support::operator_actor();
  const Policy policy;
  const auto payload = [&](std::chrono::seconds overlap) {
    const auto decision = decide(RotateWebhookSecret{webhook_key(2), overlap}, actor, webhook(),
                                 policy, sample_time());
    return std::get<WebhookSecretRotated>(decision.value().payload);
  };
  EXPECT_FALSE(payload(std::chrono::seconds(0)).overlap_until);
  EXPECT_EQ(payload(policy.overlap_max).overlap_until, sample_time() + policy.overlap_max);
  EXPECT_EQ(
      decide(RotateWebhookSecret{webhook_key(2), policy.overlap_max + std::chrono::seconds(1)},
             actor, webhook(), policy, sample_time())
          .error(),
      errc::overlap_beyond_maximum);
}

}  // namespace
}  // namespace ledger::token
