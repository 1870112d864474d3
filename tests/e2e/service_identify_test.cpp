// `POST /v1/identify`: whose a secret is or was, and that nothing comes of the question.

#include <gmock/gmock.h>

#include "events/token/secret.hpp"
#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using support::ApiClient;
using support::Json;
using support::RunningService;

Json identified(ApiClient& client, const std::string& member, const std::string& value) {
  const auto answer = client.post("/v1/identify", "{\"" + member + "\":\"" + value + "\"}");
  EXPECT_EQ(answer.status, 200U) << answer.body;
  EXPECT_EQ(answer.body.find(value), answer.body.npos);
  return answer.json();
}

std::string digest_of(const std::string& secret) {
  return token::to_hex(token::digest_of_secret(secret)->value);
}

std::uint64_t position_of(ApiClient& client) {
  return std::stoull(client.get("/v1/self").field("Ledger-Position"));
}

Json regenerated(ApiClient& op, const std::string& id, const std::string& body) {
  const auto answer = op.post("/v1/tokens/" + id + "/regenerate", body);
  EXPECT_EQ(answer.status, 200U) << answer.body;
  return answer.json();
}

TEST(Identify, TellsACurrentSecretByItselfOrItsDigest) {
  RunningService service;
  auto op = service.as_operator();
  const auto made = op.create(R"({"owner":"alice","name":"x","scopes":["a"]})");
  const auto secret = made.text("/secret");
  const auto shown = op.get("/v1/tokens/" + made.text("/id"));
  for (const auto& found :
       {identified(op, "token", secret), identified(op, "digest", digest_of(secret))}) {
    EXPECT_THAT(found.names(""),
                testing::ElementsAre("known", "current", "token", "died_position"));
    EXPECT_TRUE(found.boolean("/known"));
    EXPECT_TRUE(found.boolean("/current"));
    EXPECT_TRUE(found.is_null("/died_position"));
    EXPECT_EQ(found.names("/token"), shown.json().names(""));
    EXPECT_EQ(found.text("/token/id"), made.text("/id"));
    EXPECT_EQ(found.text("/token/status"), "active");
  }
}

TEST(Identify, TellsARetiredSecretAndWhereItDied) {
  RunningService service;
  auto op = service.as_operator();
  const auto made = op.create(R"({"owner":"alice","name":"x"})");
  const auto id = made.text("/id");
  const auto second = regenerated(op, id, "").text("/secret");
  const auto regenerated_at = position_of(op);
  ASSERT_EQ(op.remove("/v1/tokens/" + id).status, 204U);
  const auto deleted_at = position_of(op);
  EXPECT_EQ(op.get("/v1/tokens/" + id).status, 404U);
  const auto expect_dead = [&](const std::string& secret, std::uint64_t at) {
    const auto found = identified(op, "token", secret);
    EXPECT_FALSE(found.boolean("/current"));
    EXPECT_EQ(found.number("/died_position"), at);
    EXPECT_EQ(found.text("/token/id"), id);
    EXPECT_EQ(found.text("/token/status"), "deleted");
    EXPECT_FALSE(found.has("/token/secret"));
  };
  expect_dead(made.text("/secret"), regenerated_at);
  expect_dead(second, deleted_at);
}

TEST(Identify, TellsAnOldSecretInItsOverlap) {
  RunningService service;
  auto op = service.as_operator();
  const auto made = op.create(R"({"owner":"alice","name":"x"})");
  const auto id = made.text("/id");
  static_cast<void>(regenerated(op, id, R"({"overlap":60})"));
  const auto until = token::to_text(service.clock().now() + std::chrono::seconds(60));
  for (int passes = 0; passes < 2; ++passes) {
    const auto found = identified(op, "token", made.text("/secret"));
    EXPECT_FALSE(found.boolean("/current"));
    EXPECT_TRUE(found.is_null("/died_position"));
    EXPECT_EQ(found.text("/overlap_until"), until);
    EXPECT_EQ(found.text("/token/status"), "active");
    service.clock().set(service.clock().now() + std::chrono::seconds(60));
  }
  static_cast<void>(regenerated(op, id, ""));
  const auto found = identified(op, "token", made.text("/secret"));
  EXPECT_EQ(found.number("/died_position"), position_of(op));
  EXPECT_FALSE(found.has("/overlap_until"));
}

