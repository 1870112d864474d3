// Regenerating: a new secret and a new expiry for the same token; the old secret ends at once, or
// at the overlap's deadline.

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

std::string path_of(const support::Json& token) { return "/v1/tokens/" + token.text("/id"); }

ApiAnswer regenerate(ApiClient& client, const support::Json& token, const std::string& body = {},
                     const Headers& headers = {}) {
  return client.post(path_of(token) + "/regenerate", body, headers);
}

std::string reason(ApiClient& op, const std::string& secret) {
  return op.post("/v1/verify", R"({"token":")" + secret + R"("})").json().text("/reason");
}

TEST(RegeneratingToken, GivesANewSecretAndExpiryToTheSameToken) {
  RunningService service;
  auto op = service.as_operator();
  auto alice = service.as_owner("alice");
  const auto before = alice.create(R"({"name":"x","scopes":["repo:read"],"expires_in":60})");
  service.clock().set(service.clock().now() + seconds(1));
  const auto answer = regenerate(alice, before);
  ASSERT_EQ(answer.status, 200U) << answer.body;
  EXPECT_EQ(answer.field("ETag"), "\"2\"");
  EXPECT_EQ(answer.field("Cache-Control"), "no-store");
  EXPECT_NE(answer.field("Ledger-Position"), "");
  EXPECT_EQ(answer.header("Location"), std::nullopt);
  const auto after = answer.json();
  for (const auto* kept : {"/id", "/owner", "/name", "/created_at", "/created_by"}) {
    EXPECT_EQ(after.text(kept), before.text(kept)) << kept;
  }
  for (const auto* moved : {"/secret", "/updated_at", "/expires_at"}) {
    EXPECT_NE(after.text(moved), before.text(moved)) << moved;
  }
  EXPECT_EQ(after.texts("/scopes"), before.texts("/scopes"));
  EXPECT_EQ(after.text("/hint"), after.text("/secret").substr(42, 4));
  // Neither is asked for: as at a create, not beyond the caller's own.
  EXPECT_EQ(after.text("/expires_at"), alice.get("/v1/self").json().text("/expires_at"));
  EXPECT_EQ(alice.gateway(after.text("/secret"), "?scope=repo:read"), 200U);
  EXPECT_EQ(alice.gateway(before.text("/secret")), 401U);
  EXPECT_EQ(reason(op, before.text("/secret")), "revoked");
  EXPECT_FALSE(alice.get(path_of(before)).json().has("/secret"));
}

TEST(RegeneratingToken, TakesNoBodyOrOneOfItsMembers) {
  RunningService service;
  auto op = service.as_operator();
  const auto token = op.create(R"({"name":"x","owner":"a","scopes":["r"]})");
  const auto expires = [&](const std::string& body) {
    const auto answer = regenerate(op, token, body);
    EXPECT_EQ(answer.status, 200U) << answer.body;
    return answer.json().text("/expires_at");
  };
  const auto in = [&](seconds time) { return token::to_text(service.clock().now() + time); };
  EXPECT_EQ(expires(""), in(std::chrono::days(30)));
  EXPECT_EQ(expires("{}"), in(std::chrono::days(30)));
  EXPECT_EQ(expires(R"({"expires_in":60})"), in(seconds(60)));
  EXPECT_EQ(expires(R"({"expires_at":")" + in(seconds(90)) + R"(","overlap":0})"), in(seconds(90)));
  EXPECT_EQ(expires(R"({"expires_in":31536000})"), in(std::chrono::days(365)));
}

TEST(RegeneratingToken, RefusesWhatCannotBe) {
  RunningService service;
  auto op = service.as_operator();
  const auto token = op.create(R"({"name":"x","owner":"a","scopes":["r"]})");
  const auto refused = [&](const char* body, const char* type) {
    const auto answer = regenerate(op, token, body);
    EXPECT_EQ(answer.status, 400U) << body;
    EXPECT_EQ(answer.problem(), type) << body;
  };
  refused(R"({"expires_in":31536001})", "invalid-expiry");
  refused(R"({"expires_in":0})", "invalid-expiry");
  refused(R"({"expires_at":"2020-01-01T00:00:00Z"})", "invalid-expiry");
  refused(R"({"expires_in":60,"expires_at":"2099-01-01T00:00:00Z"})", "invalid-expires-at");
  refused(R"({"overlap":604801})", "invalid-overlap");
  refused(R"({"overlap":1e300})", "invalid-overlap");
  refused(R"({"overlap":18446744073709551615})", "invalid-overlap");
  refused(R"({"overlap":-1})", "invalid-overlap");
  refused(R"({"overlap":0.5})", "invalid-overlap");
  refused(R"({"overlap":"60"})", "invalid-overlap");
  refused(R"({"overlap":null})", "invalid-overlap");
  refused(R"({"name":"y"})", "invalid-name");
  refused(R"({"scopes":[]})", "invalid-scopes");
  refused(R"([])", "malformed-json");
  EXPECT_EQ(regenerate(op, token, "{}", {{"Content-Type", "text/plain"}}).status, 415U);
  EXPECT_EQ(op.gateway(token.text("/secret")), 200U);
  EXPECT_EQ(regenerate(op, token, R"({"overlap":604800})").status, 200U);
}

