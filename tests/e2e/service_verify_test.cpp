// `/v1/verify`: what is known about a token, and why it is no good.

#include <gmock/gmock.h>

#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using support::ApiAnswer;
using support::ApiClient;
using support::Json;
using support::RunningService;
using testing::ElementsAre;

ApiAnswer ask(ApiClient& client, const std::string& secret, const std::string& more = {}) {
  return client.post("/v1/verify", R"({"token":")" + secret + '"' + more + "}");
}

std::string reason(ApiClient& client, const std::string& secret, const std::string& more = {}) {
  const auto answer = ask(client, secret, more).json();
  EXPECT_FALSE(answer.boolean("/active"));
  return answer.text("/reason");
}

std::string question(const std::string& secret) { return R"({"token":")" + secret + R"("})"; }

TEST(Verifying, SaysAllAboutAnActiveToken) {
  RunningService service;
  auto gate = service.as_owner("gate", R"(["ledger:verify"])");
  const auto token = service.as_owner("alice").create(R"({"name":"x","scopes":["b","a:*"]})");
  const auto answer = ask(gate, token.text("/secret"), R"(,"scopes":["a:1","b"])");
  ASSERT_EQ(answer.status, 200U) << answer.body;
  EXPECT_EQ(answer.field("Cache-Control"), "no-store");
  const auto found = answer.json();
  EXPECT_THAT(found.names(""), ElementsAre("active", "id", "owner", "name", "scopes", "expires_at",
                                           "issued_position", "position", "view_age_ms"));
  EXPECT_TRUE(found.boolean("/active"));
  EXPECT_EQ(found.text("/id"), token.text("/id"));
  EXPECT_EQ(found.text("/owner"), "alice");
  EXPECT_EQ(found.text("/name"), "x");
  EXPECT_THAT(found.texts("/scopes"), ElementsAre("b", "a:*"));
  EXPECT_EQ(found.text("/expires_at"), token.text("/expires_at"));
  EXPECT_EQ(found.number("/issued_position"), 4U);
  EXPECT_EQ(found.number("/position"), 4U);
  EXPECT_EQ(answer.field("Ledger-Position"), "4");
  EXPECT_LT(found.number("/view_age_ms"), 30'000U);
}

TEST(Verifying, SaysWhyATokenIsNoGood) {
  RunningService service;
  auto caller = service.as_operator();
  auto alice = service.as_owner("alice");
  const auto secret = alice.create(R"({"name":"x","scopes":["a"],"expires_in":1})").text("/secret");
  const auto deleted = alice.create(R"({"name":"x","scopes":["a"]})");
  ASSERT_EQ(alice.remove("/v1/tokens/" + deleted.text("/id")).status, 204U);
  auto typo = secret;
  typo[10] = typo[10] == 'x' ? 'y' : 'x';
  EXPECT_EQ(reason(caller, typo), "malformed");
  EXPECT_EQ(reason(caller, ""), "malformed");
  EXPECT_EQ(reason(caller, secret + " "), "malformed");
  EXPECT_EQ(reason(caller,
                   "tl_0000000000000000000000000000000000000000000"
                   "000000"),
            "malformed");
  EXPECT_EQ(reason(caller, deleted.text("/secret")), "revoked");
  EXPECT_EQ(reason(caller, secret, R"(,"scopes":["b"])"), "insufficient_scope");
  const auto missing = ask(caller, secret, R"(,"scopes":["a","c","b"])").json();
  EXPECT_THAT(missing.texts("/missing_scopes"), ElementsAre("c", "b"));
  EXPECT_THAT(missing.names(""),
              ElementsAre("active", "reason", "missing_scopes", "position", "view_age_ms"));
  service.clock().set(service.clock().now() + std::chrono::seconds(1));
  EXPECT_EQ(reason(caller, secret), "expired");
  RunningService other;
  const auto foreign = other.as_owner("alice").secret();
  EXPECT_EQ(reason(caller, foreign), "unknown");
}

TEST(Verifying, CallsAnActiveTokenWithoutScopesActive) {
  RunningService service;
  auto caller = service.as_operator();
  const auto none = service.as_owner("alice", "[]").secret();
  EXPECT_TRUE(ask(caller, none).json().boolean("/active"));
  EXPECT_EQ(reason(caller, none, R"(,"scopes":["a"])"), "insufficient_scope");
}

TEST(Verifying, NeedsTheScopeToVerify) {
  RunningService service;
  const auto secret = service.as_owner("bob").secret();
  for (const auto* scopes : {R"(["*"])", R"(["ledger:tokens"])", "[]", R"(["ledger:audit"])"}) {
    auto alice = service.as_owner("alice", scopes);
    EXPECT_EQ(ask(alice, secret).status, 403U) << scopes;
    EXPECT_EQ(alice.post("/v1/verify/batch", R"({"tokens":[]})").status, 403U) << scopes;
  }
  auto nobody = service.as("");
  EXPECT_EQ(ask(nobody, secret).status, 401U);
  auto caller = service.as_operator();
  EXPECT_TRUE(ask(caller, secret).json().boolean("/active"));
}

TEST(Verifying, RefusesQuestionsThatItDoesNotUnderstand) {
  RunningService service;
  auto caller = service.as_operator();
  const auto pointers = [&](const char* body) {
    return caller.post("/v1/verify", body).pointers();
  };
  EXPECT_EQ(pointers("{}"), "/token");
  EXPECT_EQ(pointers(R"({"token":5})"), "/token");
  EXPECT_EQ(pointers(R"({"token":null})"), "/token");
  EXPECT_EQ(pointers(R"({"token":"x","scope":"a"})"), "/scope");
  EXPECT_EQ(pointers(R"({"token":"x","scopes":["A"]})"), "/scopes");
  EXPECT_EQ(pointers(R"({"token":"x","scopes":[1]})"), "/scopes/0");
  EXPECT_EQ(caller.post("/v1/verify?x=1", R"({"token":"x"})").problem(), "unknown-parameter");
  EXPECT_EQ(caller.get("/v1/verify").status, 405U);
}

TEST(Verifying, TakesOneToHundredTokensAtOnceInOrder) {
  RunningService service;
  auto caller = service.as_operator();
  const auto good = service.as_owner("alice").secret();
  const auto batch = [&](std::size_t count) {
    std::string body = R"({"tokens":[)";
    for (std::size_t i = 0; i < count; ++i) {
      body += (i == 0 ? "" : ",") + question(i % 3 == 0 ? good : "x");
    }
    return caller.post("/v1/verify/batch", body + "]}");
  };
  EXPECT_EQ(batch(0).status, 400U);
  EXPECT_EQ(batch(0).pointers(), "/tokens");
  EXPECT_EQ(batch(101).status, 400U);
  EXPECT_EQ(batch(1).json().size("/results"), 1U);
  const auto hundred = batch(100);
  ASSERT_EQ(hundred.status, 200U) << hundred.body;
  const auto results = hundred.json();
  ASSERT_EQ(results.size("/results"), 100U);
  for (std::size_t i = 0; i < 100; ++i) {
    const auto at = "/results/" + std::to_string(i);
    EXPECT_EQ(results.boolean(at + "/active"), i % 3 == 0) << i;
    EXPECT_EQ(std::to_string(results.number(at + "/position")), hundred.field("Ledger-Position"));
  }
}

TEST(Verifying, NamesTheQuestionAtFaultInABatch) {
  RunningService service;
  auto caller = service.as_operator();
  const auto answer = caller.post(
      "/v1/verify/batch", R"({"tokens":[{"token":"x"},{"token":"x","scopes":["A"]},{"a":1}]})");
  EXPECT_EQ(answer.status, 400U);
  EXPECT_EQ(answer.pointers(), "/tokens/1/scopes /tokens/2/a /tokens/2/token");
  EXPECT_EQ(caller.post("/v1/verify/batch", R"({"tokens":["x"]})").pointers(), "/tokens/0");
}

TEST(Verifying, JudgesEachTokenOfABatchByItsOwnScopes) {
  RunningService service;
  auto caller = service.as_operator();
  const auto secret = service.as_owner("alice", R"(["a"])").secret();
  const auto results =
      caller
          .post("/v1/verify/batch", R"({"tokens":[{"token":")" + secret + R"(","scopes":["a"]},)" +
                                        R"({"token":")" + secret + R"(","scopes":["b"]}]})")
          .json();
  EXPECT_TRUE(results.boolean("/results/0/active"));
  EXPECT_THAT(results.texts("/results/1/missing_scopes"), ElementsAre("b"));
}

TEST(Verifying, RefusesABodyOfAMegabyte) {
  RunningService service;
  auto caller = service.as_operator();
  EXPECT_EQ(ask(caller, std::string(1 << 20, 'x')).status, 413U);
  EXPECT_EQ(reason(caller, std::string(60'000, 'x')), "malformed");
}

TEST(MinimumPosition, IsWaitedForOrRefused) {
  RunningService service(
      [](auto& settings) { settings.position_wait = std::chrono::milliseconds(50); });
  auto caller = service.as_operator();
  const auto created = caller.post("/v1/tokens", R"({"name":"x","owner":"a","scopes":["r"]})");
  const auto position = created.field("Ledger-Position");
  const auto next = std::to_string(std::stoull(position) + 1);
  const auto at = [](const std::string& value) {
    return support::Headers{{"Ledger-Min-Position", value}};
  };
  for (auto* target : {"/v1/tokens", "/v1/self"}) {
    EXPECT_EQ(caller.get(target, at(position)).status, 200U) << target;
    const auto early = caller.get(target, at(next));
    EXPECT_EQ(early.status, 503U) << target;
    EXPECT_EQ(early.problem(), "position-not-reached") << target;
    EXPECT_NE(early.field("Retry-After"), "") << target;
    for (const auto* value : {"x", "-1", "", "1.0", "99999999999999999999"}) {
      EXPECT_EQ(caller.get(target, at(value)).status, 400U) << target << ' ' << value;
    }
  }
  EXPECT_EQ(caller.post("/v1/verify", question("x"), at(next)).status, 503U);
  EXPECT_EQ(caller.post("/v1/verify", question("x"), at("0")).status, 200U);
}

TEST(MinimumPosition, ThatIsAheadLeavesItOpenWhetherTheCallerIsGood) {
  RunningService service;
  const auto ended = service.as_owner("alice").secret();
  auto op = service.as_operator();
  const auto revoked = op.post("/v1/owners/alice/revoke-tokens", "");
  const auto position = std::stoull(revoked.field("Ledger-Position"));
  const support::Headers reached{{"Ledger-Min-Position", std::to_string(position)}};
  const support::Headers ahead{{"Ledger-Min-Position", std::to_string(position + 1)}};
  RunningService other;
  const auto foreign = other.as_owner("alice").secret();
  for (const auto& secret : {ended, foreign}) {
    auto caller = service.as(secret);
    EXPECT_EQ(caller.get("/v1/self", reached).status, 401U);
    EXPECT_EQ(caller.get("/v1/self", ahead).problem(), "position-not-reached");
  }
  auto bob = service.as_owner("bob", R"(["r"])");  // the record behind the revocation
  const support::Headers behind_bob{{"Ledger-Min-Position", std::to_string(position + 2)}};
  EXPECT_EQ(bob.get("/v1/tokens", ahead).status, 403U);
  EXPECT_EQ(bob.get("/v1/tokens", behind_bob).problem(), "position-not-reached");
  EXPECT_EQ(service.as("tl_typo").get("/v1/self", ahead).status, 401U);
}

TEST(MinimumPosition, IsAnsweredAsSoonAsItIsReached) {
  // One thread takes requests in the order in which they came.
  RunningService service([](auto& settings) {
    settings.position_wait = std::chrono::minutes(1);
    settings.threads = 1;
  });
  auto alice = service.as_owner("alice");
  support::HttpClient waiting(service.port());
  ASSERT_TRUE(waiting.ask("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"));
  const auto position = alice.get("/v1/self").field("Ledger-Position");
  ASSERT_TRUE(waiting.send(
      "GET /v1/self HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + alice.secret() +
      "\r\nLedger-Min-Position: " + std::to_string(std::stoull(position) + 1) + "\r\n\r\n"));
  static_cast<void>(alice.create(R"({"name":"x"})"));
  const auto answer = waiting.receive();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status, 200U);
}

TEST(MaximumAge, IsHeldByAFreshView) {
  RunningService service;
  auto caller = service.as_operator();
  const auto with = [&](const char* seconds) {
    return caller.get("/v1/self", {{"Ledger-Max-Age", seconds}}).status;
  };
  EXPECT_EQ(with("30"), 200U);
  EXPECT_EQ(with("2"), 200U);
  EXPECT_EQ(with("x"), 400U);
  EXPECT_EQ(with("-1"), 400U);
}

}  // namespace
}  // namespace ledger::e2e
