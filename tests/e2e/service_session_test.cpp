// Signing in at the page: who may, what the cookie is, what it opens, and what it does not.

#include <gmock/gmock.h>

#include "tests/support/page_client.hpp"
#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using std::chrono::seconds;
using support::ApiAnswer;
using support::ApiClient;
using support::Headers;
using support::PageClient;
using support::RunningService;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

class Session : public testing::Test {
 protected:
  [[nodiscard]] PageClient signed_in(const std::string& secret) const {
    PageClient page(service_.port());
    EXPECT_EQ(page.sign_in(secret).status, 204U);
    return page;
  }
  std::string secret_of(const std::string& scopes) {
    return op_.create(R"({"name":"x","owner":"alice","scopes":)" + scopes + "}").text("/secret");
  }
  unsigned status_of_sign_in(const std::string& secret) const {
    return PageClient(service_.port()).sign_in(secret).status;
  }

  RunningService service_;
  ApiClient op_ = service_.as_operator();
};

TEST_F(Session, IsACookieThatNoScriptAndNoOtherSiteHas) {
  PageClient page(service_.port());
  const auto answer = page.sign_in(op_.secret());
  EXPECT_EQ(answer.status, 204U);
  EXPECT_EQ(answer.field("Cache-Control"), "no-store");
  EXPECT_THAT(answer.field("Set-Cookie"),
              MatchesRegex("tokenledger=tok_[0-9a-z]{26}[.]ts_[0-9A-Za-z]{49}; Path=/; HttpOnly; "
                           "SameSite=Strict"));
  const auto shown = page.get("/v1/session");
  EXPECT_EQ(shown.status, 200U);
  EXPECT_THAT(shown.json().names(""),
              testing::ElementsAre("owner", "token", "operator", "expires_at"));
  EXPECT_EQ(shown.json().text("/owner"), "operator");
  EXPECT_TRUE(shown.json().boolean("/operator"));
  EXPECT_EQ(shown.json().text("/token"), op_.get("/v1/self").json().text("/id"));
  EXPECT_EQ(shown.json().text("/expires_at"),
            token::to_text(service_.clock().now() + std::chrono::hours(12)));
}

TEST_F(Session, OverHttpsIsSecureAndOfTheHostAlone) {
  RunningService service([](runtime::Settings& settings) {
    settings.public_url = http::Origin::parse("https://ledger.example.com");
  });
  PageClient page(service.port());
  const Headers from{{"Origin", "https://ledger.example.com"}};
  EXPECT_THAT(page.sign_in(service.as_operator().secret(), from).field("Set-Cookie"),
              MatchesRegex("__Host-tokenledger=tok_.*; Path=/; HttpOnly; SameSite=Strict; Secure"));
  EXPECT_EQ(page.get("/v1/session").status, 200U);
  // What Host says does not count then.
  EXPECT_EQ(page.remove("/v1/session").problem(), "foreign-page");
  const auto out = page.call("DELETE", "/v1/session", {},
                             {{"Origin", "https://ledger.example.com"}, {"Ledger-Console", "1"}});
  EXPECT_EQ(out.status, 204U);
  EXPECT_EQ(out.field("Set-Cookie"),
            "__Host-tokenledger=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0; Secure");
}

TEST_F(Session, IsForATokenThatMayManageTokens) {
  for (const auto* scopes : {R"(["ledger:tokens"])", R"(["*"])", R"(["ledger:operate"])"}) {
    EXPECT_EQ(status_of_sign_in(secret_of(scopes)), 204U) << scopes;
  }
  for (const auto* scopes : {"[]", R"(["repo:*"])", R"(["ledger:verify","ledger:audit"])"}) {
    const auto answer = PageClient(service_.port()).sign_in(secret_of(scopes));
    EXPECT_EQ(answer.status, 403U) << scopes;
    EXPECT_EQ(answer.problem(), "insufficient-scope");
    EXPECT_EQ(answer.field("Set-Cookie"), "");
  }
}