TEST(RegeneratingToken, AllowsTheOverlapThatTheSettingSays) {
  RunningService service([](runtime::Settings& s) { s.policy.overlap_max = seconds(10); });
  auto op = service.as_operator();
  const auto token = op.create(R"({"name":"x","owner":"a"})");
  EXPECT_EQ(regenerate(op, token, R"({"overlap":11})").problem(), "invalid-overlap");
  EXPECT_EQ(regenerate(op, token, R"({"overlap":10})").status, 200U);
}

TEST(RegeneratingToken, OverlapLetsBothSecretsLiveUntilItsDeadline) {
  RunningService service;
  auto op = service.as_operator();
  const auto first = op.create(R"({"name":"x","owner":"a","scopes":["*"]})");
  const auto second = regenerate(op, first, R"({"overlap":60})").json();
  const auto deadline = service.clock().now() + seconds(60);
  auto old = service.as(first.text("/secret"));
  EXPECT_EQ(op.gateway(first.text("/secret")), 200U);
  EXPECT_EQ(op.gateway(second.text("/secret")), 200U);
  service.clock().set(deadline - milliseconds(1));
  EXPECT_EQ(op.gateway(first.text("/secret")), 200U);
  EXPECT_EQ(old.get("/v1/self").status, 200U);
  EXPECT_EQ(op.gateway(second.text("/secret")), 200U);
  for (const auto after : {milliseconds(0), milliseconds(1)}) {
    service.clock().set(deadline + after);
    EXPECT_EQ(op.gateway(first.text("/secret")), 401U);
    EXPECT_EQ(reason(op, first.text("/secret")), "revoked");
    EXPECT_EQ(old.get("/v1/self").status, 401U);
    EXPECT_EQ(op.gateway(second.text("/secret")), 200U);
  }
}

TEST(RegeneratingToken, OverlapNeverOutlivesTheOldSecret) {
  RunningService service;
  auto op = service.as_operator();
  const auto first = op.create(R"({"name":"x","owner":"a","scopes":["r"],"expires_in":30})");
  const auto end = service.clock().now() + seconds(30);
  ASSERT_EQ(regenerate(op, first, R"({"overlap":60})").status, 200U);
  service.clock().set(end - milliseconds(1));
  EXPECT_EQ(op.gateway(first.text("/secret")), 200U);
  service.clock().set(end);
  EXPECT_EQ(op.gateway(first.text("/secret")), 401U);
}

TEST(RegeneratingToken, ASecondTimeEndsTheFirstOverlap) {
  RunningService service;
  auto op = service.as_operator();
  const auto first = op.create(R"({"name":"x","owner":"a","scopes":["r"]})");
  const auto second = regenerate(op, first, R"({"overlap":600})").json();
  const auto third = regenerate(op, first, R"({"overlap":60})").json();
  EXPECT_EQ(op.gateway(first.text("/secret")), 401U);
  EXPECT_EQ(op.gateway(second.text("/secret")), 200U);
  EXPECT_EQ(op.gateway(third.text("/secret")), 200U);
  const auto fourth = regenerate(op, first).json();
  EXPECT_EQ(op.gateway(second.text("/secret")), 401U);
  EXPECT_EQ(op.gateway(third.text("/secret")), 401U);
  EXPECT_EQ(op.gateway(fourth.text("/secret")), 200U);
}

TEST(RegeneratingToken, OverlapOutlivesARestart) {
  RunningService service;
  auto op = service.as_operator();
  const auto first = op.create(R"({"name":"x","owner":"a","scopes":["r"]})");
  const auto second = regenerate(op, first, R"({"overlap":60})").json();
  const auto deadline = service.clock().now() + seconds(60);
  op = service.as("");
  service.restart();
  auto again = service.as("");
  EXPECT_EQ(again.gateway(first.text("/secret")), 200U);
  EXPECT_EQ(again.gateway(second.text("/secret")), 200U);
  service.clock().set(deadline);
  EXPECT_EQ(again.gateway(first.text("/secret")), 401U);
  EXPECT_EQ(again.gateway(second.text("/secret")), 200U);
}

TEST(RegeneratingToken, BringsAnExpiredTokenBack) {
  RunningService service;
  auto op = service.as_operator();
  const auto token = op.create(R"({"name":"x","owner":"a","scopes":["r"],"expires_in":1})");
  service.clock().set(service.clock().now() + seconds(100));
  const auto again = regenerate(op, token, R"({"overlap":60})");
  ASSERT_EQ(again.status, 200U);
  EXPECT_EQ(again.json().text("/status"), "active");
  EXPECT_EQ(op.gateway(again.json().text("/secret")), 200U);
  EXPECT_EQ(op.gateway(token.text("/secret")), 401U);
}

