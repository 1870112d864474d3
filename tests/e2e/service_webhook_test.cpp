// Webhooks over three days of a clock that the test moves: the schedule of tries through the whole
// service, dead letters as operators see them, secrets that are shown again for a while and no
// more.

#include <gmock/gmock.h>

#include "events/token/ids.hpp"
#include "services/webhooks/retry_schedule.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/held_port.hpp"
#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using support::ApiClient;
using support::Json;
using support::RunningService;
using testing::HasSubstr;

class Webhooks : public testing::Test {
 protected:
  static void allow_loopback(runtime::Settings& settings) {
    ASSERT_TRUE(settings.webhook_networks.add("127.0.0.1"));
  }
  /// Nobody listens there.
  std::string nowhere() const { return "http://127.0.0.1:" + std::to_string(port.number()); }
  std::string add(const std::string& more = {}) {
    const auto answer = op.post(
        "/v1/webhooks", R"({"url":")" + nowhere() + R"(","types":["token.created"])" + more + "}");
    EXPECT_EQ(answer.status, 201U) << answer.body;
    return "/v1/webhooks/" + answer.json().text("/id");
  }
  Json get(const std::string& path) {
    const auto answer = op.get(path);
    EXPECT_EQ(answer.status, 200U) << answer.body;
    return answer.json();
  }
  bool has_failed_now(const std::string& webhook) {
    const auto now = token::to_text(service.clock().now());
    return support::comes_true([&] {
      const auto shown = get(webhook);
      return !shown.is_null("/delivery/failed_at") && shown.text("/delivery/failed_at") == now;
    });
  }
  bool have_failed(std::size_t tries) {
    const auto line = "\ntokenledger_webhook_failures_total " + std::to_string(tries) + "\n";
    return support::comes_true(
        [&] { return op.get("/metrics").body.find(line) != std::string::npos; });
  }

  support::HeldPort port;
  RunningService service{allow_loopback};
  ApiClient op = service.as_operator();
};

TEST_F(Webhooks, WhatFailsForThreeDaysIsADeadLetterAndIsSentAgain) {
  const auto webhook = add();
  const auto token = op.create(R"({"owner":"alice","name":"x"})");
  const auto begin = service.clock().now();
  for (std::size_t made = 1; made < webhooks::tries.size(); ++made) {
    ASSERT_TRUE(has_failed_now(webhook)) << made;
    EXPECT_EQ(get(webhook).number("/delivery/waiting"), 1U) << made;
    service.clock().set(service.clock().now() + webhooks::wait_after(made, 1000));
  }
  ASSERT_TRUE(has_failed_now(webhook));
  EXPECT_GT(service.clock().now() - begin, std::chrono::hours(75));
  const auto shown = get(webhook);
  EXPECT_EQ(shown.number("/delivery/waiting"), 0U);
  EXPECT_EQ(shown.number("/delivery/dead_letters"), 1U);
  const auto page = get(webhook + "/dead-letters");
  ASSERT_EQ(page.size("/dead_letters"), 1U);
  EXPECT_EQ(page.number("/dead_letters/0/tries"), 10U);
  EXPECT_EQ(page.text("/dead_letters/0/type"), "tokenledger.token.created.v1");
  EXPECT_TRUE(page.is_null("/dead_letters/0/status"));
  EXPECT_THAT(page.text("/dead_letters/0/why"), HasSubstr("refused"));
  EXPECT_TRUE(page.is_null("/next_cursor"));
  const auto letter = page.text("/dead_letters/0/letter");
  const auto again = op.post(webhook + "/dead-letters/resend", R"({"letter":")" + letter + "\"}");
  EXPECT_EQ(again.status, 202U) << again.body;
  EXPECT_EQ(again.json().number("/resent"), 1U);
  EXPECT_TRUE(support::comes_true([&] {
    const auto now = get(webhook);
    return now.number("/delivery/waiting") == 1 && now.number("/delivery/dead_letters") == 0;
  }));
  EXPECT_EQ(get(webhook + "/dead-letters").size("/dead_letters"), 0U);
}

