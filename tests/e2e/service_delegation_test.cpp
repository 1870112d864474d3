// What a token may give away: no more than it has.

#include <gmock/gmock.h>

#include "events/token/timestamp.hpp"
#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using support::ApiAnswer;
using support::ApiClient;
using support::RunningService;

ApiAnswer create(ApiClient& client, const std::string& members) {
  return client.post("/v1/tokens", R"({"name":"x")" + members + "}");
}

TEST(Delegation, GivesNoScopeBeyondTheCallers) {
  RunningService service;
  auto alice = service.as_owner("alice", R"(["ledger:tokens","repo:*"])");
  EXPECT_EQ(create(alice, R"(,"scopes":["repo:read"])").status, 201U);
  EXPECT_EQ(create(alice, R"(,"scopes":["repo:*","ledger:tokens"])").status, 201U);
  EXPECT_EQ(create(alice, "").status, 201U);
  for (const auto* scopes : {R"(["pkg:read"])", R"(["*"])", R"(["repo:read","pkg:read"])"}) {
    const auto answer = create(alice, R"(,"scopes":)" + std::string(scopes));
    EXPECT_EQ(answer.status, 403U) << scopes;
    EXPECT_EQ(answer.problem(), "scope-beyond-caller") << scopes;
  }
}

TEST(Delegation, OfFullAccessStopsBeforeTheLedgersOwnScopes) {
  RunningService service;
  auto alice = service.as_owner("alice");
  EXPECT_EQ(create(alice, R"(,"scopes":["*","anything:else","ledger:tokens"])").status, 201U);
  for (const auto* scope : {"ledger:verify", "ledger:audit", "ledger:operate"}) {
    const auto answer = create(alice, R"(,"scopes":[")" + std::string(scope) + R"("])");
    EXPECT_EQ(answer.status, 403U) << scope;
    EXPECT_EQ(answer.problem(), "scope-needs-operator") << scope;
  }
}

TEST(Delegation, OfLedgerScopesIsForOperatorsAlone) {
  RunningService service;
  auto verifier = service.as_owner("gate", R"(["ledger:tokens","ledger:verify"])");
  EXPECT_EQ(create(verifier, R"(,"scopes":["ledger:verify"])").problem(), "scope-needs-operator");
  EXPECT_EQ(create(verifier, R"(,"scopes":["ledger:tokens"])").status, 201U);
}

TEST(Delegation, GivesNoExpiryBeyondTheCallers) {
  RunningService service;
  auto caller = service.as_operator();
  const auto parent =
      caller.create(R"({"name":"p","owner":"alice","scopes":["*"],"expires_in":3600})");
  auto alice = service.as(parent.text("/secret"));
  const auto latest = parent.text("/expires_at");
  EXPECT_EQ(create(alice, R"(,"expires_in":3600)").status, 201U);
  EXPECT_EQ(create(alice, R"(,"expires_at":")" + latest + '"').status, 201U);
  EXPECT_EQ(create(alice, R"(,"expires_in":3601)").problem(), "expiry-beyond-caller");
  EXPECT_EQ(create(alice, R"(,"expires_in":3601)").status, 403U);
  const auto by_default = create(alice, "");
  ASSERT_EQ(by_default.status, 201U);
  EXPECT_EQ(by_default.json().text("/expires_at"), latest);
}

TEST(Delegation, NeedsTheScopeToManageTokens) {
  RunningService service;
  for (const auto* scopes : {R"(["repo:read"])", "[]", R"(["ledger:verify"])"}) {
    auto alice = service.as_owner("alice", scopes);
    for (const auto& answer : {create(alice, ""), alice.get("/v1/tokens"),
                               alice.get("/v1/tokens/x"), alice.remove("/v1/tokens/x")}) {
      EXPECT_EQ(answer.status, 403U) << scopes;
      EXPECT_EQ(answer.problem(), "insufficient-scope") << scopes;
      EXPECT_THAT(answer.field("WWW-Authenticate"), testing::HasSubstr("scope=\"ledger:tokens\""));
    }
  }
}

TEST(Delegation, IsForTheOwnOwnerAlone) {
  RunningService service;
  auto alice = service.as_owner("alice");
  EXPECT_EQ(create(alice, R"(,"owner":"alice")").status, 201U);
  for (const auto* owner : {"bob", "Alice", "operator"}) {
    const auto answer = create(alice, R"(,"owner":")" + std::string(owner) + '"');
    EXPECT_EQ(answer.status, 403U) << owner;
    EXPECT_EQ(answer.problem(), "other-owner") << owner;
  }
}

TEST(Delegation, ByOperatorsNamesTheOwner) {
  RunningService service;
  auto caller = service.as_operator();
  const auto answer = create(caller, "");
  EXPECT_EQ(answer.status, 400U);
  EXPECT_EQ(answer.problem(), "owner-required");
  const auto second =
      caller.create(R"({"name":"second","owner":"operator","scopes":["ledger:operate"]})");
  EXPECT_EQ(create(caller, R"(,"owner":"a","scopes":["ledger:operate","ledger:audit"])").status,
            201U);
  auto other = service.as(second.text("/secret"));
  EXPECT_EQ(create(other, R"(,"owner":"a","expires_in":31536000)").status, 201U);
}

}  // namespace
}  // namespace ledger::e2e
