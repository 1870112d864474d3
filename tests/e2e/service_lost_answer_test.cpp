// A token that regenerated itself and did not get the answer asks again, with the secret that it
// sent the request with: dead by now for all but that.

#include <functional>
#include <thread>

#include <gmock/gmock.h>

#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using std::chrono::days;
using std::chrono::milliseconds;
using std::chrono::seconds;
using support::ApiAnswer;
using support::ApiClient;
using support::Headers;
using support::RunningService;

const Headers key{{"Idempotency-Key", "k"}};

/// A token of alice with Full Access for an hour that regenerates itself under a key.
class LostAnswer : public testing::Test {
 protected:
  static constexpr auto body = R"({"expires_in":600})";

  template <class Client>
  ApiAnswer send(Client&& client, const std::string& text = body, const Headers& headers = key) {
    return client.post(path_ + "/regenerate", text, headers);
  }
  [[nodiscard]] ApiClient dead() const { return service_.as(old_); }
  void restart() {
    op_ = service_.as("");
    service_.restart();
    op_ = service_.as_operator();
  }
  std::vector<std::string> history() {
    return op_.get(path_ + "/events").json().texts_of("/events", "type");
  }

  RunningService service_{
      [](runtime::Settings& settings) { settings.signals_interval = milliseconds(10); }};
  ApiClient op_ = service_.as_operator();
  support::Json token_ =
      op_.create(R"({"name":"x","owner":"alice","scopes":["*"],"expires_in":3600})");
  std::string old_ = token_.text("/secret");
  std::string path_ = "/v1/tokens/" + token_.text("/id");
};

TEST_F(LostAnswer, IsGivenAgainToTheSecretThatTheRequestEnded) {
  const auto first = send(dead());
  ASSERT_EQ(first.status, 200U);
  EXPECT_EQ(op_.gateway(first.json().text("/secret")), 200U);
  for (const auto* text : {body, R"({ "expires_in": 6e2 })"}) {
    const auto again = send(dead(), text);
    ASSERT_EQ(again.status, 200U) << again.body;
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
    EXPECT_EQ(again.field("Cache-Control"), "no-store");
    EXPECT_EQ(again.json().number("/revision"), 2U);
    EXPECT_NE(again.field("Ledger-Position"), "");
  }
  EXPECT_EQ(op_.get(path_).json().number("/revision"), 2U);
}

TEST_F(LostAnswer, WithoutABodyAndWithIfMatchIsGivenAgainToo) {
  const Headers both{{"Idempotency-Key", "k"}, {"If-Match", "\"1\""}};
  const auto first = send(dead(), "", both);
  ASSERT_EQ(first.status, 200U);
  EXPECT_EQ(send(dead(), "", both).body, first.body);
  EXPECT_EQ(send(dead(), "").status, 401U);
}

TEST_F(LostAnswer, IsNoDeadSecretThatTurnsUp) {
  ASSERT_EQ(send(dead()).status, 200U);
  const auto before = std::stoull(op_.get("/v1/self").field("Ledger-Position"));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(send(dead()).status, 200U);
  // A signal of another token stands behind whatever the retries could have made.
  const auto other = op_.create(R"({"name":"other","owner":"bob"})");
  ASSERT_EQ(op_.remove("/v1/tokens/" + other.text("/id")).status, 204U);
  EXPECT_EQ(op_.gateway(other.text("/secret")), 401U);
  EXPECT_EQ(op_.get("/v1/self", {{"Ledger-Min-Position", std::to_string(before + 3)}}).status,
            200U);
  EXPECT_THAT(history(), testing::ElementsAre("tokenledger.token.created.v1",
                                              "tokenledger.token.regenerated.v1"));
}