TEST(RegeneratingToken, HoldsToIfMatch) {
  RunningService service;
  auto op = service.as_operator();
  const auto token = op.create(R"({"name":"x","owner":"a","scopes":["r"]})");
  EXPECT_EQ(regenerate(op, token, "", {{"If-Match", "\"2\""}}).status, 412U);
  EXPECT_EQ(op.gateway(token.text("/secret")), 200U);
  EXPECT_EQ(regenerate(op, token, "", {{"If-Match", "\"1\""}}).status, 200U);
  EXPECT_EQ(regenerate(op, token, "", {{"If-Match", "\"1\""}}).status, 412U);
  EXPECT_EQ(regenerate(op, token, "", {{"If-Match", "1"}}).problem(), "invalid-if-match");
}

TEST(RegeneratingToken, IsBoundByTheCallersScopesAndExpiry) {
  RunningService service;
  auto op = service.as_operator();
  auto alice = service.as_owner("alice", R"(["ledger:tokens","repo:*"])");
  const auto make = [&](const std::string& members) {
    return op.create(R"({"name":"x","owner":"alice")" + members + "}");
  };
  EXPECT_EQ(regenerate(alice, make(R"(,"scopes":["*"])")).problem(), "scope-beyond-caller");
  EXPECT_EQ(regenerate(alice, make(R"(,"expires_in":3000000)")).problem(), "expiry-beyond-caller");
  const auto own = make(R"(,"scopes":["repo:read"],"expires_in":60)");
  EXPECT_EQ(regenerate(alice, own, R"({"expires_in":2592001})").problem(), "expiry-beyond-caller");
  EXPECT_EQ(regenerate(alice, own, R"({"expires_in":2592001})").status, 403U);
  EXPECT_EQ(regenerate(alice, own, R"({"expires_in":2592000})").status, 200U);
  auto bob = service.as_owner("bob");
  EXPECT_EQ(regenerate(bob, own).status, 404U);
  EXPECT_EQ(bob.post("/v1/tokens/none/regenerate", "").body, regenerate(bob, own).body);
  auto reader = service.as_owner("alice", R"(["repo:*"])");
  EXPECT_EQ(regenerate(reader, own).problem(), "insufficient-scope");
}

TEST(RegeneratingToken, OfItselfHandsOverToTheNewSecret) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto self = alice.get("/v1/self").json();
  const Headers key{{"Idempotency-Key", "k"}};
  const auto answer = regenerate(alice, self, "", key);
  ASSERT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.json().text("/expires_at"), self.text("/expires_at"));
  EXPECT_EQ(alice.get("/v1/self").status, 401U);
  auto renewed = service.as(answer.json().text("/secret"));
  EXPECT_EQ(renewed.get("/v1/self").json().number("/revision"), 2U);
  EXPECT_EQ(regenerate(renewed, self, "", key).body, answer.body);
}

TEST(RegeneratingToken, ShowsItsSecretAgainUnderTheSameKey) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto token = alice.create(R"({"name":"x","scopes":["r"]})");
  const Headers key{{"Idempotency-Key", "k"}};
  const auto first = regenerate(alice, token, R"({"expires_in":60})", key);
  ASSERT_EQ(first.status, 200U);
  const auto again = regenerate(alice, token, R"({"expires_in":60.0})", key);
  EXPECT_EQ(again.status, 200U);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
  EXPECT_EQ(again.field("Cache-Control"), "no-store");
  EXPECT_EQ(again.field("ETag"), "\"2\"");
  EXPECT_EQ(regenerate(alice, token, "", key).status, 422U);
  EXPECT_EQ(alice.gateway(first.json().text("/secret")), 200U);
  // Ended by another regeneration: not shown, and not done again.
  ASSERT_EQ(regenerate(alice, token).status, 200U);
  const auto gone = regenerate(alice, token, R"({"expires_in":60})", key);
  EXPECT_EQ(gone.status, 409U);
  EXPECT_EQ(gone.problem(), "secret-already-shown");
  EXPECT_EQ(gone.json().text("/token"), token.text("/id"));
  EXPECT_EQ(gone.body.find("tl_"), std::string::npos);
  EXPECT_EQ(alice.get(path_of(token)).json().number("/revision"), 3U);
}

TEST(RegeneratingToken, IsNotShownAgainAfterARestart) {
  RunningService service;
  auto op = service.as_operator();
  const auto token = op.create(R"({"name":"x","owner":"a","scopes":["r"]})");
  const Headers key{{"Idempotency-Key", "k"}};
  const auto first = regenerate(op, token, "", key);
  ASSERT_EQ(first.status, 200U);
  op = service.as("");
  service.restart();
  op = service.as_operator();
  const auto again = regenerate(op, token, "", key);
  EXPECT_EQ(again.problem(), "secret-already-shown");
  EXPECT_EQ(op.gateway(first.json().text("/secret")), 200U);
  EXPECT_EQ(regenerate(op, token, "", {{"Idempotency-Key", "k2"}}).status, 200U);
}

}  // namespace
}  // namespace ledger::e2e