TEST_F(Session, IsForNoTokenThatIsNotGood) {
  const auto made = op_.create(R"({"name":"x","owner":"bob","scopes":["*"],"expires_in":60})");
  const auto secret = made.text("/secret");
  auto mistyped = secret;
  mistyped.back() = mistyped.back() == '0' ? '1' : '0';
  const auto refused = [&](const std::string& text) {
    const auto answer = PageClient(service_.port()).sign_in(text);
    if (answer.status == 204) return std::string("signed in");
    EXPECT_EQ(answer.field("Set-Cookie"), "");
    EXPECT_EQ(answer.status, 401U);
    EXPECT_THAT(answer.field("WWW-Authenticate"), HasSubstr("invalid_token"));
    return answer.problem();
  };
  EXPECT_EQ(refused("tl_"), "invalid-token");
  EXPECT_EQ(refused(mistyped), "invalid-token");
  EXPECT_EQ(refused(secret + "x"), "invalid-token");
  ASSERT_EQ(op_.post("/v1/owners/bob/suspend", "").status, 200U);
  EXPECT_EQ(refused(secret), "invalid-token");
  ASSERT_EQ(op_.post("/v1/owners/bob/resume", "").status, 200U);
  EXPECT_EQ(refused(secret), "signed in");
  service_.clock().set(service_.clock().now() + seconds(60));
  EXPECT_EQ(refused(secret), "invalid-token");
  const auto gone = secret_of(R"(["*"])");
  ASSERT_EQ(service_.as(gone).remove("/v1/self").status, 204U);
  EXPECT_EQ(refused(gone), "invalid-token");
}

TEST_F(Session, IsAskedForByOneMemberAlone) {
  ApiClient nobody(service_.port(), "");
  const auto post = [&](const std::string& body, const Headers& headers = {}) {
    const auto answer = nobody.post("/v1/session", body, headers);
    return std::pair(answer.status, answer.problem());
  };
  using Refusal = std::pair<unsigned, std::string>;
  EXPECT_EQ(post("{}"), Refusal(400, "invalid-token-member"));
  EXPECT_EQ(post(R"({"token":7})"), Refusal(400, "invalid-token-member"));
  EXPECT_EQ(post(R"({"token":"a","owner":"b"})"), Refusal(400, "invalid-owner"));
  EXPECT_EQ(post("["), Refusal(400, "malformed-json"));
  EXPECT_EQ(post("token=a", {{"Content-Type", "application/x-www-form-urlencoded"}}),
            Refusal(415, "unsupported-media-type"));
  EXPECT_EQ(post("{}", {{"Authorization", "Bearer " + op_.secret()}}),
            Refusal(400, "invalid-header"));
  EXPECT_EQ(post("{}", {{"Idempotency-Key", "k"}}), Refusal(400, "invalid-idempotency-key"));
  EXPECT_EQ(nobody.post("/v1/session?a=b", "{}").problem(), "unknown-parameter");
  // A body of 1 KiB, and one byte more.
  EXPECT_EQ(post("{}" + std::string(1022, ' ')), Refusal(400, "invalid-token-member"));
  EXPECT_EQ(post("{}" + std::string(1023, ' ')), Refusal(413, "content-too-large"));
}

TEST_F(Session, OpensThePagesCalls) {
  auto page = signed_in(op_.secret());
  const auto made = page.post("/v1/tokens", R"({"name":"a","owner":"alice"})");
  ASSERT_EQ(made.status, 201U) << made.body;
  const auto path = "/v1/tokens/" + made.json().text("/id");
  EXPECT_EQ(page.get("/v1/tokens").status, 200U);
  EXPECT_EQ(page.get(path).status, 200U);
  EXPECT_EQ(page.get(path + "/events").status, 200U);
  EXPECT_EQ(page.call("PATCH", path, R"({"name":"b"})").status, 200U);
  EXPECT_EQ(page.post(path + "/regenerate", "").status, 200U);
  EXPECT_EQ(page.remove(path).status, 204U);
  for (const auto* verb : {"suspend", "resume", "revoke-tokens"}) {
    EXPECT_EQ(page.post(std::string("/v1/owners/alice/") + verb, "").status, 200U) << verb;
  }
  const auto keyed =
      page.post("/v1/tokens", R"({"name":"a","owner":"alice"})", {{"Idempotency-Key", "k"}});
  const auto command =
      op_.post("/v1/tokens", R"({"name":"z","owner":"alice"})", {{"Idempotency-Key", "k"}});
  EXPECT_EQ(keyed.status, 201U);
  EXPECT_EQ(page.get("/v1/commands/" + command.json().text("/command_id")).status, 200U);
  EXPECT_EQ(page.call("HEAD", "/v1/session", {}, {}).status, 200U);
}