TEST_F(Webhooks, DeadLettersComeInPages) {
  const auto webhook = add();
  for (int i = 0; i < 3; ++i) op.create(R"({"owner":"alice","name":"x"})");
  for (std::size_t made = 1; made < webhooks::tries.size(); ++made) {
    ASSERT_TRUE(have_failed(3 * made)) << made;
    service.clock().set(service.clock().now() + webhooks::wait_after(made, 1000));
  }
  ASSERT_TRUE(
      support::comes_true([&] { return get(webhook).number("/delivery/dead_letters") == 3; }));
  const auto first = get(webhook + "/dead-letters?limit=2");
  EXPECT_EQ(first.size("/dead_letters"), 2U);
  const auto second = get(webhook + "/dead-letters?limit=2&cursor=" + first.text("/next_cursor"));
  EXPECT_EQ(second.size("/dead_letters"), 1U);
  EXPECT_TRUE(second.is_null("/next_cursor"));
  EXPECT_TRUE(get(webhook + "/dead-letters?limit=3").is_null("/next_cursor"));
  for (const auto* bad : {"limit=0", "limit=101", "cursor=x", "limit=1&limit=1", "other=1"}) {
    EXPECT_EQ(op.get(webhook + "/dead-letters?" + bad).status, 400U) << bad;
  }
  EXPECT_EQ(op.post(webhook + "/dead-letters/resend", "").json().number("/resent"), 3U);
  EXPECT_EQ(op.post(webhook + "/dead-letters/resend", R"({"letter":"x"})").status, 400U);
}

TEST_F(Webhooks, ASecretIsShownAgainForTenMinutesAndNoMore) {
  const std::string body = R"({"url":")" + nowhere() + R"(","types":["token.deleted"]})";
  const support::Headers headers{{"Idempotency-Key", "once"}};
  const auto first = op.post("/v1/webhooks", body, headers);
  ASSERT_EQ(first.status, 201U) << first.body;
  const auto made_at = service.clock().now();
  service.clock().set(made_at + std::chrono::minutes(10) - std::chrono::milliseconds(1));
  const auto second = op.post("/v1/webhooks", body, headers);
  EXPECT_EQ(second.status, 201U) << second.body;
  EXPECT_EQ(second.json().text("/secret"), first.json().text("/secret"));
  service.clock().set(made_at + std::chrono::minutes(10));
  const auto late = op.post("/v1/webhooks", body, headers);
  EXPECT_EQ(late.status, 409U);
  EXPECT_EQ(late.problem(), "secret-already-shown");
}

TEST_F(Webhooks, AnOldSecretSignsUntilItsOverlapEnds) {
  const auto webhook = add();
  const auto rotated = op.post(webhook + "/rotate-secret", R"({"overlap":60})");
  ASSERT_EQ(rotated.status, 200U) << rotated.body;
  const auto until = service.clock().now() + std::chrono::seconds(60);
  EXPECT_EQ(rotated.json().text("/old_secret_until"), token::to_text(until));
  service.clock().set(until - std::chrono::milliseconds(1));
  EXPECT_FALSE(get(webhook).is_null("/old_secret_until"));
  service.clock().set(until);
  EXPECT_TRUE(get(webhook).is_null("/old_secret_until"));
  EXPECT_EQ(op.post(webhook + "/rotate-secret", R"({"overlap":604800})").status, 200U);
  const auto refused = op.post(webhook + "/rotate-secret", R"({"overlap":604801})");
  EXPECT_EQ(refused.problem(), "invalid-overlap");
}

TEST_F(Webhooks, AFoldFromNothingHasThemAgain) {
  const auto webhook = add(R"(,"owners":"team-*","signing":"ed25519")");
  EXPECT_EQ(op.post(webhook + "/pause", "").status, 200U);
  const auto before = op.get(webhook).body;
  service.restart_rebuilt();
  EXPECT_EQ(service.as_operator().get(webhook).body, before);
}

TEST_F(Webhooks, ACommandAboutOneIsKnownByItsId) {
  const support::Headers headers{{"Idempotency-Key", "pause"}};
  const auto webhook = add();
  ASSERT_EQ(op.post(webhook + "/pause", "", headers).status, 200U);
  const auto caller = op.get("/v1/self").json().text("/id");
  const auto command = token::CommandId::derive(caller, "pause");
  const auto outcome = get("/v1/commands/" + token::to_text(command));
  EXPECT_EQ(outcome.text("/outcome"), "applied");
  EXPECT_EQ("/v1/webhooks/" + outcome.text("/webhook"), webhook);
}

}  // namespace
}  // namespace ledger::e2e
