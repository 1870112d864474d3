// Owners: all their tokens suspended, resumed or revoked by one event.

#include <gmock/gmock.h>

#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using support::ApiAnswer;
using support::ApiClient;
using support::Headers;
using support::RunningService;

ApiAnswer order(ApiClient& client, const std::string& owner, const char* action,
                const Headers& headers = {}) {
  return client.post("/v1/owners/" + owner + "/" + action, "", headers);
}

std::string said(bool suspended, int tokens, const std::string& owner = "alice") {
  return R"({"owner":")" + owner + R"(","suspended":)" + (suspended ? "true" : "false") +
         R"(,"tokens":)" + std::to_string(tokens) + "}";
}

TEST(Owner, SuspendedHasNoGoodTokenUntilItIsResumed) {
  RunningService service;
  auto op = service.as_operator();
  auto alice = service.as_owner("alice");
  const auto path = "/v1/tokens/" + alice.get("/v1/self").json().text("/id");
  const auto suspended = order(op, "alice", "suspend");
  EXPECT_EQ(suspended.status, 200U);
  EXPECT_EQ(suspended.body, said(true, 1));
  EXPECT_NE(suspended.field("Ledger-Position"), "");
  EXPECT_EQ(op.gateway(alice.secret()), 401U);
  EXPECT_EQ(alice.get("/v1/self").status, 401U);
  EXPECT_EQ(op.get(path).json().text("/status"), "suspended");
  EXPECT_EQ(
      op.post("/v1/verify", R"({"token":")" + alice.secret() + R"("})").json().text("/reason"),
      "suspended");
  const auto refused = op.post("/v1/tokens", R"({"name":"y","owner":"alice"})");
  EXPECT_EQ(refused.status, 409U);
  EXPECT_EQ(refused.problem(), "owner-suspended");
  EXPECT_EQ(op.post(path + "/regenerate", "").problem(), "owner-suspended");
  EXPECT_EQ(order(op, "alice", "resume").body, said(false, 1));
  EXPECT_EQ(op.gateway(alice.secret()), 200U);
  EXPECT_EQ(alice.get("/v1/self").json().text("/status"), "active");
}

TEST(Owner, RevokedTokensNeverComeBack) {
  RunningService service;
  auto op = service.as_operator();
  auto alice = service.as_owner("alice");
  const auto other = alice.create(R"({"name":"x","scopes":["r"]})");
  const auto gone = alice.create(R"({"name":"gone"})");
  ASSERT_EQ(alice.remove("/v1/tokens/" + gone.text("/id")).status, 204U);
  auto bob = service.as_owner("bob");
  EXPECT_EQ(order(op, "alice", "resume").body, said(false, 2));
  EXPECT_EQ(order(op, "alice", "revoke-tokens").body, said(false, 0));
  EXPECT_EQ(op.gateway(alice.secret()), 401U);
  EXPECT_EQ(op.gateway(other.text("/secret")), 401U);
  EXPECT_EQ(op.gateway(bob.secret()), 200U);
  const auto listed = op.get("/v1/tokens?owner=alice&status=revoked").json();
  EXPECT_EQ(listed.size("/tokens"), 2U);
  const auto revoked = op.post("/v1/tokens/" + other.text("/id") + "/regenerate", "");
  EXPECT_EQ(revoked.status, 409U);
  EXPECT_EQ(revoked.problem(), "token-revoked");
  order(op, "alice", "suspend");
  order(op, "alice", "resume");
  EXPECT_EQ(op.gateway(other.text("/secret")), 401U);
  // The owner lives on: what is made from now on is good.
  auto again = service.as_owner("alice");
  EXPECT_EQ(again.get("/v1/self").status, 200U);
  EXPECT_EQ(order(op, "alice", "revoke-tokens").body, said(false, 0));
  op = service.as("");
  service.restart();
  EXPECT_EQ(service.as("").gateway(again.secret()), 401U);
}

TEST(Owner, IsShownAsSuspendingOrRevokingItWouldHitIt) {
  RunningService service;
  auto op = service.as_operator();
  auto alice = service.as_owner("alice");
  const auto shown = [&] { return op.get("/v1/owners/alice").body; };
  const auto gone = alice.create(R"({"name":"gone"})");
  static_cast<void>(alice.create(R"({"name":"short","expires_in":1})"));
  service.clock().set(service.clock().now() + std::chrono::seconds(1));
  EXPECT_EQ(shown(), said(false, 3));
  ASSERT_EQ(alice.remove("/v1/tokens/" + gone.text("/id")).status, 204U);
  const auto answer = alice.get("/v1/owners/alice");
  EXPECT_EQ(answer.body, said(false, 2));
  EXPECT_NE(answer.field("Ledger-Position"), "");
  const auto suspended = order(op, "alice", "suspend").body;
  EXPECT_EQ(shown(), suspended);
  EXPECT_EQ(suspended, said(true, 2));
  const auto revoked = order(op, "alice", "revoke-tokens").body;
  EXPECT_EQ(shown(), revoked);
  EXPECT_EQ(revoked, said(true, 0));
  EXPECT_EQ(op.get("/v1/owners/nobody").body, said(false, 0, "nobody"));
  ASSERT_EQ(order(op, "later", "suspend").status, 200U);
  EXPECT_EQ(op.get("/v1/owners/later").body, said(true, 0, "later"));
}