TEST_F(Session, OpensNothingElse) {
  auto page = signed_in(op_.secret());
  const auto verify = R"({"token":")" + op_.secret() + R"("})";
  EXPECT_EQ(page.get("/v1/self").status, 401U);
  EXPECT_EQ(page.remove("/v1/self").status, 401U);
  EXPECT_EQ(page.post("/v1/verify", verify).status, 401U);
  EXPECT_EQ(page.post("/v1/verify/batch", "{}").status, 401U);
  EXPECT_EQ(page.get("/auth/request").status, 401U);
  EXPECT_EQ(page.get("/v1/rules").status, 401U);
  EXPECT_EQ(page.post("/v1/rules", "{}").status, 401U);
  EXPECT_EQ(page.get("/v1/session").status, 200U);
}

TEST_F(Session, HasASecretThatIsNoToken) {
  const auto page = signed_in(op_.secret());
  auto bearer = service_.as(page.secret());
  for (const auto* target : {"/v1/self", "/v1/tokens", "/auth/request"}) {
    EXPECT_EQ(bearer.get(target).status, 401U) << target;
  }
  EXPECT_EQ(bearer.get("/v1/session").status, 400U);
  EXPECT_EQ(status_of_sign_in(page.secret()), 401U);
  const auto verified = op_.post("/v1/verify", R"({"token":")" + page.secret() + R"("})").json();
  EXPECT_FALSE(verified.boolean("/active"));
  EXPECT_EQ(verified.text("/reason"), "malformed");
}

TEST_F(Session, GivesWayToAnAuthorizationHeader) {
  auto page = signed_in(op_.secret());
  const auto alice = secret_of(R"(["ledger:tokens"])");
  const auto list = page.get("/v1/tokens", {{"Authorization", "Bearer " + alice}}).json();
  EXPECT_THAT(list.texts_of("/tokens", "owner"), testing::ElementsAre("alice"));
  // Nor does the cookie help where the header is not good, or is of another scheme.
  for (const auto* value : {"Bearer tl_x", "Basic YTpi", ""}) {
    EXPECT_EQ(page.get("/v1/tokens", {{"Authorization", value}}).status, 401U) << value;
  }
  EXPECT_EQ(page.get("/v1/session", {{"Authorization", "Bearer " + alice}}).status, 400U);
}

TEST_F(Session, IsNamedByOneCookie) {
  auto page = signed_in(op_.secret());
  const auto cookie = page.cookie();
  const auto status = [&](const Headers& headers) {
    ApiClient nobody(service_.port(), "");
    return nobody.get("/v1/session", headers).status;
  };
  EXPECT_EQ(status({{"Cookie", "a=b; " + cookie + ";c=d"}}), 200U);
  EXPECT_EQ(status({{"Cookie", "a=b"}, {"cookie", cookie}}), 200U);
  EXPECT_EQ(status({{"Cookie", cookie + "; " + cookie}}), 400U);
  EXPECT_EQ(status({{"Cookie", cookie}, {"Cookie", "tokenledger=x"}}), 400U);
  const auto secret = page.secret();
  const auto other = service_.as_owner("bob").get("/v1/self").json().text("/id");
  for (const auto& wrong :
       {std::string("tokenledger="), "tokenledger=" + secret, "tokenledger=." + secret,
        cookie + "x", cookie.substr(0, cookie.size() - 1), "tokenledger=" + other + "." + secret,
        "tokenledger=" + other + "." + op_.secret()}) {
    EXPECT_EQ(status({{"Cookie", wrong}}), 401U) << wrong;
  }
  for (const auto& none : {std::string(""), std::string("a"), "xtokenledger=" + cookie,
                           "Tokenledger" + cookie.substr(11), "__Host-" + cookie}) {
    ApiClient nobody(service_.port(), "");
    EXPECT_EQ(nobody.get("/v1/session", {{"Cookie", none}}).problem(), "unauthorized") << none;
  }
}

