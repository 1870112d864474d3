// What docs/gateways.md promises of each gateway, with the gateway itself.

#include <csignal>
#include <cstdlib>
#include <fstream>

#include "tests/e2e/gateways_fixture.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/recipe.hpp"
#include "tests/support/web_socket.hpp"

namespace ledger::e2e {
namespace {

using support::CurlAnswer;
using testing::AnyOf;
using testing::Eq;
using testing::HasSubstr;
using testing::Not;
using Options = std::vector<std::string>;

bool are_required() {
  const char* const required = std::getenv("TOKENLEDGER_GATEWAYS_REQUIRED");
  return required != nullptr && std::string_view(required) == "1";
}

std::unique_ptr<GuardedLedger>& shared() {
  static std::unique_ptr<GuardedLedger> one;
  return one;
}

class Gateway : public testing::TestWithParam<GatewayKind> {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(GetParam().program)) {
      const auto absent = GetParam().program + " is not there: run ./dev test";
      if (are_required()) FAIL() << absent;
      GTEST_SKIP() << absent;
    }
    if (!shared()) shared() = std::make_unique<GuardedLedger>(GetParam());
  }
  static void TearDownTestSuite() { shared().reset(); }

  static GuardedLedger& guarded() { return *shared(); }
  bool has_tls() const { return GetParam().scheme == std::string_view("https"); }
  /// How a client may speak: HTTP/1.1, 1.0, and 2 where there is TLS.
  std::vector<Options> versions() const {
    std::vector<Options> all{{"--http1.1"}, {"--http1.0", "--no-alpn"}};
    if (has_tls()) all.push_back({"--http2"});
    return all;
  }
};

Options operator+(Options one, const Options& other) {
  one.insert(one.end(), other.begin(), other.end());
  return one;
}

void expect_identity(const CurlAnswer& answer, const std::string& scopes = "repo:read") {
  EXPECT_EQ(answer.status, 200U) << answer.head;
  EXPECT_TRUE(answer.shows("X-Auth-Owner: alice")) << answer.body;
  EXPECT_TRUE(answer.shows("X-Auth-Scopes: " + scopes)) << answer.body;
  EXPECT_THAT(answer.body, HasSubstr(": tok_")) << answer.body;
  EXPECT_THAT(answer.body, testing::AnyOf(HasSubstr("X-Auth-Expires-At: 20"),
                                          HasSubstr("x-auth-expires-at: 20")));
}

TEST_P(Gateway, LetsAGoodTokenThroughAsItsOwner) {
  const auto secret = guarded().token();
  for (const auto& version : versions()) {
    const auto answer = guarded().get(secret, "/a/b?scope=other&x=%zz", version);
    expect_identity(answer);
    EXPECT_THAT(answer.body, HasSubstr("GET /a/b?scope=other&x=%zz")) << version.front();
    EXPECT_THAT(answer.body, Not(HasSubstr("tl_"))) << "the API need not see the secret";
    EXPECT_THAT(answer.body, Not(HasSubstr("uthorization")));
  }
  EXPECT_EQ(guarded().get(secret, "/", {"--http1.0", "--no-alpn"}).status, 200U);
  if (has_tls()) {
    EXPECT_EQ(guarded().get(secret, "/", {"--http2"}).version, "2");
  }
}