TEST(Owner, IsShownToOperatorsAndToItselfAlone) {
  RunningService service;
  auto op = service.as_operator();
  auto alice = service.as_owner("alice");
  EXPECT_EQ(alice.get("/v1/owners/bob").problem(), "other-owner");
  EXPECT_EQ(alice.get("/v1/owners/operator").status, 403U);
  auto reader = service.as_owner("alice", R"(["repo:read"])");
  EXPECT_EQ(reader.get("/v1/owners/alice").problem(), "insufficient-scope");
  EXPECT_EQ(service.as("").get("/v1/owners/alice").status, 401U);
  for (auto* client : {&op, &alice}) {
    EXPECT_EQ(client->get("/v1/owners/a%20b").problem(), "invalid-owner");
  }
  EXPECT_EQ(op.get("/v1/owners/" + std::string(128, 'a')).status, 200U);
  EXPECT_EQ(op.get("/v1/owners/" + std::string(129, 'a')).problem(), "invalid-owner");
  EXPECT_EQ(op.get("/v1/owners/alice?x=1").problem(), "unknown-parameter");
}

TEST(Owner, RevokesItsOwnTokens) {
  RunningService service;
  auto op = service.as_operator();
  auto alice = service.as_owner("alice", R"(["ledger:tokens"])");
  auto bob = service.as_owner("bob");
  EXPECT_EQ(order(alice, "bob", "revoke-tokens").status, 403U);
  EXPECT_EQ(order(alice, "alice", "revoke-tokens").body, said(false, 0));
  EXPECT_EQ(alice.get("/v1/self").status, 401U);
  EXPECT_EQ(bob.get("/v1/self").status, 200U);
}

TEST(Owner, IsNotForOthersToControl) {
  RunningService service;
  auto alice = service.as_owner("alice");
  auto reader = service.as_owner("alice", R"(["repo:read"])");
  for (const auto* action : {"suspend", "resume", "revoke-tokens"}) {
    for (const auto* owner : {"bob", "operator", "ghost"}) {
      const auto answer = order(alice, owner, action);
      EXPECT_EQ(answer.status, 403U) << action << owner;
      EXPECT_EQ(answer.problem(), "insufficient-scope");
      EXPECT_THAT(answer.field("WWW-Authenticate"), testing::HasSubstr("ledger:operate"));
    }
    EXPECT_EQ(order(reader, "alice", action).status, 403U) << action;
    auto nobody = service.as("");
    EXPECT_EQ(order(nobody, "alice", action).status, 401U) << action;
  }
  EXPECT_EQ(order(alice, "alice", "suspend").status, 403U);
  EXPECT_EQ(order(alice, "alice", "resume").status, 403U);
  EXPECT_EQ(alice.get("/v1/self").status, 200U);
}

TEST(Owner, AsItIsAlreadyNeedsNoEvent) {
  RunningService service;
  auto op = service.as_operator();
  const auto alice = service.as_owner("alice");
  ASSERT_EQ(order(op, "alice", "suspend").status, 200U);
  const auto position = op.get("/v1/self").field("Ledger-Position");
  const auto again = order(op, "alice", "suspend");
  EXPECT_EQ(again.status, 200U);
  EXPECT_EQ(again.body, said(true, 1));
  EXPECT_EQ(again.field("Ledger-Position"), position);
  for (const auto* action : {"resume", "revoke-tokens"}) {
    const auto ghost = order(op, "ghost", action);
    EXPECT_EQ(ghost.status, 200U) << action;
    EXPECT_EQ(ghost.body, said(false, 0, "ghost")) << action;
    EXPECT_EQ(ghost.field("Ledger-Position"), position) << action;
  }
  ASSERT_EQ(order(op, "alice", "resume").body, said(false, 1));
  ASSERT_EQ(order(op, "alice", "revoke-tokens").body, said(false, 0));
  const auto later = op.get("/v1/self").field("Ledger-Position");
  EXPECT_EQ(order(op, "alice", "resume").field("Ledger-Position"), later);
  EXPECT_EQ(order(op, "alice", "revoke-tokens").field("Ledger-Position"), later);
}

