// What the old secret of a regenerated token still opens: in overlap little, and dead one thing
// alone, the lost answer of the request that ended it.

#include <gmock/gmock.h>

#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using support::ApiAnswer;
using support::ApiClient;
using support::Headers;
using support::RunningService;

const Headers key{{"Idempotency-Key", "k"}};

std::string path_of(const support::Json& token) { return "/v1/tokens/" + token.text("/id"); }

ApiAnswer regenerate(ApiClient& client, const support::Json& token, const std::string& body = {},
                     const Headers& headers = {}) {
  return client.post(path_of(token) + "/regenerate", body, headers);
}

ApiAnswer patch(ApiClient& client, const std::string& path, const std::string& body) {
  return client.call("PATCH", path, body);
}

TEST(OldSecretInOverlap, HasTheAuthorityOfItsOverlap) {
  RunningService service;
  auto old = service.as_owner("alice");
  const auto self = old.get("/v1/self").json();
  EXPECT_EQ(self.text("/secret_expires_at"), self.text("/expires_at"));
  const auto child = old.create(R"({"name":"child","scopes":["r"],"expires_in":60})");
  const auto lasting = old.create(R"({"name":"lasting","scopes":["r"]})");
  const auto renewed = regenerate(old, self, R"({"overlap":60})").json();
  const auto end = token::to_text(service.clock().now() + seconds(60));
  // It says what it is, lists and verifies.
  const auto now = old.get("/v1/self").json();
  EXPECT_EQ(now.text("/secret_expires_at"), end);
  EXPECT_EQ(now.text("/expires_at"), renewed.text("/expires_at"));
  EXPECT_FALSE(renewed.has("/secret_expires_at"));
  EXPECT_FALSE(old.get(path_of(self)).json().has("/secret_expires_at"));
  EXPECT_EQ(old.get("/v1/tokens").status, 200U);
  // It does not take the token over.
  for (const auto& refused :
       {regenerate(old, self), patch(old, path_of(self), R"({"name":"mine"})"),
        old.post("/v1/owners/alice/revoke-tokens", "")}) {
    EXPECT_EQ(refused.status, 403U);
    EXPECT_EQ(refused.problem(), "secret-in-overlap");
  }
  EXPECT_EQ(service.as(renewed.text("/secret")).get("/v1/self").status, 200U);
  // Nothing that it makes or changes outlives it.
  EXPECT_EQ(old.create(R"({"name":"x"})").text("/expires_at"), end);
  EXPECT_EQ(old.post("/v1/tokens", R"({"name":"x","expires_in":61})").problem(),
            "expiry-beyond-caller");
  EXPECT_EQ(old.post("/v1/tokens", R"({"name":"x","expires_in":60})").status, 201U);
  EXPECT_EQ(patch(old, path_of(child), R"({"name":"still"})").status, 200U);
  EXPECT_EQ(patch(old, path_of(lasting), R"({"name":"mine"})").problem(), "expiry-beyond-caller");
  EXPECT_EQ(regenerate(old, lasting).problem(), "expiry-beyond-caller");
  // It may delete.
  EXPECT_EQ(old.remove(path_of(lasting)).status, 204U);
}

TEST(OldSecretInOverlap, OfAnOperatorMakesNothingThatOutlivesIt) {
  RunningService service;
  auto op = service.as_operator();
  const auto self = op.get("/v1/self").json();
  ASSERT_EQ(regenerate(op, self, R"({"overlap":60})").status, 200U);
  EXPECT_EQ(op.post("/v1/tokens", R"({"name":"x","owner":"a","expires_in":61})").problem(),
            "expiry-beyond-caller");
  EXPECT_EQ(op.post("/v1/owners/a/suspend", "").problem(), "secret-in-overlap");
  EXPECT_EQ(regenerate(op, self).problem(), "secret-in-overlap");
}

TEST(LostAnswer, OfATokenThatRegeneratedItselfIsGivenAgainToItsOldSecret) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto self = alice.get("/v1/self").json();
  const auto first = regenerate(alice, self, R"({"expires_in":60})", key);
  ASSERT_EQ(first.status, 200U);
  ASSERT_EQ(alice.get("/v1/self").status, 401U);
  const auto again = regenerate(alice, self, R"({"expires_in":60})", key);
  EXPECT_EQ(again.status, 200U);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
  EXPECT_EQ(again.field("Cache-Control"), "no-store");
}

TEST(LostAnswer, IsGivenAgainInAndAfterAnOverlap) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto self = alice.get("/v1/self").json();
  const auto first = regenerate(alice, self, R"({"overlap":60})", key);
  ASSERT_EQ(first.status, 200U);
  EXPECT_EQ(regenerate(alice, self, R"({"overlap":60})", key).body, first.body);
  service.clock().set(service.clock().now() + seconds(60));
  ASSERT_EQ(alice.get("/v1/self").status, 401U);
  EXPECT_EQ(regenerate(alice, self, R"({"overlap":60})", key).body, first.body);
}

TEST(LostAnswer, IsAllThatTheDeadSecretOpens) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto self = alice.get("/v1/self").json();
  const auto other = alice.create(R"({"name":"other"})");
  ASSERT_EQ(regenerate(alice, self, "", {{"Idempotency-Key", "earlier"}}).status, 200U);
  EXPECT_EQ(regenerate(alice, self).status, 401U) << "without its key";
  EXPECT_EQ(regenerate(alice, self, "", key).status, 401U) << "another key";
  const Headers earlier{{"Idempotency-Key", "earlier"}};
  EXPECT_EQ(regenerate(alice, self, R"({"expires_in":60})", earlier).status, 401U);
  EXPECT_EQ(regenerate(alice, other, "", earlier).status, 401U) << "another token";
  EXPECT_EQ(alice.post("/v1/tokens", R"({"name":"x"})", earlier).status, 401U);
  EXPECT_EQ(alice.remove(path_of(self), earlier).status, 401U);
  EXPECT_EQ(alice.get(path_of(self)).status, 401U);
}

TEST(LostAnswer, IsNotForASecretThatDiedBefore) {
  RunningService service;
  auto oldest = service.as_owner("alice");
  const auto self = oldest.get("/v1/self").json();
  auto older = service.as(regenerate(oldest, self).json().text("/secret"));
  const auto last = regenerate(older, self, "", key);
  ASSERT_EQ(last.status, 200U);
  EXPECT_EQ(regenerate(oldest, self, "", key).status, 401U);
  EXPECT_EQ(regenerate(older, self, "", key).body, last.body);
  // Nor once the token is gone.
  auto op = service.as_operator();
  ASSERT_EQ(op.remove(path_of(self)).status, 204U);
  EXPECT_EQ(regenerate(older, self, "", key).status, 401U);
}

TEST(LostAnswer, AfterARestartIsTheConflictThatSaysHowToRecover) {
  RunningService service;
  std::string secret;
  std::string id;
  {
    auto alice = service.as_owner("alice");
    const auto self = alice.get("/v1/self").json();
    id = self.text("/id");
    secret = alice.secret();
    ASSERT_EQ(regenerate(alice, self, "", key).status, 200U);
  }
  service.restart();
  auto alice = service.as(secret);
  const auto gone = alice.post("/v1/tokens/" + id + "/regenerate", "", key);
  EXPECT_EQ(gone.status, 409U);
  EXPECT_EQ(gone.problem(), "secret-already-shown");
  EXPECT_EQ(gone.json().text("/token"), id);
  EXPECT_THAT(gone.json().text("/detail"), testing::HasSubstr("another token of its owner"));
}

}  // namespace
}  // namespace ledger::e2e