TEST_P(Gateway, RefusesWhatIsNoGoodTokenWithAChallenge) {
  auto op = guarded().as_operator();
  const auto revoked = guarded().token();
  const auto of_id = op.post("/v1/verify", R"({"token":")" + revoked + R"("})").json().text("/id");
  EXPECT_EQ(guarded().get(revoked).status, 200U);
  EXPECT_EQ(op.remove("/v1/tokens/" + of_id).status, 204U);
  const auto brief =
      op.create(R"({"owner":"alice","name":"t","scopes":["repo:read"],"expires_in":1})");
  const auto expired = brief.text("/secret");
  ASSERT_TRUE(support::comes_true([&] { return guarded().get(expired).status == 401; }));
  const auto asked = guarded().api.asked();
  for (const auto& version : versions()) {
    const auto none = guarded().get("", "/", version);
    EXPECT_EQ(none.status, 401U) << version.front();
    EXPECT_EQ(none.field("WWW-Authenticate"), "Bearer realm=\"tokenledger\"");
    for (const auto& secret : {std::string("x"), std::string(9'000, 'x'), revoked, expired}) {
      const auto bad = guarded().get(secret, "/", version);
      EXPECT_EQ(bad.status, 401U) << version.front() << ' ' << secret.size();
      EXPECT_THAT(bad.field("WWW-Authenticate"), HasSubstr("error=\"invalid_token\""));
    }
  }
  EXPECT_EQ(guarded().api.asked(), asked);
}

TEST_P(Gateway, RefusesAWrongScopeWithAChallenge) {
  const auto narrow = guarded().token(R"(["other"])");
  const auto nothing = guarded().token("[]");
  const auto asked = guarded().api.asked();
  for (const auto& version : versions()) {
    for (const auto* target : {"/", "/?scope=other", "/scope/other"}) {
      const auto answer = guarded().get(narrow, target, version);
      EXPECT_EQ(answer.status, 403U) << version.front();
      EXPECT_THAT(answer.field("WWW-Authenticate"), HasSubstr("error=\"insufficient_scope\""));
      EXPECT_THAT(answer.field("WWW-Authenticate"), HasSubstr("scope=\"repo:read\""));
    }
    EXPECT_EQ(guarded().get(nothing, "/", version).status, 403U);
  }
  EXPECT_EQ(guarded().api.asked(), asked);
}

TEST_P(Gateway, LetsNoClientSayWhoItIs) {
  const auto secret = guarded().token();
  Options spoofed;
  for (const auto* name : {"X-Auth-Owner", "X-Auth-Token-Id", "X-Auth-Scopes", "x-auth-owner",
                           "X_Auth_Owner", "X_Auth_Token_Id", "X_Auth_Scopes", "X-Auth-Expires-At",
                           "X_Auth_Expires_At", "X-Auth_Owner", "X_Auth-Owner", "x_AUTH_owner",
                           "Ledger-Min-Position", "Ledger-Max-Age", "Ledger-Epoch"}) {
    spoofed = spoofed + Options{"-H", std::string(name) + ": mallory"};
  }
  spoofed = spoofed + Options{"-H", "X-Forwarded-For: 192.0.2.66"};
  for (const auto& version : versions()) {
    std::vector<Options> ways{spoofed};
    if (version.front() != "--http2") {
      ways.push_back(spoofed + Options{"-H", "Connection: close, X-Auth-Owner, X-Auth-Scopes"});
      ways.push_back({"-H", "Connection: X-Auth-Owner, X-Auth-Token-Id, X-Auth-Scopes"});
    }
    for (const auto& way : ways) {
      const auto answer = guarded().get(secret, "/", version + way);
      expect_identity(answer);
      EXPECT_THAT(answer.body, Not(HasSubstr("mallory"))) << version.front();
      EXPECT_THAT(answer.body, Not(HasSubstr("192.0.2.66"))) << version.front();
      EXPECT_EQ(guarded().get("", "/", version + way).status, 401U);
    }
  }
}

TEST_P(Gateway, BelievesNoSecondToken) {
  const auto good = guarded().token();
  for (const auto* other : {"Authorization: Basic YTpi", "Authorization: Bearer x"}) {
    for (const auto& order : {Options{"-H", other, "-H", "Authorization: Bearer " + good},
                              Options{"-H", "Authorization: Bearer " + good, "-H", other}}) {
      const auto answer = guarded().get("", "/", order);
      // The API gets the identity of the one that was judged, or nothing.
      EXPECT_THAT(answer.status, AnyOf(Eq(200U), Eq(400U), Eq(401U))) << answer.head;
      if (answer.status == 200U) expect_identity(answer);
    }
  }
}

TEST_P(Gateway, TakesLargeHeaders) {
  const auto secret = guarded().token();
  const Options one{"-H", "Cookie: a=" + std::string(20'000, 'x')};
  Options several;
  for (int i = 0; i < 4; ++i)
    several = several + Options{"-H", "Cookie: a=" + std::string(5'000, 'x')};
  for (const auto& version : versions()) {
    for (const auto& cookies : {one, several}) {
      expect_identity(guarded().get(secret, "/", version + cookies));
      EXPECT_EQ(guarded().get("x", "/", version + cookies).status, 401U) << version.front();
    }
  }
}

TEST_P(Gateway, TakesBodiesHoweverTheyAreSent) {
  const auto good = guarded().token();
  const support::FreshDirectory directory;
  const auto file = (directory.path() / "body").string();
  std::ofstream(file) << std::string(1 << 20, 'x');
  const Options body{"--data-binary", "@" + file};
  std::vector<Options> ways{{"--http1.1", "-H", "Content-Type: a/b"},
                            {"--http1.1", "-H", "Transfer-Encoding: chunked"},
                            {"--http1.1", "-H", "Expect: 100-continue"},
                            {"--http1.1", "-H", "Content-Encoding: gzip"},
                            {"--http1.0", "--no-alpn"}};
  if (has_tls()) ways.push_back({"--http2"});
  for (const auto& way : ways) {
    const auto answer = guarded().get(good, "/", way + body);
    expect_identity(answer);
    EXPECT_TRUE(answer.shows("body=1048576")) << way.back() << answer.body;
    const auto asked = guarded().api.asked();
    // A gateway may end the connection or stream of a large upload that it refuses, and a client
    // that still sends loses the answer.
    EXPECT_THAT(guarded().get("x", "/", way + body).status, AnyOf(Eq(401U), Eq(0U)));
    EXPECT_EQ(guarded().api.asked(), asked);
  }
  for (const auto* length : {"X: y", "Transfer-Encoding: chunked"}) {
    const Options small{"--http1.1", "-H", length, "-d", "small"};
    EXPECT_EQ(guarded().get("x", "/", small).status, 401U) << length;
  }
  for (const auto* method : {"GET", "DELETE", "PATCH", "PUT", "PROPFIND"}) {
    EXPECT_EQ(guarded().get(good, "/", {"-X", method}).status, 200U) << method;
  }
}

TEST_P(Gateway, LetsPreflightsThroughAndNothingElseOfThatKind) {
  const Options options{"-X", "OPTIONS", "-H", "X-Auth-Owner: mallory"};
  const Options origin{"-H", "Origin: https://example.org"};
  const Options wanted{"-H", "Access-Control-Request-Method: PUT"};
  for (const auto& version : versions()) {
    const auto answer = guarded().get("", "/", version + options + origin + wanted);
    EXPECT_EQ(answer.status, 200U) << version.front();
    EXPECT_THAT(answer.body, Not(HasSubstr("mallory")));
    for (const auto& other :
         {options, options + origin, options + wanted, Options{"-X", "PUT"} + origin + wanted}) {
      EXPECT_EQ(guarded().get("", "/", version + other).status, 401U) << version.front();
    }
  }
}

TEST_P(Gateway, PassesWebSockets) {
  const auto secret = guarded().token();
  const auto spoken = [&](const std::string& bearer) {
    return support::echoed_by_web_socket(guarded().port(), has_tls(), bearer, "hello");
  };
  EXPECT_EQ(spoken(secret), "hello");
  EXPECT_EQ(spoken("x"), "refused with 401");
  EXPECT_EQ(spoken(""), "refused with 401");
}

TEST_P(Gateway, FindsRoomForATokenOfManyLongScopes) {
  std::string scopes = R"(["repo:read")";
  for (int i = 10; i < 59; ++i) {
    scopes += ",\"s" + std::to_string(i) + ":" + std::string(96, 'x') + "\"";
  }
  expect_identity(guarded().get(guarded().token(scopes + "]")), "TOO-LONG");
}

TEST_P(Gateway, KeepsItsConnectionsToTheLedger) {
  const auto secret = guarded().token();
  expect_identity(guarded().get(secret));
  const auto before = guarded().connections_accepted();
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(guarded().get(secret, "/", {"-d", "body"}).status, 200U);
    EXPECT_EQ(guarded().get("x").status, 401U);
  }
  // Asking for the count is one; a gateway of a few threads may have a connection for each.
  if (GetParam().connects_by_thread) return;
  EXPECT_LE(guarded().connections_accepted() - before, 6U);
}

TEST_P(Gateway, Answers503WhereTheLedgerDoesNotAnswer) {
  const auto secret = guarded().token();
  expect_identity(guarded().get(secret));
  const auto asked = guarded().api.asked();
  support::stop_child(guarded().ledger->pid());
  for (const auto& version : versions()) {
    EXPECT_EQ(guarded().get(secret, "/", version).status, 503U) << version.front();
  }
  guarded().ledger->signal(SIGCONT);
  EXPECT_TRUE(support::comes_true([&] { return guarded().get(secret).status == 200; }));
  const auto served = guarded().api.asked();
  EXPECT_EQ(served, asked + 1);
  guarded().stop_ledger();
  EXPECT_EQ(guarded().get(secret).status, 503U);
  EXPECT_EQ(guarded().get("x").status, 503U);
  guarded().start_ledger();
  EXPECT_TRUE(support::comes_true([&] { return guarded().get(secret).status == 200; }));
  EXPECT_EQ(guarded().api.asked(), served + 1);
}

TEST(DoorRules, AskForWhatTheDocumentSays) {
  const support::FreshDirectory directory;
  const auto file = directory.path() / "tokenledger.toml";
  std::ofstream(file) << support::recipe(gateways_document(), "/etc/tokenledger.toml");
  support::Program ledger(TOKENLEDGER_PROGRAM,
                          {"serve", "--config", file.string(), "--data",
                           (directory.path() / "data").string(), "--listen", "127.0.0.1:0"});
  const auto port = ledger.port();
  ASSERT_TRUE(port) << ledger.err();
  std::string secret;
  std::getline(std::ifstream(directory.path() / "data" / "operator-token"), secret);
  const auto made = support::ApiClient(*port, secret)
                        .create(R"({"owner":"alice","name":"t","scopes":["repo:read"]})");
  support::ApiClient reader(*port, made.text("/secret"));
  const auto status = [&](const char* method, const std::string& path) {
    return reader.call(method, "/auth/request" + path).status;
  };
  EXPECT_EQ(status("GET", "/repos/x?y=z"), 200U);
  EXPECT_EQ(status("HEAD", "/repos"), 200U);
  EXPECT_EQ(status("PUT", "/repos/x"), 403U);
  EXPECT_EQ(status("PUT", "/repository"), 200U);
  EXPECT_EQ(status("GET", "/x/../repos"), 403U);
}

INSTANTIATE_TEST_SUITE_P(With, Gateway, testing::ValuesIn(gateway_kinds()),
                         [](const auto& kind) { return std::string(kind.param.name); });

}  // namespace
}  // namespace ledger::e2e