TEST_F(Session, ChangesNothingForAnotherPage) {
  auto page = signed_in(op_.secret());
  const auto refused = [&](const Headers& headers) {
    const auto answer = page.call("POST", "/v1/owners/alice/suspend", {}, headers);
    if (answer.status == 200) return std::string("done");
    EXPECT_EQ(answer.status, 403U);
    return answer.problem();
  };
  const std::pair<std::string, std::string> console{"Ledger-Console", "1"};
  const std::pair<std::string, std::string> own{"Origin", "http://localhost"};
  const std::pair<std::string, std::string> same{"Sec-Fetch-Site", "same-origin"};
  for (const Headers& headers :
       {Headers{console, own}, Headers{console, same}, Headers{console, own, same},
        Headers{console, {"Origin", "https://localhost"}}}) {
    EXPECT_EQ(refused(headers), "done");
  }
  for (const Headers& headers : {Headers{}, Headers{console}, Headers{console, {"Origin", "null"}},
                                 Headers{console, {"Origin", "http://localhost:81"}},
                                 Headers{console, {"Origin", "http://localhost.evil.example"}},
                                 Headers{console, {"Origin", "http://evil.example"}, same},
                                 Headers{console, own, {"Sec-Fetch-Site", "cross-site"}},
                                 Headers{console, {"Sec-Fetch-Site", "same-site"}},
                                 Headers{console, {"Sec-Fetch-Site", "none"}},
                                 Headers{console, own, own}, Headers{console, same, same}}) {
    EXPECT_EQ(refused(headers), "foreign-page");
  }
  EXPECT_EQ(refused({own}), "console-header-missing");
  EXPECT_EQ(refused({own, {"Ledger-Console", "yes"}}), "console-header-missing");
  EXPECT_EQ(refused({own, console, console}), "console-header-missing");
  // It is told so whether the cookie is good or not.
  page.set_cookie("tokenledger=x");
  EXPECT_EQ(refused({console}), "foreign-page");
}

TEST_F(Session, BeginsForNoOtherPage) {
  const auto status = [&](const Headers& headers) {
    return PageClient(service_.port()).sign_in(op_.secret(), headers).status;
  };
  EXPECT_EQ(status({}), 204U);  // no browser
  EXPECT_EQ(status({{"Sec-Fetch-Site", "same-origin"}}), 204U);
  EXPECT_EQ(status({{"Origin", "http://evil.example"}}), 403U);
  EXPECT_EQ(status({{"Origin", "null"}}), 403U);
  EXPECT_EQ(status({{"Sec-Fetch-Site", "cross-site"}}), 403U);
  EXPECT_EQ(status({{"Origin", "http://localhost"}, {"Sec-Fetch-Site", "same-site"}}), 403U);
}

TEST_F(Session, IsNoTokenAndInTheHistoryOfTheOneBehindIt) {
  auto alice = service_.as_owner("alice");
  const auto id = alice.get("/v1/self").json().text("/id");
  auto page = signed_in(alice.secret());
  auto second = signed_in(alice.secret());
  EXPECT_EQ(alice.get("/v1/tokens").json().size("/tokens"), 1U);
  EXPECT_EQ(op_.post("/v1/owners/alice/resume", "").json().number("/tokens"), 1U);
  EXPECT_EQ(alice.get("/v1/tokens/" + id).json().number("/revision"), 1U);
  ASSERT_EQ(page.remove("/v1/session").status, 204U);
  ASSERT_EQ(second.remove("/v1/session?everywhere=true").status, 204U);
  const auto history = alice.get("/v1/tokens/" + id + "/events");
  const auto events = history.json();
  EXPECT_THAT(events.texts_of("/events", "type"),
              testing::ElementsAre("tokenledger.token.created.v1", "tokenledger.session.started.v1",
                                   "tokenledger.session.started.v1", "tokenledger.session.ended.v1",
                                   "tokenledger.session.ended.v1"));
  EXPECT_THAT(events.texts_of("/events", "caller"), testing::Contains(id).Times(4));
  EXPECT_THAT(events.names("/events/1/data"),
              testing::ElementsAre("session", "expires_at", "idle_s"));
  EXPECT_EQ(events.text("/events/3/data/session"), events.text("/events/1/data/session"));
  EXPECT_THAT(events.names("/events/4/data"), testing::IsEmpty());
  EXPECT_THAT(history.body, Not(HasSubstr("digest")));
}