TEST(Owner, WhoseTokensAreAllDeletedCanStillBeSuspended) {
  RunningService service;
  auto op = service.as_operator();
  auto alice = service.as_owner("alice");
  ASSERT_EQ(alice.remove("/v1/self").status, 204U);
  EXPECT_EQ(order(op, "alice", "suspend").body, said(true, 0));
  EXPECT_EQ(op.post("/v1/tokens", R"({"name":"y","owner":"alice"})").status, 409U);
}

TEST(Owner, SuspendedBeforeItHasATokenGetsNone) {
  RunningService service;
  auto op = service.as_operator();
  EXPECT_EQ(order(op, "newcomer", "suspend").body, said(true, 0, "newcomer"));
  EXPECT_EQ(op.post("/v1/tokens", R"({"name":"y","owner":"newcomer"})").problem(),
            "owner-suspended");
  EXPECT_EQ(order(op, "newcomer", "resume").body, said(false, 0, "newcomer"));
  EXPECT_EQ(op.post("/v1/tokens", R"({"name":"y","owner":"newcomer"})").status, 201U);
}

TEST(Owner, OperatorIsNeverSuspended) {
  RunningService service;
  auto op = service.as_operator();
  const auto refused = order(op, "operator", "suspend");
  EXPECT_EQ(refused.status, 409U);
  EXPECT_EQ(refused.problem(), "operator-stays");
  EXPECT_EQ(op.get("/v1/self").status, 200U);
  EXPECT_EQ(order(op, "operator", "resume").status, 200U);
  EXPECT_EQ(order(op, "operator", "revoke-tokens").body, said(false, 0, "operator"));
  EXPECT_EQ(op.get("/v1/self").status, 401U);
}

TEST(Owner, IsNamedAsOwnersAreNamed) {
  RunningService service;
  auto op = service.as_operator();
  const std::string longest(128, 'a');
  for (const auto& owner : {longest + "a", std::string("a%20b"), std::string("."),
                            std::string(".."), std::string("a%2Fb"), std::string("%C3%A4")}) {
    const auto answer = order(op, owner, "suspend");
    EXPECT_EQ(answer.status, 400U) << owner;
    EXPECT_EQ(answer.problem(), "invalid-owner") << owner;
    EXPECT_THAT(answer.json().text("/detail"), testing::HasSubstr("1 to 128"));
  }
  EXPECT_EQ(order(op, longest, "suspend").status, 200U);
  op.create(R"({"name":"x","owner":"a|b@c+d:e"})");
  EXPECT_EQ(order(op, "a%7Cb@c+d:e", "suspend").body, said(true, 1, "a|b@c+d:e"));
  EXPECT_EQ(order(op, "A%7Cb@c+d:e", "resume").body, said(false, 0, "A|b@c+d:e"));
}

TEST(Owner, IsControlledWithoutMembersParametersAndTags) {
  RunningService service;
  auto op = service.as_operator();
  const auto alice = service.as_owner("alice");
  const auto post = [&](const char* query, const char* body, const Headers& headers = {}) {
    return op.post("/v1/owners/alice/suspend" + std::string(query), body, headers);
  };
  EXPECT_EQ(post("", R"({"reason":"x"})").pointers(), "/reason");
  EXPECT_EQ(post("", "[]").problem(), "malformed-json");
  EXPECT_EQ(post("?force=1", "").problem(), "unknown-parameter");
  EXPECT_EQ(post("", "", {{"If-Match", "\"1\""}}).problem(), "invalid-if-match");
  EXPECT_EQ(op.get("/v1/owners/alice/suspend").status, 405U);
  EXPECT_EQ(op.post("/v1/owners/alice/delete", "").status, 404U);
  EXPECT_EQ(post("", "{}").body, said(true, 1));
}

TEST(Owner, IsControlledOnceUnderAnIdempotencyKey) {
  RunningService service;
  auto op = service.as_operator();
  const auto alice = service.as_owner("alice");
  const Headers key{{"Idempotency-Key", "k"}};
  EXPECT_EQ(order(op, "alice", "suspend", key).header("Idempotency-Replayed"), std::nullopt);
  const auto again = order(op, "alice", "suspend", key);
  EXPECT_EQ(again.body, said(true, 1));
  EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
  EXPECT_EQ(order(op, "alice", "resume", key).status, 422U);
  EXPECT_EQ(order(op, "bob", "suspend", key).status, 422U);
  // Done once: a repetition that comes late does not undo what was done since.
  ASSERT_EQ(order(op, "alice", "resume").body, said(false, 1));
  EXPECT_EQ(order(op, "alice", "suspend", key).body, said(false, 1));
  const auto command = order(op, "bob", "suspend", key).json().text("/command_id");
  const auto found = op.get("/v1/commands/" + command).json();
  EXPECT_EQ(found.text("/outcome"), "applied");
  EXPECT_TRUE(found.is_null("/token"));
}

}  // namespace
}  // namespace ledger::e2e