TEST_F(LostAnswer, IsAllThatTheDeadSecretOpens) {
  const auto first = send(dead());
  ASSERT_EQ(first.status, 200U);
  const auto sibling = op_.create(R"({"name":"y","owner":"alice"})");
  const auto other = "/v1/tokens/" + sibling.text("/id");
  const Headers if_match{{"Idempotency-Key", "k"}, {"If-Match", "\"1\""}};
  const Headers twice{{"Idempotency-Key", "k"}, {"Idempotency-Key", "k"}};
  const std::vector<std::function<ApiAnswer()>> others{
      [&] { return send(dead(), body, {}); },
      [&] { return send(dead(), body, {{"Idempotency-Key", "k2"}}); },
      [&] { return send(dead(), body, twice); },
      [&] { return send(dead(), body, if_match); },
      [&] { return send(dead(), ""); },
      [&] { return send(dead(), "{}"); },
      [&] { return send(dead(), R"({"expires_in":601})"); },
      [&] { return send(dead(), R"({"expires_in":)"); },
      [&] { return send(dead(), R"({"name":"y"})"); },
      [&] { return dead().post(path_ + "/regenerate?x=1", body, key); },
      [&] { return dead().post(other + "/regenerate", body, key); },
      [&] { return dead().post("/v1/tokens/none/regenerate", body, key); },
      [&] { return dead().post("/v1/tokens", body, key); },
      [&] { return dead().call("PATCH", path_, body, key); },
      [&] { return dead().remove(path_, key); },
      [&] { return dead().remove("/v1/self", key); },
      [&] { return dead().get(path_, key); },
      [&] { return dead().get("/v1/self", key); },
      [&] { return dead().post("/v1/owners/alice/revoke-tokens", "", key); }};
  for (std::size_t i = 0; i < others.size(); ++i) {
    const auto answer = others[i]();
    EXPECT_EQ(answer.status, 401U) << i << answer.body;
    EXPECT_EQ(answer.problem(), "invalid-token") << i;
    EXPECT_EQ(answer.body.find("tl_"), std::string::npos) << i;
    EXPECT_EQ(answer.body.find("cmd_"), std::string::npos) << i;
  }
  EXPECT_EQ(op_.gateway(old_), 401U);
  EXPECT_EQ(op_.get(path_).json().number("/revision"), 2U);
  EXPECT_EQ(send(dead()).body, first.body);
}

TEST_F(LostAnswer, IsNotForASecretThatAnotherCommandEnded) {
  const auto second = op_.post(path_ + "/regenerate", R"({"expires_in":3600})", key).json();
  // The operator's command has the same key, and is another.
  EXPECT_EQ(send(dead(), R"({"expires_in":3600})").status, 401U);
  auto caller = service_.as(second.text("/secret"));
  const auto third = send(caller);
  ASSERT_EQ(third.status, 200U);
  EXPECT_EQ(send(dead()).status, 401U);
  EXPECT_EQ(send(caller).body, third.body);
}

TEST_F(LostAnswer, IsGivenAgainAfterItsOverlapAsWell) {
  const std::string with_overlap = R"({"expires_in":600,"overlap":60})";
  const auto first = send(dead(), with_overlap);
  ASSERT_EQ(first.status, 200U);
  const auto end = service_.clock().now() + seconds(60);
  for (const auto after : {milliseconds(-1), milliseconds(0)}) {
    service_.clock().set(end + after);
    const auto again = send(dead(), with_overlap);
    EXPECT_EQ(again.status, 200U) << again.body;
    EXPECT_EQ(again.json().text("/secret"), first.json().text("/secret"));
  }
  EXPECT_EQ(send(dead()).status, 401U);
  EXPECT_EQ(dead().get("/v1/self").status, 401U);
  // Ended for good by the next regeneration, and not by its own any more.
  ASSERT_EQ(op_.post(path_ + "/regenerate", "").status, 200U);
  EXPECT_EQ(send(dead(), with_overlap).status, 401U);
}

