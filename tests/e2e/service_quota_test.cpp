// Quotas of owners and rates of callers over the API: who is over is told so and when to come back,
// nothing is written, and nobody else notices.

#include <atomic>
#include <optional>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using support::ApiAnswer;
using support::ApiClient;
using support::RunningService;
using testing::HasSubstr;

const std::string body = R"({"name":"x","scopes":["r"]})";

RunningService::Change with(const runtime::QuotaLimits& limits) {
  return [limits](runtime::Settings& settings) { settings.quota.limits = limits; };
}

void expect_limited(const ApiAnswer& answer, const std::string& type) {
  EXPECT_EQ(answer.status, 429U) << answer.body;
  EXPECT_EQ(answer.problem(), type);
  EXPECT_EQ(answer.field("Content-Type"), "application/problem+json");
  EXPECT_EQ(answer.field("Cache-Control"), "no-store");
  EXPECT_NE(answer.field("Retry-After"), "");
}

/// Of the last applied record.
std::string position(ApiClient& client) { return client.get("/v1/self").field("Ledger-Position"); }

std::uint64_t tokens_of(ApiClient& op, const std::string& owner) {
  return op.post("/v1/owners/" + owner + "/resume", "").json().number("/tokens");
}

TEST(Quota, OfLivingTokensHoldsAtTheLimit) {
  RunningService service(with({3, 0, 0, 1}));
  auto op = service.as_operator();
  auto alice = service.as_owner("alice");  // the first
  const auto second = alice.create(body).text("/id");
  EXPECT_EQ(alice.post("/v1/tokens", body).status, 201U);
  const auto before = position(op);
  const auto refused = alice.post("/v1/tokens", body);
  expect_limited(refused, "token-quota");
  EXPECT_EQ(refused.field("Retry-After"), "3600");
  EXPECT_EQ(refused.field("Ledger-Position"), before);
  EXPECT_THAT(refused.json().text("/detail"), HasSubstr("alice may have 3 tokens"));
  EXPECT_EQ(position(op), before) << "a refused command writes nothing";
  EXPECT_EQ(tokens_of(op, "alice"), 3U);
  auto bob = service.as_owner("bob");
  EXPECT_EQ(bob.post("/v1/tokens", body).status, 201U);
  // Others than creates go on.
  EXPECT_EQ(alice.post("/v1/tokens/" + second + "/regenerate", "").status, 200U);
  EXPECT_EQ(alice.remove("/v1/tokens/" + second).status, 204U);
  EXPECT_EQ(alice.post("/v1/tokens", body).status, 201U);
  expect_limited(alice.post("/v1/tokens", body), "token-quota");
}

TEST(Quota, OfLivingTokensIsNotPassedByCreatesThatRace) {
  RunningService service(with({20, 0, 0, 1}));
  auto op = service.as_operator();
  auto alice = service.as_owner("alice");
  std::atomic<int> made{0};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, client = service.as(alice.secret())]() mutable {
      for (int n = 0; n < 10; ++n) {
        const auto answer = client.post("/v1/tokens", body);
        if (answer.status == 201) {
          ++made;
        } else {
          expect_limited(answer, "token-quota");
        }
      }
    });
  }
  threads.clear();
  EXPECT_EQ(tokens_of(op, "alice"), static_cast<std::uint64_t>(made) + 1);
  EXPECT_LE(tokens_of(op, "alice"), 20U);
  // What was under way counted, and is gone: the places that are left can be taken.
  while (made < 19) {
    ASSERT_EQ(alice.post("/v1/tokens", body).status, 201U);
    ++made;
  }
  expect_limited(alice.post("/v1/tokens", body), "token-quota");
}

