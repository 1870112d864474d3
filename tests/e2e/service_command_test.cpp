// What became of a command, over HTTP; and what every answer under /v1 says of its view.

#include <gmock/gmock.h>

#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using support::ApiClient;
using support::RunningService;

/// Sends a create and gives its command id, as 422 tells it for the same key.
std::string command_of(ApiClient& client) {
  EXPECT_EQ(client.post("/v1/tokens", R"({"name":"x"})", {{"Idempotency-Key", "k"}}).status, 201U);
  const auto other = client.post("/v1/tokens", R"({"name":"y"})", {{"Idempotency-Key", "k"}});
  return other.json().text("/command_id");
}

TEST(CommandLookup, TellsItsSenderAndOperatorsWhatBecameOfIt) {
  RunningService service;
  auto alice = service.as_owner("alice");
  auto op = service.as_operator();
  const auto path = "/v1/commands/" + command_of(alice);
  const auto listed = alice.get("/v1/tokens").json().text("/tokens/1/id");
  for (auto* client : {&alice, &op}) {
    const auto found = client->get(path);
    ASSERT_EQ(found.status, 200U);
    EXPECT_EQ(found.json().text("/outcome"), "applied");
    EXPECT_EQ(found.json().text("/token"), listed);
    EXPECT_EQ(found.json().text("/command_id"), path.substr(13));
  }
}

TEST(CommandLookup, IsUnknownToOthersAndBeforeItIsInTheLog) {
  RunningService service;
  auto alice = service.as_owner("alice");
  auto other_token = service.as_owner("alice");
  EXPECT_EQ(other_token.get("/v1/commands/" + command_of(alice)).status, 404U);
  EXPECT_EQ(alice.get("/v1/commands/cmd_00000000000000000000000000000000").status, 404U);
  EXPECT_EQ(alice.get("/v1/commands/nonsense").status, 404U);
}

TEST(CommandLookup, NeverShowsASecretThatOpensNothingAgain) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto made = alice.post("/v1/tokens", R"({"name":"x"})", {{"Idempotency-Key", "k"}});
  const auto path = "/v1/tokens/" + made.json().text("/id");
  ASSERT_EQ(alice.remove(path).status, 204U);
  const auto again = alice.post("/v1/tokens", R"({"name":"x"})", {{"Idempotency-Key", "k"}});
  EXPECT_EQ(again.status, 409U);
  EXPECT_EQ(again.problem(), "secret-already-shown");
  EXPECT_EQ(again.body.find("tl_"), std::string::npos);
}

TEST(Refusals, SayThePositionUnderV1AndRefuseParametersOfCommands) {
  RunningService service;
  auto alice = service.as_owner("alice");
  EXPECT_EQ(alice.get("/v1/nothing").status, 404U);
  EXPECT_NE(alice.get("/v1/nothing").header("Ledger-Position"), std::nullopt);
  EXPECT_EQ(alice.get("/nothing").header("Ledger-Position"), std::nullopt);
  const auto refused = alice.post("/v1/tokens?force=1", R"({"name":"x"})");
  EXPECT_EQ(refused.status, 400U);
  EXPECT_THAT(refused.body, testing::HasSubstr("force"));
}

}  // namespace
}  // namespace ledger::e2e
