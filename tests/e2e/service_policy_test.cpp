// `GET /v1/policy`: what a caller's new tokens may be.

#include <gmock/gmock.h>

#include "events/token/timestamp.hpp"
#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using support::ApiClient;
using support::RunningService;

RunningService::Change with_policy() {
  return [](runtime::Settings& settings) {
    settings.policy = {hours(1), hours(10), hours(2)};
    settings.catalogue = {{"repo:read", "Read \"all\"", "", ""},
                          {"wiki:*", "Wiki", "Pages & files", "Docs"}};
  };
}

std::string policy_of(ApiClient& client, const char* pointer) {
  const auto answer = client.get("/v1/policy");
  EXPECT_EQ(answer.status, 200U) << answer.body;
  return answer.json().text(pointer);
}

/// Whether the caller can give that expiry.
unsigned given(ApiClient& client, token::Timestamp expires_at, const char* owner = "") {
  return client
      .post("/v1/tokens",
            R"({"name":"x","expires_at":")" + token::to_text(expires_at) + "\"" + owner + "}")
      .status;
}

TEST(Policy, SaysWhatTheSettingsSay) {
  RunningService service(with_policy());
  auto reader = service.as_owner("alice", "[]");
  const auto answer = reader.get("/v1/policy");
  ASSERT_EQ(answer.status, 200U);
  EXPECT_NE(answer.field("Ledger-Position"), "");
  const auto policy = answer.json();
  EXPECT_THAT(policy.names(""), testing::ElementsAre("lifetime_default", "lifetime_max",
                                                     "overlap_max", "expires_at_max", "catalogue"));
  EXPECT_EQ(policy.number("/lifetime_default"), 3600U);
  EXPECT_EQ(policy.number("/lifetime_max"), 36'000U);
  EXPECT_EQ(policy.number("/overlap_max"), 7200U);
  EXPECT_THAT(policy.texts_of("/catalogue", "scope"), testing::ElementsAre("repo:read", "wiki:*"));
  EXPECT_THAT(policy.texts_of("/catalogue", "title"), testing::ElementsAre("Read \"all\"", "Wiki"));
  EXPECT_THAT(policy.texts_of("/catalogue", "group"), testing::ElementsAre("", "Docs"));
  EXPECT_THAT(policy.texts_of("/catalogue", "description"),
              testing::ElementsAre("", "Pages & files"));
  EXPECT_EQ(RunningService().as_operator().get("/v1/policy").json().size("/catalogue"), 0U);
}

TEST(Policy, TellsTheLatestExpiryThatThisCallerMayGive) {
  RunningService service(with_policy());
  const auto now = service.clock().now();
  auto op = service.as_operator();
  const auto alice_token =
      op.create(R"({"owner":"alice","name":"x","scopes":["*"],"expires_in":18000})");
  auto alice = service.as(alice_token.text("/secret"));
  EXPECT_EQ(policy_of(op, "/expires_at_max"), token::to_text(now + hours(10)));
  EXPECT_EQ(policy_of(alice, "/expires_at_max"), alice_token.text("/expires_at"));
  EXPECT_EQ(given(op, now + hours(10), R"(,"owner":"bob")"), 201U);
  EXPECT_EQ(given(op, now + hours(10) + milliseconds(1), R"(,"owner":"bob")"), 400U);
  EXPECT_EQ(given(alice, now + hours(5)), 201U);
  EXPECT_EQ(given(alice, now + hours(5) + milliseconds(1)), 403U);
}

TEST(Policy, OfAnOldSecretGoesNoFurtherThanItsOverlap) {
  RunningService service(with_policy());
  auto op = service.as_operator();
  const auto token = op.create(R"({"owner":"alice","name":"x","scopes":["*"],"expires_in":18000})");
  const auto now = service.clock().now();
  ASSERT_EQ(op.post("/v1/tokens/" + token.text("/id") + "/regenerate",
                    R"({"expires_in":36000,"overlap":60})")
                .status,
            200U);
  auto old = service.as(token.text("/secret"));
  EXPECT_EQ(policy_of(old, "/expires_at_max"), token::to_text(now + seconds(60)));
  EXPECT_EQ(given(old, now + seconds(60)), 201U);
  EXPECT_EQ(given(old, now + seconds(60) + milliseconds(1)), 403U);
}

TEST(Policy, IsForGoodTokensAlone) {
  RunningService service;
  EXPECT_EQ(service.as("").get("/v1/policy").status, 401U);
  auto alice = service.as_owner("alice");
  EXPECT_EQ(alice.get("/v1/policy?owner=bob").problem(), "unknown-parameter");
  EXPECT_EQ(alice.get("/v1/policy", {{"Ledger-Max-Age", "0"}}).status, 200U);
  ASSERT_EQ(alice.remove("/v1/self").status, 204U);
  EXPECT_EQ(alice.get("/v1/policy").status, 401U);
}

}  // namespace
}  // namespace ledger::e2e