TEST_F(LostAnswer, AfterARestartSaysHowToRecover) {
  const auto first = send(dead());
  ASSERT_EQ(first.status, 200U);
  restart();
  const auto again = send(dead());
  EXPECT_EQ(again.status, 409U);
  EXPECT_EQ(again.problem(), "secret-already-shown");
  EXPECT_EQ(again.json().text("/token"), token_.text("/id"));
  EXPECT_THAT(again.json().text("/command_id"), testing::StartsWith("cmd_"));
  EXPECT_THAT(again.json().text("/detail"), testing::HasSubstr("to another token of its owner"));
  EXPECT_EQ(again.body.find("tl_"), std::string::npos);
  EXPECT_EQ(send(dead(), "").status, 401U);
  EXPECT_EQ(send(dead(), body, {{"Idempotency-Key", "k2"}}).status, 401U);
  // As it says: another token regenerates it.
  const auto third = op_.post(path_ + "/regenerate", "");
  ASSERT_EQ(third.status, 200U);
  EXPECT_EQ(op_.gateway(third.json().text("/secret")), 200U);
}

TEST_F(LostAnswer, OfASecretThatWasReplacedSinceIsGone) {
  const auto first = send(dead());
  ASSERT_EQ(first.status, 200U);
  auto caller = service_.as(first.json().text("/secret"));
  ASSERT_EQ(send(caller, "", {{"Idempotency-Key", "next"}}).status, 200U);
  EXPECT_EQ(send(dead()).problem(), "secret-already-shown");
}

TEST_F(LostAnswer, IsNotGivenWhereTheTokenCouldNotCall) {
  ASSERT_EQ(send(dead()).status, 200U);
  const auto end = service_.clock().now() + seconds(600);
  ASSERT_EQ(op_.post("/v1/owners/alice/suspend", "").status, 200U);
  EXPECT_EQ(send(dead()).status, 401U);
  ASSERT_EQ(op_.post("/v1/owners/alice/resume", "").status, 200U);
  EXPECT_EQ(send(dead()).status, 200U);
  ASSERT_EQ(op_.call("PATCH", path_, R"({"scopes":["repo:read"]})").status, 200U);
  EXPECT_EQ(send(dead()).status, 401U);
  ASSERT_EQ(op_.call("PATCH", path_, R"({"scopes":["*"]})").status, 200U);
  service_.clock().set(end - milliseconds(1));
  EXPECT_EQ(send(dead()).status, 200U);
  service_.clock().set(end);
  EXPECT_EQ(send(dead()).status, 401U);
}

TEST_F(LostAnswer, OfADeletedOrRevokedTokenIsGivenToNobody) {
  ASSERT_EQ(send(dead()).status, 200U);
  ASSERT_EQ(op_.remove(path_).status, 204U);
  EXPECT_EQ(send(dead()).status, 401U);
  auto bob = service_.as_owner("bob");
  const auto path = "/v1/tokens/" + bob.get("/v1/self").json().text("/id") + "/regenerate";
  ASSERT_EQ(bob.post(path, "", key).status, 200U);
  ASSERT_EQ(bob.post(path, "", key).status, 200U);
  ASSERT_EQ(op_.post("/v1/owners/bob/revoke-tokens", "").status, 200U);
  EXPECT_EQ(bob.post(path, "", key).status, 401U);
}

TEST_F(LostAnswer, OfManyRequestsAtOnceIsTheSame) {
  for (int round = 0; round < 10; ++round) {
    auto caller = service_.as_owner("carol");
    const auto path = "/v1/tokens/" + caller.get("/v1/self").json().text("/id") + "/regenerate";
    std::array<ApiAnswer, 8> answers;
    std::vector<std::thread> threads;
    for (auto& answer : answers) {
      threads.emplace_back([&answer, &path, client = service_.as(caller.secret())]() mutable {
        answer = client.post(path, body, key);
      });
    }
    for (auto& thread : threads) thread.join();
    for (const auto& answer : answers) {
      ASSERT_EQ(answer.status, 200U) << answer.body;
      EXPECT_EQ(answer.body, answers[0].body);
    }
  }
}

}  // namespace
}  // namespace ledger::e2e
