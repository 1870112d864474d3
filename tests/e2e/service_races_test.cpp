// Many at once: of commands that meet exactly one wins, and what it says is true.

#include <atomic>
#include <thread>

#include <gmock/gmock.h>

#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using support::ApiAnswer;
using support::ApiClient;
using support::Headers;
using support::RunningService;

constexpr std::size_t many = 8;
using Answers = std::array<ApiAnswer, many>;

/// The same request from many connections at once.
Answers all_at_once(const RunningService& service, const std::string& secret, const char* method,
                    const std::string& path, const std::string& body, const Headers& headers) {
  Answers answers;
  std::vector<std::thread> threads;
  for (auto& answer : answers) {
    threads.emplace_back([&, client = service.as(secret)]() mutable {
      answer = client.call(method, path, body, headers);
    });
  }
  for (auto& thread : threads) thread.join();
  return answers;
}

std::size_t count(const Answers& answers, unsigned status) {
  return static_cast<std::size_t>(std::count_if(
      answers.begin(), answers.end(), [&](const auto& answer) { return answer.status == status; }));
}

std::string path_of(const support::Json& token) { return "/v1/tokens/" + token.text("/id"); }

TEST(ManyAtOnce, RegenerationsWithIfMatchGiveOneSecretAndItLives) {
  RunningService service;
  auto op = service.as_operator();
  for (int round = 0; round < 5; ++round) {
    const auto token = op.create(R"({"name":"x","owner":"alice","scopes":["r"]})");
    const auto answers = all_at_once(service, op.secret(), "POST", path_of(token) + "/regenerate",
                                     "", {{"If-Match", "\"1\""}});
    EXPECT_EQ(count(answers, 200), 1U);
    EXPECT_EQ(count(answers, 412), many - 1);
    for (const auto& answer : answers) {
      if (answer.status != 200) continue;
      EXPECT_EQ(op.gateway(answer.json().text("/secret")), 200U);
    }
    EXPECT_EQ(op.gateway(token.text("/secret")), 401U);
    EXPECT_EQ(op.get(path_of(token)).json().number("/revision"), 2U);
  }
}

TEST(ManyAtOnce, RegenerationsWithoutIfMatchLeaveTheLastWinnersSecretAlone) {
  RunningService service;
  auto op = service.as_operator();
  for (int round = 0; round < 5; ++round) {
    const auto token = op.create(R"({"name":"x","owner":"alice","scopes":["r"]})");
    const auto answers =
        all_at_once(service, op.secret(), "POST", path_of(token) + "/regenerate", "", {});
    std::size_t living = 0;
    for (const auto& answer : answers) {
      ASSERT_TRUE(answer.status == 200 || answer.status == 409) << answer.body;
      if (answer.status != 200) continue;
      living += op.gateway(answer.json().text("/secret")) == 200 ? 1 : 0;
    }
    EXPECT_EQ(living, 1U);
  }
}

TEST(ManyAtOnce, RegenerationsUnderOneKeyAreOneWithOneSecret) {
  RunningService service;
  auto op = service.as_operator();
  for (int round = 0; round < 5; ++round) {
    const auto token = op.create(R"({"name":"x","owner":"alice","scopes":["r"]})");
    const auto answers = all_at_once(service, op.secret(), "POST", path_of(token) + "/regenerate",
                                     "", {{"Idempotency-Key", "k" + std::to_string(round)}});
    std::size_t originals = 0;
    for (const auto& answer : answers) {
      ASSERT_EQ(answer.status, 200U) << answer.body;
      EXPECT_EQ(answer.body, answers[0].body);
      originals += answer.header("Idempotency-Replayed") ? 0 : 1;
    }
    EXPECT_EQ(originals, 1U);
    EXPECT_EQ(op.gateway(answers[0].json().text("/secret")), 200U);
    EXPECT_EQ(op.get(path_of(token)).json().number("/revision"), 2U);
  }
}

TEST(ManyAtOnce, UpdatesOfTheSameRevisionAreOne) {
  RunningService service;
  auto op = service.as_operator();
  const auto token = op.create(R"({"name":"x","owner":"alice"})");
  const auto answers = all_at_once(service, op.secret(), "PATCH", path_of(token), R"({"name":"y"})",
                                   {{"If-Match", "\"1\""}});
  EXPECT_EQ(count(answers, 200), 1U);
  EXPECT_EQ(count(answers, 412), many - 1);
  // Without a condition those that lose find everything as asked.
  const auto again =
      all_at_once(service, op.secret(), "PATCH", path_of(token), R"({"name":"z"})", {});
  EXPECT_EQ(count(again, 200), many);
  EXPECT_EQ(op.get(path_of(token)).json().number("/revision"), 3U);
}

TEST(ManyAtOnce, DeletionsWithIfMatchAreOne) {
  RunningService service;
  auto op = service.as_operator();
  const auto token = op.create(R"({"name":"x","owner":"alice"})");
  const auto answers =
      all_at_once(service, op.secret(), "DELETE", path_of(token), "", {{"If-Match", "\"1\""}});
  EXPECT_EQ(count(answers, 204), 1U);
  EXPECT_EQ(count(answers, 404) + count(answers, 412), many - 1);
}

TEST(ManyAtOnce, CreatesEndWithTheSuspensionOfTheirOwner) {
  RunningService service([](auto& settings) { settings.quota.limits = {0, 0, 0, 1}; });
  auto op = service.as_operator();
  auto alice = service.as_owner("alice");
  std::atomic<bool> suspended{false};
  std::atomic<int> made{0};
  std::atomic<int> made_afterwards{0};
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < many; ++i) {
    threads.emplace_back([&, client = service.as(alice.secret())]() mutable {
      while (made < 20'000) {
        const bool before = !suspended;
        const auto status = client.post("/v1/tokens", R"({"name":"x","scopes":["r"]})").status;
        if (status != 201) {
          EXPECT_EQ(status, 401U);
          return;
        }
        ++made;
        if (!before) ++made_afterwards;
      }
    });
  }
  while (made < 50) std::this_thread::yield();
  const auto answer = op.post("/v1/owners/alice/suspend", "");
  suspended = true;
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(made_afterwards, 0);
  // Whatever was created is counted by the suspension already: its own token, and those.
  EXPECT_EQ(answer.json().number("/tokens"), static_cast<std::uint64_t>(made) + 1);
  const auto resumed = op.post("/v1/owners/alice/resume", "").json();
  EXPECT_EQ(resumed.number("/tokens"), static_cast<std::uint64_t>(made) + 1);
}

}  // namespace
}  // namespace ledger::e2e