TEST_F(Session, SharesItsTokensIdempotencyKeys) {
  auto alice = service_.as_owner("alice");
  const Headers key{{"Idempotency-Key", "k"}};
  const auto first = signed_in(alice.secret()).post("/v1/tokens", R"({"name":"a"})", key);
  ASSERT_EQ(first.status, 201U);
  const auto again = signed_in(alice.secret()).post("/v1/tokens", R"({"name":"a"})", key);
  EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(alice.post("/v1/tokens", R"({"name":"a"})", key).body, first.body);
  EXPECT_EQ(alice.post("/v1/tokens", R"({"name":"b"})", key).status, 422U);
}

TEST_F(Session, MayWhatItsTokenMayNowAndNoMore) {
  auto alice = service_.as_owner("alice", R"(["ledger:tokens","repo:*"])");
  auto page = signed_in(alice.secret());
  EXPECT_EQ(page.post("/v1/tokens", R"({"name":"a","scopes":["repo:read"]})").status, 201U);
  EXPECT_EQ(page.post("/v1/tokens", R"({"name":"a","scopes":["pkg:read"]})").problem(),
            "scope-beyond-caller");
  EXPECT_EQ(page.post("/v1/owners/alice/suspend", "").problem(), "insufficient-scope");
  const auto path = "/v1/tokens/" + alice.get("/v1/self").json().text("/id");
  ASSERT_EQ(op_.call("PATCH", path, R"({"scopes":["ledger:tokens"]})").status, 200U);
  EXPECT_EQ(page.post("/v1/tokens", R"({"name":"a","scopes":["repo:read"]})").problem(),
            "scope-beyond-caller");
  ASSERT_EQ(op_.call("PATCH", path, R"({"scopes":["repo:*"]})").status, 200U);
  EXPECT_EQ(page.get("/v1/tokens").problem(), "insufficient-scope");
  EXPECT_EQ(page.get("/v1/session").status, 200U);
}

TEST_F(Session, IsNotBegunMoreThanSixtyTimesAtOnce) {
  const auto secret = secret_of(R"(["*"])");
  for (int i = 0; i < 60; ++i) ASSERT_EQ(status_of_sign_in(secret), 204U) << i;
  const auto refused = PageClient(service_.port()).sign_in(secret);
  EXPECT_EQ(refused.status, 429U);
  EXPECT_EQ(refused.problem(), "too-many-sign-ins");
  EXPECT_THAT(std::stoi(refused.field("Retry-After")),
              testing::AllOf(testing::Ge(1), testing::Le(5)));
  EXPECT_EQ(status_of_sign_in(op_.secret()), 204U);
  EXPECT_THAT(op_.get("/metrics").body,
              HasSubstr(R"(tokenledger_commands_total{command="sign_in",outcome="limited"} 1)"));
}

TEST_F(Session, OfAnotherPeerWhoKeepsGuessingIsToldToWait) {
  RunningService service([](runtime::Settings& settings) { settings.quota.failures = {1, 3}; });
  PageClient page(service.port());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(page.sign_in("tl_guess").status, 401U);
  const auto refused = page.sign_in("tl_guess");
  EXPECT_EQ(refused.status, 429U);
  EXPECT_EQ(refused.problem(), "too-many-failures");
  EXPECT_NE(refused.field("Retry-After"), "");
  page.set_cookie("tokenledger=guess");
  EXPECT_EQ(page.get("/v1/session").status, 429U);
  EXPECT_EQ(page.sign_in(service.as_operator().secret()).status, 204U);
}

TEST_F(Session, ThatWasTriedTwentyTimesWithWhatIsNotGoodIsToldToWait) {
  PageClient guesser(service_.port());
  const auto wrong = op_.secret() + "x";
  int refused = 0;
  auto answer = guesser.sign_in(wrong);
  for (; answer.status == 401 && refused < 60; answer = guesser.sign_in(wrong)) ++refused;
  EXPECT_GE(refused, 20);
  EXPECT_EQ(answer.status, 429U) << answer.body;
  EXPECT_EQ(answer.problem(), "too-many-failures");
  EXPECT_THAT(answer.field("Retry-After"), MatchesRegex("[1-3]"));
  EXPECT_EQ(status_of_sign_in(op_.secret()), 204U) << "a good one passes";
}

}  // namespace
}  // namespace ledger::e2e