TEST(Quota, OfADayHoldsUntilMidnightAlsoWhenTokensAreDeleted) {
  RunningService service(with({0, 2, 0, 1}));
  const auto midnight = std::chrono::ceil<std::chrono::days>(service.clock().now());
  service.clock().set(midnight - std::chrono::seconds(90));
  auto op = service.as_operator();
  auto alice = service.as_owner("alice");  // made by an operator: does not count
  for (int i = 0; i < 2; ++i) {
    const auto id = alice.create(body).text("/id");
    EXPECT_EQ(alice.remove("/v1/tokens/" + id).status, 204U);
  }
  const auto before = position(op);
  const auto refused = alice.post("/v1/tokens", body);
  expect_limited(refused, "token-day-quota");
  EXPECT_EQ(refused.field("Retry-After"), "90");
  EXPECT_EQ(position(op), before);
  service.clock().set(midnight);
  EXPECT_EQ(alice.post("/v1/tokens", body).status, 201U);
}

TEST(Quota, OfAnIdempotencyKeyThatWasRefusedIsNotUsedUp) {
  RunningService service(with({2, 0, 0, 1}));
  auto alice = service.as_owner("alice");
  const auto other = alice.create(body).text("/id");
  const support::Headers key{{"Idempotency-Key", "k"}};
  expect_limited(alice.post("/v1/tokens", body, key), "token-quota");
  EXPECT_EQ(alice.remove("/v1/tokens/" + other).status, 204U);
  const auto made = alice.post("/v1/tokens", body, key);
  EXPECT_EQ(made.status, 201U);
  EXPECT_EQ(made.field("Idempotency-Replayed"), "");
  // And again at the limit: what was made is not made anew.
  const auto again = alice.post("/v1/tokens", body, key);
  EXPECT_EQ(again.status, 201U);
  EXPECT_EQ(again.json().text("/secret"), made.json().text("/secret"));
}

TEST(Quota, DoesNotHoldForOperatorsUnlessTheSettingSaysSo) {
  const std::string for_alice = R"({"name":"x","owner":"alice"})";
  for (const bool exempt : {true, false}) {
    RunningService service([exempt](auto& settings) {
      settings.quota.limits = {1, 0, 0, 1};
      settings.quota.operators_exempt = exempt;
    });
    auto op = service.as_operator();
    EXPECT_EQ(op.post("/v1/tokens", for_alice).status, 201U);
    EXPECT_EQ(op.post("/v1/tokens", for_alice).status, exempt ? 201U : 429U);
  }
}

TEST(Quota, OfAnOwnerPatternIsItsOwn) {
  RunningService service([](auto& settings) {
    settings.quota.limits = {1, 0, 0, 1};
    settings.quota.specials = {{"team-*", {2, 0, 0, 1}}};
  });
  auto team = service.as_owner("team-a");
  EXPECT_EQ(team.post("/v1/tokens", body).status, 201U);
  expect_limited(team.post("/v1/tokens", body), "token-quota");
  auto alice = service.as_owner("alice");
  expect_limited(alice.post("/v1/tokens", body), "token-quota");
}

TEST(Rate, OfTokensThatAreNotGoodIsLimitedAndAGoodOnePasses) {
  RunningService service([](auto& settings) { settings.quota.failures = {1, 20}; });
  auto op = service.as_operator();
  const auto alice = service.as_owner("alice");
  ApiClient stranger(service.port(), alice.secret() + "x");
  int unauthorized = 0;
  std::optional<ApiAnswer> last;
  for (int i = 0; i < 60; ++i) {
    auto answer = stranger.get(i % 2 == 0 ? "/v1/self" : "/v1/tokens");
    unauthorized += answer.status == 401 ? 1 : 0;
    if (answer.status == 429) last = std::move(answer);
  }
  EXPECT_GE(unauthorized, 20);
  EXPECT_LT(unauthorized, 60);
  ASSERT_TRUE(last);
  expect_limited(*last, "too-many-failures");
  EXPECT_NE(last->field("Ledger-Position"), "");
  EXPECT_EQ(op.get("/v1/self").status, 200U) << "from the same address";
  EXPECT_EQ(ApiClient(service.port(), "").get("/v1/self").status, 401U) << "none is not a bad one";
  for (int i = 0; i < 60; ++i) EXPECT_EQ(op.gateway("tl_nonsense"), 401U) << "of many behind it";
  EXPECT_THAT(op.get("/metrics").body, HasSubstr("tokenledger_failed_credentials_limited_total " +
                                                 std::to_string(60 - unauthorized) + "\n"));
}

