// Updating: name and scopes, nothing else; at once, and within what the caller covers.

#include <gmock/gmock.h>

#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using support::ApiAnswer;
using support::ApiClient;
using support::Headers;
using support::RunningService;

ApiAnswer patch(ApiClient& client, const std::string& path, const std::string& body,
                const Headers& headers = {}) {
  return client.call("PATCH", path, body, headers);
}

std::string path_of(const support::Json& token) { return "/v1/tokens/" + token.text("/id"); }

TEST(UpdatingToken, ChangesNameAndScopesAndNothingElse) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto before = alice.create(R"({"name":"x","scopes":["repo:read"],"expires_in":60})");
  service.clock().set(service.clock().now() + std::chrono::seconds(1));
  const auto answer =
      patch(alice, path_of(before), R"({"name":"  new ","scopes":["wiki:*","repo:read"]})");
  ASSERT_EQ(answer.status, 200U) << answer.body;
  EXPECT_EQ(answer.field("ETag"), "\"2\"");
  EXPECT_NE(answer.field("Ledger-Position"), "");
  const auto after = answer.json();
  EXPECT_EQ(after.text("/name"), "new");
  EXPECT_THAT(after.texts("/scopes"), testing::UnorderedElementsAre("wiki:*", "repo:read"));
  EXPECT_EQ(after.number("/revision"), 2U);
  EXPECT_NE(after.text("/updated_at"), before.text("/updated_at"));
  for (const auto* kept : {"/id", "/owner", "/hint", "/created_at", "/created_by", "/expires_at"}) {
    EXPECT_EQ(after.text(kept), before.text(kept)) << kept;
  }
  EXPECT_FALSE(after.has("/secret"));
  EXPECT_EQ(alice.get(path_of(before)).body, answer.body);
  EXPECT_EQ(alice.gateway(before.text("/secret"), "?scope=wiki:edit"), 200U);
  service.clock().set(service.clock().now() + std::chrono::milliseconds(58'999));
  EXPECT_EQ(alice.gateway(before.text("/secret")), 200U);
  service.clock().set(service.clock().now() + std::chrono::milliseconds(1));
  EXPECT_EQ(alice.gateway(before.text("/secret")), 401U);
}

TEST(UpdatingToken, TakesMergePatchToo) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto path = path_of(alice.create(R"({"name":"x"})"));
  const auto with = [&](const char* type) {
    return patch(alice, path, R"({"name":"y"})", {{"Content-Type", type}}).status;
  };
  EXPECT_EQ(with("application/merge-patch+json"), 200U);
  EXPECT_EQ(with("application/json; charset=utf-8"), 200U);
  EXPECT_EQ(with("application/json-patch+json"), 415U);
  EXPECT_EQ(with("text/plain"), 415U);
}

TEST(UpdatingToken, KeepsWhatIsNotNamed) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto path = path_of(alice.create(R"({"name":"x","scopes":["a","b"]})"));
  EXPECT_THAT(patch(alice, path, R"({"name":"y"})").json().texts("/scopes"),
              testing::UnorderedElementsAre("a", "b"));
  const auto none = patch(alice, path, R"({"scopes":[]})").json();
  EXPECT_EQ(none.text("/name"), "y");
  EXPECT_EQ(none.size("/scopes"), 0U);
}

TEST(UpdatingToken, ByNothingNewMakesNoEvent) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto made = alice.create(R"({"name":"x","scopes":["a","b"]})");
  const auto before = alice.get(path_of(made));
  for (const auto* body : {"{}", R"({"name":"x"})", R"({"name":" x "})", R"({"scopes":["b","a"]})",
                           R"({"scopes":["a","b","a"],"name":"x"})"}) {
    const auto answer = patch(alice, path_of(made), body);
    EXPECT_EQ(answer.status, 200U) << body;
    EXPECT_EQ(answer.body, before.body) << body;
    EXPECT_EQ(answer.field("ETag"), "\"1\"") << body;
    EXPECT_EQ(answer.field("Ledger-Position"), before.field("Ledger-Position")) << body;
  }
}

TEST(UpdatingToken, HoldsToIfMatch) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto path = path_of(alice.create(R"({"name":"x"})"));
  const auto with = [&](const char* tag, const char* name) {
    return patch(alice, path, std::string(R"({"name":")") + name + R"("})", {{"If-Match", tag}});
  };
  EXPECT_EQ(with("\"2\"", "y").status, 412U);
  EXPECT_EQ(with("\"2\"", "y").problem(), "revision-mismatch");
  EXPECT_EQ(with("\"2\"", "x").status, 412U);
  EXPECT_EQ(with("W/\"1\"", "y").status, 412U);
  EXPECT_EQ(with("1", "y").status, 400U);
  EXPECT_EQ(with("\"1\"", "y").field("ETag"), "\"2\"");
  EXPECT_EQ(with("\"1\"", "z").status, 412U);
  EXPECT_EQ(with("*", "z").field("ETag"), "\"3\"");
}

TEST(UpdatingToken, RefusesOtherMembersByName) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto path = path_of(alice.create(R"({"name":"x"})"));
  for (const auto* member :
       {"id", "owner", "status", "hint", "revision", "created_at", "created_by", "updated_at",
        "expires_at", "expires_in", "last_used_at", "secret", "Name"}) {
    const auto answer =
        patch(alice, path, R"({"name":"y",")" + std::string(member) + R"(":"alice"})");
    EXPECT_EQ(answer.status, 400U) << member;
    EXPECT_EQ(answer.pointers(), "/" + std::string(member));
  }
  EXPECT_EQ(patch(alice, path, R"({"expires_at":"x"})").problem(), "invalid-expires-at");
  EXPECT_EQ(patch(alice, path, R"({"name":null})").pointers(), "/name");
  EXPECT_EQ(patch(alice, path, R"({"scopes":null})").pointers(), "/scopes");
  EXPECT_EQ(patch(alice, path, R"({"name":"","scopes":"a"})").pointers(), "/name /scopes");
  EXPECT_EQ(patch(alice, path, R"([])").problem(), "malformed-json");
  EXPECT_EQ(patch(alice, path + "?force=1", "{}").problem(), "unknown-parameter");
  EXPECT_EQ(alice.get(path).field("ETag"), "\"1\"");
}

