// The gateway's door: the Authorization header is the token asked about.

#include <gmock/gmock.h>

#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using support::ApiClient;
using support::RunningService;
using testing::HasSubstr;

TEST(GatewayDoor, LetsAGoodTokenThroughByHeadersAlone) {
  RunningService service;
  auto token = service.as_owner("alice", R"(["repo:read","repo:list","pkg:*"])");
  const auto self = token.get("/v1/self").json();
  const auto id = self.text("/id");
  for (const auto* method : {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"}) {
    const auto answer = token.call(method, "/auth/request?scope=repo:read");
    EXPECT_EQ(answer.status, 200U) << method;
    EXPECT_EQ(answer.field("X-Auth-Owner"), "alice");
    EXPECT_EQ(answer.field("X-Auth-Token-Id"), id);
    EXPECT_EQ(answer.field("X-Auth-Scopes"), "repo:read repo:list pkg:*");
    EXPECT_EQ(answer.field("X-Auth-Expires-At"), self.text("/expires_at"));
    EXPECT_EQ(answer.field("Ledger-Position"), "2");
    EXPECT_EQ(answer.body, "");
  }
  const auto uploaded = token.call("PUT", "/auth/request", std::string(10'000, 'x'),
                                   {{"Content-Type", "application/octet-stream"}});
  EXPECT_EQ(uploaded.status, 200U);
  EXPECT_EQ(token.get("/auth/request").status, 200U);
}

TEST(GatewayDoor, RefusesWhatIsNoValidToken) {
  RunningService service;
  const auto secret = service.as_owner("alice", R"(["repo:read"])").secret();
  auto nobody = service.as("");
  for (std::size_t i = 0; i < secret.size(); ++i) {
    auto flipped = secret;
    flipped[i] = flipped[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(nobody.gateway(flipped), 401U) << i;
  }
  auto other_prefix = secret;
  other_prefix.replace(0, 3, "gh_");
  for (const auto& text :
       {secret + "x", secret + " ", secret + " " + secret, secret + ",", secret.substr(0, 51),
        secret.substr(1), other_prefix, std::string(), std::string(" "), std::string("tl_"),
        std::string(4000, 'x'), secret + std::string(4000, '0'), "Bearer " + secret}) {
    // Blanks at the end of a header's value are not part of it (RFC 9110 section 5.5).
    const auto expected = text == secret + " " ? 200U : 401U;
    EXPECT_EQ(nobody.gateway(text), expected) << text;
  }
  EXPECT_EQ(nobody.gateway(secret), 200U);
}

TEST(GatewayDoor, ChallengesByTheRfc) {
  RunningService service;
  auto nobody = service.as("");
  const auto none = nobody.get("/auth/request");
  EXPECT_EQ(none.status, 401U);
  EXPECT_EQ(none.field("WWW-Authenticate"), "Bearer realm=\"tokenledger\"");
  EXPECT_EQ(none.field("Content-Type"), "application/problem+json");
  EXPECT_EQ(nobody.get("/auth/request", {{"Authorization", "Basic YTpi"}}).status, 401U);
  const auto bad = nobody.get("/auth/request", {{"Authorization", "Bearer x"}});
  EXPECT_EQ(bad.status, 401U);
  EXPECT_THAT(bad.field("WWW-Authenticate"), HasSubstr("error=\"invalid_token\""));
  const auto narrow =
      service.as_owner("a", R"(["repo:read"])").get("/auth/request?scope=repo:write");
  EXPECT_EQ(narrow.status, 403U);
  EXPECT_THAT(narrow.field("WWW-Authenticate"), HasSubstr("error=\"insufficient_scope\""));
  EXPECT_THAT(narrow.field("WWW-Authenticate"), HasSubstr("scope=\"repo:write\""));
}

/// A service whose gateways may say how new the view has to be.
RunningService heeding(std::chrono::milliseconds position_wait = std::chrono::milliseconds(1)) {
  return RunningService([position_wait](auto& settings) {
    settings.door.freshness_headers = true;
    settings.position_wait = position_wait;
  });
}

TEST(GatewayDoor, IgnoresWhatStrangersSayOfFreshness) {
  RunningService service([](auto& settings) { settings.position_wait = std::chrono::hours(1); });
  auto token = service.as_owner("alice", R"(["r"])");
  for (const auto& [name, value] : support::Headers{{"Ledger-Min-Position", "999999"},
                                                    {"Ledger-Min-Position", "x"},
                                                    {"Ledger-Max-Age", "0"},
                                                    {"Ledger-Epoch", "0123456789abcdef"}}) {
    EXPECT_EQ(token.get("/auth/request", {{name, value}, {name, value}}).status, 200U) << name;
  }
}

TEST(GatewayDoor, HeedsFreshnessHeadersIfASettingSaysSo) {
  auto service = heeding();
  auto token = service.as_owner("alice", R"(["r"])");
  const auto position = token.get("/auth/request").field("Ledger-Position");
  const auto status = [&](const char* name, const std::string& value) {
    return token.get("/auth/request", {{name, value}}).status;
  };
  EXPECT_EQ(status("Ledger-Min-Position", position), 200U);
  EXPECT_EQ(status("Ledger-Min-Position", std::to_string(std::stoull(position) + 1)), 503U);
  EXPECT_EQ(status("Ledger-Min-Position", "x"), 400U);
  EXPECT_EQ(status("Ledger-Max-Age", "30"), 200U);
  EXPECT_EQ(status("Ledger-Max-Age", "x"), 400U);
}

TEST(GatewayDoor, WaitsForNoViewWhereThereIsNoTokenOfOurs) {
  auto service = heeding(std::chrono::hours(1));
  auto nobody = service.as("");
  const support::Headers far{{"Ledger-Min-Position", "999999"}};
  EXPECT_EQ(nobody.get("/auth/request", far).status, 401U);
  for (const auto* credentials : {"Basic YTpi", "Bearer x", "Bearer "}) {
    support::Headers headers = far;
    headers.emplace_back("Authorization", credentials);
    EXPECT_EQ(nobody.get("/auth/request", headers).status, 401U) << credentials;
  }
}

TEST(GatewayDoor, DoesNotKnowOfAnotherEpoch) {
  auto service = heeding();
  auto token = service.as_owner("alice", R"(["r"])");
  const auto epoch = token.get("/auth/request").field("Ledger-Epoch");
  EXPECT_EQ(token.get("/auth/request", {{"Ledger-Epoch", epoch}}).status, 200U);
  const auto other = token.get("/auth/request", {{"Ledger-Epoch", "0123456789abcdef"}});
  EXPECT_EQ(other.status, 503U);
  EXPECT_EQ(other.problem(), "other-epoch");
  EXPECT_NE(other.field("Retry-After"), "");
}

TEST(GatewayDoor, TakesTheSchemeInAnyCase) {
  RunningService service;
  const auto secret = service.as_owner("alice", R"(["r"])").secret();
  auto nobody = service.as("");
  for (const auto* scheme : {"bearer ", "BEARER ", "bEaReR ", "Bearer   "}) {
    EXPECT_EQ(nobody.get("/auth/request", {{"authorization", scheme + secret}}).status, 200U);
  }
  EXPECT_EQ(nobody.get("/auth/request", {{"Authorization", "Bearer" + secret}}).status, 401U);
  EXPECT_EQ(nobody.get("/auth/request", {{"Authorization", secret}}).status, 401U);
}

TEST(GatewayDoor, NeverTakesATokenFromTheQuery) {
  RunningService service;
  auto token = service.as_owner("alice", R"(["r"])");
  auto nobody = service.as("");
  for (const auto* name : {"token", "access_token"}) {
    const auto query = "/auth/request?" + std::string(name) + "=" + token.secret();
    EXPECT_EQ(nobody.get(query).status, 401U);
    EXPECT_EQ(token.get(query).status, 400U);
  }
}

TEST(GatewayDoor, AsksForEveryScopeNamed) {
  RunningService service;
  auto token = service.as_owner("alice", R"(["repo:read","pkg:*"])");
  const auto status = [&](const char* query) {
    return token.get("/auth/request" + std::string(query)).status;
  };
  EXPECT_EQ(status("?scope=repo:read&scope=pkg:push"), 200U);
  EXPECT_EQ(status("?scope=repo%3Aread"), 200U);
  EXPECT_EQ(status("?scope=repo:read&scope=repo:write"), 403U);
  EXPECT_EQ(status("?scope=repo:write&scope=repo:read"), 403U);
  EXPECT_EQ(status("?scope=repo"), 403U);
  EXPECT_EQ(status("?scope=pkg:*"), 200U);
  EXPECT_EQ(status("?scope=*"), 403U);
  EXPECT_EQ(status("?scope=ledger:verify"), 403U);
}

TEST(GatewayDoor, RefusesQueriesThatItDoesNotUnderstand) {
  RunningService service;
  auto token = service.as_owner("alice", R"(["*"])");
  for (const auto* query : {"?scope=", "?scope", "?scope=Repo", "?scope=a::b", "?scope=a%20b",
                            "?scopes=a", "?x=1", "?scope=a&x", "?scope=%zz"}) {
    EXPECT_EQ(token.get("/auth/request" + std::string(query)).status, 400U) << query;
  }
  std::string fifty = "?scope=s0";
  for (int i = 1; i < 50; ++i) fifty += "&scope=s" + std::to_string(i);
  EXPECT_EQ(token.get("/auth/request" + fifty).status, 200U);
  EXPECT_EQ(token.get("/auth/request" + fifty + "&scope=s50").status, 400U);
}

/// What came, with no word of its own on caching but the one.
void expect_no_store(const support::HttpAnswer& answer) {
  EXPECT_EQ(answer.header("Cache-Control"), "no-store") << answer.head;
  EXPECT_EQ(answer.head.find("Cache-Control"), answer.head.rfind("Cache-Control")) << answer.head;
}

TEST(EveryAnswer, IsKeptByNoCache) {
  RunningService service;
  auto op = service.as_operator();
  auto nobody = service.as("");
  auto alice = service.as_owner("alice", R"(["r"])");
  for (const auto* target : {"/auth/request", "/auth/request/x", "/auth/request?scope=X",
                             "/auth/request?scope=w", "/v1/self", "/v1/tokens", "/v1/tokens/x",
                             "/v1/policy", "/metrics", "/livez", "/readyz", "/", "/v1/verify"}) {
    for (const auto* method : {"GET", "HEAD", "PUT", "OPTIONS"}) {
      for (auto* caller : {&op, &nobody, &alice}) expect_no_store(caller->call(method, target));
    }
  }
  const auto made = op.post("/v1/tokens", R"({"name":"x","owner":"a"})");
  EXPECT_EQ(made.status, 201U);
  expect_no_store(made);
  const auto path = "/v1/tokens/" + made.json().text("/id");
  expect_no_store(op.call("PATCH", path, R"({"name":"y"})"));
  expect_no_store(op.post(path + "/regenerate", ""));
  expect_no_store(op.post("/v1/verify", R"({"token":"x"})"));
  expect_no_store(op.post("/v1/verify/batch", R"({"tokens":[{"token":"x"}]})"));
  expect_no_store(op.remove(path));
  expect_no_store(op.remove(path));
  expect_no_store(op.post("/v1/tokens", "{"));
  expect_no_store(op.post("/v1/tokens", std::string(100'000, ' ')));
  for (const auto* request : {"x\r\n\r\n", "GET / HTTP/2.0\r\n\r\n", "GET / HTTP/1.1\r\n\r\n"}) {
    support::HttpClient client(service.port());
    expect_no_store(*client.ask(request));
  }
}

TEST(GatewayDoor, GivesNoAccessTokensNothing) {
  RunningService service;
  auto token = service.as_owner("alice", "[]");
  EXPECT_EQ(token.get("/v1/self").status, 200U);
  EXPECT_EQ(token.get("/auth/request").status, 403U);
  EXPECT_EQ(token.get("/auth/request?scope=a").status, 403U);
}

TEST(GatewayDoor, CountsFullAccessForEveryApplicationScope) {
  RunningService service;
  auto token = service.as_owner("alice", R"(["*"])");
  EXPECT_EQ(token.get("/auth/request?scope=any:thing&scope=ledger:tokens").status, 200U);
  EXPECT_EQ(token.get("/auth/request?scope=ledger:verify").status, 403U);
  auto caller = service.as_operator();
  EXPECT_EQ(caller.get("/auth/request?scope=ledger:verify&scope=any:thing").status, 200U);
}

TEST(GatewayDoor, RefusesADeletedTokenOnTheVeryNextAskOfAnOpenConnection) {
  RunningService service;
  auto alice = service.as_owner("alice");
  for (int round = 0; round < 20; ++round) {
    const auto token = alice.create(R"({"name":"x","scopes":["r"]})");
    ApiClient gateway = service.as(token.text("/secret"));
    ASSERT_EQ(gateway.get("/auth/request").status, 200U);
    ASSERT_EQ(alice.remove("/v1/tokens/" + token.text("/id")).status, 204U);
    ASSERT_EQ(gateway.get("/auth/request").status, 401U) << round;
  }
}

}  // namespace
}  // namespace ledger::e2e
