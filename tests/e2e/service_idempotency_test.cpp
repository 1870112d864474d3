// Idempotency keys: one command however often it is sent, and the secret only where it may be
// shown.

#include <set>
#include <thread>

#include <gmock/gmock.h>

#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using support::ApiAnswer;
using support::ApiClient;
using support::RunningService;

ApiAnswer create(ApiClient& client, const std::string& key, const std::string& body) {
  return client.post("/v1/tokens", body, {{"Idempotency-Key", key}});
}

std::size_t tokens_of(ApiClient& client) {
  return client.get("/v1/tokens?limit=100").json().size("/tokens");
}

TEST(IdempotencyKey, AnswersEqualJsonAsTheFirstTime) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto first = create(alice, "k", R"({"name":"x","scopes":["a:b","c"],"expires_in":60})");
  ASSERT_EQ(first.status, 201U);
  EXPECT_EQ(first.header("Idempotency-Replayed"), std::nullopt);
  service.clock().set(service.clock().now() + std::chrono::seconds(1));
  for (const auto* body : {R"({"name":"x","scopes":["a:b","c"],"expires_in":60})",
                           R"({ "expires_in" : 60.0, "scopes":["a:b", "c"], "name":"\u0078" })",
                           R"({"scopes":["a:b","c"],"expires_in":6e1,"name":"x"})"}) {
    const auto again = create(alice, "k", body);
    EXPECT_EQ(again.status, 201U) << body;
    EXPECT_EQ(again.body, first.body) << body;
    EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
    EXPECT_EQ(again.field("Location"), first.field("Location"));
    EXPECT_EQ(again.field("ETag"), first.field("ETag"));
    EXPECT_EQ(again.field("Cache-Control"), "no-store");
  }
  EXPECT_EQ(tokens_of(alice), 2U);
}

TEST(IdempotencyKey, IsRefusedForAnotherRequest) {
  RunningService service;
  auto alice = service.as_owner("alice");
  ASSERT_EQ(create(alice, "k", R"({"name":"x"})").status, 201U);
  for (const auto* body :
       {R"({"name":"y"})", R"({"name":"x","scopes":[]})", R"({"name":"x","expires_in":60})"}) {
    const auto other = create(alice, "k", body);
    EXPECT_EQ(other.status, 422U) << body;
    EXPECT_EQ(other.problem(), "idempotency-key-reused");
    EXPECT_THAT(other.json().text("/command_id"), testing::MatchesRegex("cmd_[0-9a-f]{32}"));
  }
  const auto self = alice.get("/v1/self").json().text("/id");
  EXPECT_EQ(alice.remove("/v1/tokens/" + self, {{"Idempotency-Key", "k"}}).status, 422U);
  EXPECT_EQ(tokens_of(alice), 2U);
}

TEST(IdempotencyKey, IsOneToHundredTwentyEightVisibleCharacters) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const std::string body = R"({"name":"x"})";
  EXPECT_EQ(create(alice, std::string(128, 'k'), body).status, 201U);
  EXPECT_EQ(create(alice, "!\"#~", body).status, 201U);
  for (const auto& key :
       {std::string(129, 'k'), std::string(), std::string("a b"), std::string("\xc3\xa4")}) {
    const auto refused = create(alice, key, body);
    EXPECT_EQ(refused.status, 400U) << key;
    EXPECT_EQ(refused.problem(), "invalid-idempotency-key") << key;
  }
  const auto twice =
      alice.post("/v1/tokens", body, {{"Idempotency-Key", "a"}, {"Idempotency-Key", "b"}});
  EXPECT_EQ(twice.problem(), "invalid-idempotency-key");
}

TEST(IdempotencyKey, BelongsToTheCallingToken) {
  RunningService service;
  auto parent = service.as_owner("alice");
  auto sibling = service.as(parent.create(R"({"name":"sibling","scopes":["*"]})").text("/secret"));
  auto bob = service.as_owner("bob");
  std::set<std::string> ids;
  for (auto* client : {&parent, &sibling, &bob}) {
    const auto answer = create(*client, "the-same", R"({"name":"x"})");
    EXPECT_EQ(answer.status, 201U);
    EXPECT_EQ(answer.header("Idempotency-Replayed"), std::nullopt);
    ids.insert(answer.json().text("/id"));
  }
  EXPECT_EQ(ids.size(), 3U);
}