TEST(UpdatingToken, IsBoundByTheCallersScopesBeforeAndAfter) {
  RunningService service;
  auto op = service.as_operator();
  auto alice = service.as_owner("alice", R"(["ledger:tokens","repo:*"])");
  const auto own = path_of(alice.create(R"({"name":"x","scopes":["repo:read"]})"));
  const auto wide = path_of(op.create(R"({"name":"w","owner":"alice","scopes":["*"]})"));
  const auto refused = [&](const std::string& path, const char* body, const char* type) {
    const auto answer = patch(alice, path, body);
    EXPECT_EQ(answer.status, 403U) << body;
    EXPECT_EQ(answer.problem(), type) << body;
  };
  refused(own, R"({"scopes":["wiki:read"]})", "scope-beyond-caller");
  refused(own, R"({"scopes":["*"]})", "scope-beyond-caller");
  refused(own, R"({"scopes":["ledger:verify"]})", "scope-needs-operator");
  refused(wide, R"({"scopes":["repo:read"]})", "scope-beyond-caller");
  refused(wide, R"({"name":"mine"})", "scope-beyond-caller");
  EXPECT_EQ(patch(alice, own, R"({"scopes":["repo:*"]})").status, 200U);
  EXPECT_EQ(patch(op, wide, R"({"scopes":["ledger:audit"]})").status, 200U);
}

TEST(UpdatingToken, IsBoundByTheCallersExpiry) {
  RunningService service;
  auto op = service.as_operator();
  const auto parent = op.create(R"({"name":"p","owner":"alice","scopes":["*"],"expires_in":3600})");
  const auto later = path_of(op.create(R"({"name":"l","owner":"alice","expires_in":3601})"));
  const auto same = path_of(op.create(R"({"name":"s","owner":"alice","expires_in":3600})"));
  auto alice = service.as(parent.text("/secret"));
  EXPECT_EQ(patch(alice, later, R"({"name":"y"})").problem(), "expiry-beyond-caller");
  EXPECT_EQ(patch(alice, same, R"({"name":"y"})").status, 200U);
}

TEST(UpdatingToken, AnswersForOthersAndUnknownOnesAlike) {
  RunningService service;
  auto bob = service.as_owner("bob");
  const auto path = "/v1/tokens/" + bob.get("/v1/self").json().text("/id");
  auto alice = service.as_owner("alice");
  const auto foreign = patch(alice, path, R"({"name":"y"})");
  EXPECT_EQ(foreign.status, 404U);
  EXPECT_EQ(patch(alice, "/v1/tokens/none", R"({"name":"y"})").body, foreign.body);
  EXPECT_EQ(patch(alice, "/v1/tokens/tok_00000000000000000000000000", "{}").body, foreign.body);
  auto nobody = service.as("");
  EXPECT_EQ(patch(nobody, path, "{").status, 401U);
  EXPECT_EQ(bob.get(path).json().text("/name"), "of bob");
}

TEST(UpdatingToken, HoldsOnTheNextVerificationOfAnOpenConnection) {
  RunningService service;
  auto alice = service.as_owner("alice");
  auto gateway = service.as("");
  const auto token = alice.create(R"({"name":"x","scopes":["repo:read"]})");
  const auto secret = token.text("/secret");
  for (int round = 0; round < 20; ++round) {
    ASSERT_EQ(patch(alice, path_of(token), R"({"scopes":["repo:read"]})").status, 200U);
    ASSERT_EQ(gateway.gateway(secret, "?scope=repo:read"), 200U);
    ASSERT_EQ(patch(alice, path_of(token), R"({"scopes":["repo:write"]})").status, 200U);
    ASSERT_EQ(gateway.gateway(secret, "?scope=repo:read"), 403U);
  }
}

TEST(UpdatingToken, OfItselfTakesItsOwnScopesAway) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto path = "/v1/tokens/" + alice.get("/v1/self").json().text("/id");
  EXPECT_EQ(patch(alice, path, R"({"scopes":["repo:read"]})").status, 200U);
  EXPECT_EQ(patch(alice, path, R"({"scopes":["*"]})").problem(), "insufficient-scope");
  EXPECT_EQ(alice.get("/v1/self").json().number("/revision"), 2U);
}

TEST(UpdatingToken, IsDoneOnceUnderAnIdempotencyKey) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto path = path_of(alice.create(R"({"name":"x"})"));
  const Headers key{{"Idempotency-Key", "u"}};
  const auto first = patch(alice, path, R"({"name":"y"})", key);
  ASSERT_EQ(first.status, 200U);
  const auto again = patch(alice, path, R"({ "name" : "y" })", key);
  EXPECT_EQ(again.status, 200U);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.field("ETag"), "\"2\"");
  EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
  EXPECT_EQ(patch(alice, path, R"({"name":"z"})", key).status, 422U);
  // Not undone by a repetition that comes late.
  ASSERT_EQ(patch(alice, path, R"({"name":"z"})").status, 200U);
  EXPECT_EQ(patch(alice, path, R"({"name":"y"})", key).json().text("/name"), "z");
}

}  // namespace
}  // namespace ledger::e2e