TEST(Identify, TellsARevokedSecretAndTheOneMadeSince) {
  RunningService service;
  auto op = service.as_operator();
  const auto old = op.create(R"({"owner":"alice","name":"old"})");
  ASSERT_EQ(op.post("/v1/owners/alice/revoke-tokens", "").status, 200U);
  const auto revoked_at = position_of(op);
  const auto fresh = op.create(R"({"owner":"alice","name":"fresh"})");
  const auto dead = identified(op, "token", old.text("/secret"));
  EXPECT_TRUE(dead.boolean("/current"));
  EXPECT_EQ(dead.text("/token/status"), "revoked");
  EXPECT_EQ(dead.number("/died_position"), revoked_at);
  const auto alive = identified(op, "token", fresh.text("/secret"));
  EXPECT_EQ(alive.text("/token/status"), "active");
  EXPECT_TRUE(alive.is_null("/died_position"));
}

TEST(Identify, KnowsNothingOfOthers) {
  RunningService service;
  auto op = service.as_operator();
  for (const auto& token : {std::string("nonsense"), std::string(),
                            std::string("tl_IZdRG3ROIibHoGZN0Xhl4vFE5vgmPZABxE9FBTlJMxD3fEBiv")}) {
    const auto answer = op.post("/v1/identify", R"({"token":")" + token + R"("})");
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.body, R"({"known":false})");
  }
  EXPECT_FALSE(identified(op, "digest", std::string(64, '0')).boolean("/known"));
}

TEST(Identify, RefusesByName) {
  RunningService service;
  auto op = service.as_operator();
  const auto problem = [&](const std::string& body) {
    const auto answer = op.post("/v1/identify", body);
    EXPECT_EQ(answer.status, 400U) << body;
    return answer.problem();
  };
  const std::string digest(64, 'a');
  EXPECT_EQ(problem("{}"), "invalid-token-member");
  EXPECT_EQ(problem(R"({"token":"x","digest":")" + digest + "\"}"), "invalid-token-member");
  EXPECT_EQ(problem(R"({"token":1})"), "invalid-token-member");
  for (const auto& bad : {digest.substr(1), digest + "a", std::string(64, 'A'),
                          std::string(64, 'g'), std::string()}) {
    EXPECT_EQ(problem(R"({"digest":")" + bad + "\"}"), "invalid-digest") << bad;
  }
  EXPECT_EQ(problem(R"({"token":"x","scopes":[]})"), "invalid-scopes");
  EXPECT_EQ(problem("{"), "malformed-json");
  EXPECT_EQ(op.get("/v1/identify").status, 405U);
  EXPECT_EQ(op.post("/v1/identify?x=1", "{}").problem(), "unknown-parameter");
  auto alice = service.as_owner("alice");
  EXPECT_EQ(alice.post("/v1/identify", R"({"token":"x"})").problem(), "insufficient-scope");
  EXPECT_EQ(service.as("").post("/v1/identify", R"({"token":"x"})").status, 401U);
}

TEST(Identify, LeavesNoTrace) {
  RunningService service([](runtime::Settings& settings) {
    settings.signals_interval = std::chrono::milliseconds(10);
  });
  auto op = service.as_operator();
  const auto asked = op.create(R"({"owner":"alice","name":"asked"})");
  const auto shown = op.create(R"({"owner":"alice","name":"shown"})");
  for (const auto* made : {&asked, &shown}) {
    static_cast<void>(regenerated(op, made->text("/id"), ""));
  }
  const auto before = position_of(op);
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(identified(op, "token", asked.text("/secret")).boolean("/known"));
    EXPECT_TRUE(identified(op, "digest", digest_of(asked.text("/secret"))).boolean("/known"));
  }
  // What a door is shown afterwards is told of: what was noted before it would be, too.
  EXPECT_EQ(op.gateway(shown.text("/secret")), 401U);
  const auto types = [&](const Json& made) {
    return op
        .get("/v1/tokens/" + made.text("/id") + "/events",
             {{"Ledger-Min-Position", std::to_string(before + 1)}})
        .json()
        .texts_of("/events", "type");
  };
  const std::string told = "tokenledger.token.retired-secret-presented.v1";
  EXPECT_THAT(types(shown), testing::Contains(told));
  EXPECT_THAT(types(asked), testing::Not(testing::Contains(told)));
  EXPECT_EQ(position_of(op), before + 1);
  EXPECT_TRUE(op.get("/v1/tokens/" + asked.text("/id")).json().is_null("/last_used_at"));
}

}  // namespace
}  // namespace ledger::e2e