TEST(Rate, OfOneThatFloodsIsLimitedWhileOthersGoOn) {
  RunningService service(with({0, 0, 1, 10}));
  auto op = service.as_operator();
  auto alice = service.as_owner("alice");
  auto bob = service.as_owner("bob");
  int made = 0;
  int limited = 0;
  std::optional<ApiAnswer> last;
  for (int i = 0; i < 100; ++i) {
    auto answer = alice.post("/v1/tokens", body);
    made += answer.status == 201 ? 1 : 0;
    limited += answer.status == 429 ? 1 : 0;
    if (answer.status == 429) last = std::move(answer);
    EXPECT_EQ(op.post("/v1/tokens", R"({"name":"x","owner":"carol"})").status, 201U);
    if (i < 10) {
      EXPECT_EQ(bob.post("/v1/tokens", body).status, 201U);
    }
  }
  EXPECT_EQ(made + limited, 100);
  EXPECT_GE(made, 10);
  ASSERT_TRUE(last);
  expect_limited(*last, "rate-limited");
  EXPECT_EQ(last->field("Retry-After"), "1");
  EXPECT_NE(last->field("Ledger-Position"), "");
  EXPECT_EQ(tokens_of(op, "alice"), static_cast<std::uint64_t>(made) + 1);
  // Looking and verifying are no commands.
  EXPECT_EQ(alice.get("/v1/self").status, 200U);
  EXPECT_EQ(op.gateway(alice.secret()), 200U);
  EXPECT_THAT(op.get("/metrics").body,
              HasSubstr("tokenledger_commands_total{command=\"create\",outcome=\"limited\"} " +
                        std::to_string(limited) + "\n"));
}

/// One command of the caller, whose burst is 1 and whose next one is a second away, is let through
/// and the next, whatever it is, is not, and changes nothing.
TEST(Rate, HoldsForEveryCommandAndAlsoAfterARefusedOne) {
  struct Command {
    const char* method;
    const char* target;
    const char* text;
  };
  for (const auto& command :
       {Command{"POST", "/v1/tokens", R"({"name":"x"})"}, Command{"PATCH", "/v1/tokens/{}", "{}"},
        Command{"POST", "/v1/tokens/{}/regenerate", ""}, Command{"DELETE", "/v1/tokens/{}", ""},
        Command{"DELETE", "/v1/self", ""}, Command{"POST", "/v1/owners/alice/revoke-tokens", ""}}) {
    RunningService service(
        [](auto& settings) { settings.quota.specials = {{"alice", {0, 0, 1, 1}}}; });
    auto op = service.as_operator();
    auto alice = service.as_owner("alice");
    std::string target = command.target;
    if (const auto at = target.find("{}"); at != target.npos) {
      target.replace(at, 2, op.create(R"({"name":"y","owner":"alice"})").text("/id"));
    }
    const auto before = position(op);
    // A second may go by on a slow machine: then once more.
    unsigned status = 0;
    ApiAnswer answer;
    for (int i = 0; i < 5 && status != 429; ++i) {
      EXPECT_EQ(alice.post("/v1/tokens", "no JSON").status / 100, 4U);
      answer = alice.call(command.method, target, "no JSON");
      status = answer.status;
    }
    EXPECT_EQ(status, 429U) << command.method << ' ' << target << ' ' << answer.body;
    EXPECT_EQ(position(op), before);
  }
}

}  // namespace
}  // namespace ledger::e2e
