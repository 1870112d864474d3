// What the old secret of a regenerated token may do in its overlap.

#include <gmock/gmock.h>

#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using std::chrono::seconds;
using support::ApiAnswer;
using support::ApiClient;
using support::Headers;
using support::RunningService;

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
  EXPECT_EQ(old.get("/auth/request").field("X-Auth-Expires-At"), end);
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

}  // namespace
}  // namespace ledger::e2e
