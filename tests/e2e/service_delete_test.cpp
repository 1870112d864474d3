// Deleting: final, at once, and by one command alone.

#include <thread>

#include <gmock/gmock.h>

#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using support::RunningService;

TEST(DeletingToken, EndsItForGood) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto token = alice.create(R"({"name":"x","scopes":["repo:read"]})");
  const auto path = "/v1/tokens/" + token.text("/id");
  EXPECT_EQ(alice.gateway(token.text("/secret")), 200U);
  const auto answer = alice.remove(path);
  EXPECT_EQ(answer.status, 204U);
  EXPECT_NE(answer.field("Ledger-Position"), "");
  EXPECT_EQ(alice.gateway(token.text("/secret")), 401U);
  EXPECT_EQ(alice.remove(path).status, 404U);
  EXPECT_EQ(alice.get(path).status, 404U);
  EXPECT_EQ(alice.get(path).body, alice.get("/v1/tokens/none").body);
  EXPECT_THAT(alice.get("/v1/tokens").json().texts_of("/tokens", "name"),
              testing::ElementsAre("of alice"));
}

TEST(DeletingToken, StaysDeletedAfterARestart) {
  RunningService service;
  const auto token = service.as_operator().create(R"({"name":"x","owner":"a","scopes":["r"]})");
  ASSERT_EQ(service.as_operator().remove("/v1/tokens/" + token.text("/id")).status, 204U);
  service.restart();
  EXPECT_EQ(service.as("").gateway(token.text("/secret")), 401U);
  EXPECT_EQ(service.as_operator().get("/v1/tokens/" + token.text("/id")).status, 404U);
}

TEST(DeletingToken, IsRefusedForTokensOfOthers) {
  RunningService service;
  auto bob = service.as_owner("bob", R"(["repo:read"])");
  const auto id = bob.get("/v1/self").json().text("/id");
  auto alice = service.as_owner("alice");
  EXPECT_EQ(alice.remove("/v1/tokens/" + id).status, 404U);
  EXPECT_EQ(alice.remove("/v1/tokens/" + id).body, alice.remove("/v1/tokens/none").body);
  EXPECT_EQ(bob.get("/v1/self").status, 200U);
  EXPECT_EQ(service.as_operator().remove("/v1/tokens/" + id).status, 204U);
  EXPECT_EQ(bob.get("/v1/self").status, 401U);
}

TEST(DeletingToken, HoldsToIfMatch) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto path = "/v1/tokens/" + alice.create(R"({"name":"x"})").text("/id");
  const auto with = [&](const char* tag) { return alice.remove(path, {{"If-Match", tag}}); };
  EXPECT_EQ(with("\"2\"").status, 412U);
  EXPECT_EQ(with("\"2\"").problem(), "revision-mismatch");
  EXPECT_EQ(with("W/\"1\"").status, 412U);
  EXPECT_EQ(with("\"other\"").status, 412U);
  EXPECT_EQ(with("1").status, 400U);
  EXPECT_EQ(with("\"1").status, 400U);
  EXPECT_EQ(alice.get(path).status, 200U);
  EXPECT_EQ(with("\"1\"").status, 204U);
}

TEST(DeletingToken, IsWonByExactlyOneOfManyAtOnce) {
  RunningService service;
  auto alice = service.as_owner("alice");
  for (int round = 0; round < 5; ++round) {
    const auto path = "/v1/tokens/" + alice.create(R"({"name":"x"})").text("/id");
    std::array<unsigned, 8> statuses{};
    std::vector<std::thread> threads;
    for (auto& status : statuses) {
      threads.emplace_back([&status, &path, client = service.as(alice.secret())]() mutable {
        status = client.remove(path).status;
      });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(std::count(statuses.begin(), statuses.end(), 204U), 1);
    EXPECT_EQ(std::count(statuses.begin(), statuses.end(), 404U), 7);
  }
}

TEST(DeletingToken, ByItselfNeedsNoScope) {
  RunningService service;
  auto none = service.as_owner("alice", "[]");
  EXPECT_EQ(none.remove("/v1/tokens/x").status, 403U);
  EXPECT_EQ(none.get("/v1/self").status, 200U);
  EXPECT_EQ(none.remove("/v1/self", {{"If-Match", "\"9\""}}).status, 412U);
  EXPECT_EQ(none.remove("/v1/self").status, 204U);
  EXPECT_EQ(none.remove("/v1/self").status, 401U);
  EXPECT_EQ(none.get("/v1/self").status, 401U);
}

TEST(DeletingToken, LeavesItsChildrenAlive) {
  RunningService service;
  auto parent = service.as_owner("alice");
  const auto child = parent.create(R"({"name":"child","scopes":["repo:read"]})").text("/secret");
  EXPECT_EQ(parent.remove("/v1/self").status, 204U);
  EXPECT_EQ(parent.gateway(child), 200U);
}

}  // namespace
}  // namespace ledger::e2e