TEST(IdempotencyKey, MakesOneTokenWithOneSecretOfManyAtOnce) {
  RunningService service;
  auto alice = service.as_owner("alice");
  for (std::size_t round = 0; round < 5; ++round) {
    std::array<ApiAnswer, 8> answers;
    std::vector<std::thread> threads;
    for (auto& answer : answers) {
      threads.emplace_back([&answer, round, client = service.as(alice.secret())]() mutable {
        answer = create(client, "key-" + std::to_string(round), R"({"name":"x"})");
      });
    }
    for (auto& thread : threads) thread.join();
    std::size_t originals = 0;
    for (const auto& answer : answers) {
      ASSERT_EQ(answer.status, 201U) << answer.body;
      EXPECT_EQ(answer.body, answers[0].body);
      originals += answer.header("Idempotency-Replayed") ? 0 : 1;
    }
    EXPECT_EQ(originals, 1U);
    EXPECT_EQ(alice.gateway(answers[0].json().text("/secret"), "?scope=x"), 403U);
    EXPECT_EQ(tokens_of(alice), round + 2);
  }
}

TEST(IdempotencyKey, OutlivesARestartAndTheSecretDoesNot) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto first = create(alice, "k", R"({"name":"x"})");
  ASSERT_EQ(first.status, 201U);
  service.restart();
  auto again = service.as(alice.secret());
  for (int i = 0; i < 2; ++i) {
    const auto answer = create(again, "k", R"({"name":"x"})");
    EXPECT_EQ(answer.status, 409U);
    EXPECT_EQ(answer.problem(), "secret-already-shown");
    EXPECT_EQ(answer.json().text("/token"), first.json().text("/id"));
    EXPECT_THAT(answer.json().text("/command_id"), testing::MatchesRegex("cmd_[0-9a-f]{32}"));
    EXPECT_EQ(answer.body.find("tl_"), std::string::npos);
  }
  EXPECT_EQ(create(again, "k", R"({"name":"y"})").status, 422U);
  EXPECT_EQ(tokens_of(again), 2U);
}

TEST(IdempotencyKey, ShowsNoSecretOfADeletedToken) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto first = create(alice, "k", R"({"name":"x"})");
  ASSERT_EQ(alice.remove(first.field("Location")).status, 204U);
  const auto again = create(alice, "k", R"({"name":"x"})");
  EXPECT_EQ(again.status, 409U);
  EXPECT_EQ(again.problem(), "secret-already-shown");
  EXPECT_EQ(again.body.find(first.json().text("/secret")), std::string::npos);
}

TEST(IdempotencyKey, IsNotUsedUpByARefusal) {
  RunningService service;
  auto alice = service.as_owner("alice");
  EXPECT_EQ(create(alice, "k", R"({"name":"x","scopes":["ledger:verify"]})").status, 403U);
  EXPECT_EQ(create(alice, "k", R"({"name":""})").status, 400U);
  EXPECT_EQ(create(alice, "k", R"({"name":"x"})").status, 201U);
}

TEST(IdempotencyKey, MakesADeletionAnswerAsTheFirstTime) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto path = "/v1/tokens/" + alice.create(R"({"name":"x"})").text("/id");
  const support::Headers key{{"Idempotency-Key", "d"}};
  EXPECT_EQ(alice.remove(path, key).status, 204U);
  const auto again = alice.remove(path, key);
  EXPECT_EQ(again.status, 204U);
  EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
  EXPECT_EQ(alice.remove(path).status, 404U);
  service.restart();
  EXPECT_EQ(service.as(alice.secret()).remove(path, key).status, 204U);
}

}  // namespace
}  // namespace ledger::e2e
