// Creating and reading tokens: the exact shapes, the headers, and what may be asked for.

#include <gmock/gmock.h>

#include "events/token/timestamp.hpp"
#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using support::ApiAnswer;
using support::Json;
using support::RunningService;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::MatchesRegex;

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

/// A create by an operator for alice with one more member.
std::string with(std::string_view member) {
  return R"({"name":"deploy","owner":"alice",)" + std::string(member) + "}";
}

std::string in_quotes(const std::string& text) { return '"' + text + '"'; }

TEST(CreatingToken, AnswersWithTheWholeTokenAndItsSecretOnce) {
  RunningService service;
  auto caller = service.as_operator();
  const auto answer = caller.post(
      "/v1/tokens", R"({"name":" deploy ","owner":"alice","scopes":["repo:read","repo:list"]})");
  ASSERT_EQ(answer.status, 201U) << answer.body;
  const auto token = answer.json();
  EXPECT_THAT(token.names(""),
              ElementsAre("id", "owner", "name", "scopes", "status", "hint", "revision",
                          "created_at", "created_by", "updated_at", "expires_at", "last_used_at",
                          "last_used_from", "secret"));
  const auto now = token::to_text(service.clock().now());
  EXPECT_EQ(token.text("/owner"), "alice");
  EXPECT_EQ(token.text("/name"), "deploy");
  EXPECT_EQ(token.text("/status"), "active");
  EXPECT_EQ(token.number("/revision"), 1U);
  EXPECT_EQ(token.text("/created_by"), "operator");
  EXPECT_EQ(token.text("/created_at"), now);
  EXPECT_EQ(token.text("/updated_at"), now);
  EXPECT_TRUE(token.is_null("/last_used_at"));
  EXPECT_THAT(token.texts("/scopes"), ElementsAre("repo:read", "repo:list"));
  EXPECT_THAT(token.text("/secret"), MatchesRegex("tl_[0-9A-Za-z]{49}"));
  EXPECT_EQ(token.text("/hint"), token.text("/secret").substr(42, 4));
  EXPECT_EQ(answer.field("Location"), "/v1/tokens/" + token.text("/id"));
  EXPECT_EQ(answer.field("ETag"), "\"1\"");
  EXPECT_EQ(answer.field("Cache-Control"), "no-store");
  EXPECT_EQ(answer.field("Content-Type"), "application/json");
  EXPECT_EQ(answer.field("Ledger-Position"), "2");
}

TEST(CreatingToken, IsReadWithoutSecretEverAfter) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto created = alice.post("/v1/tokens", R"({"name":"x"})");
  ASSERT_EQ(created.status, 201U);
  const auto secret = created.json().text("/secret");
  const auto read = alice.get(created.field("Location"));
  ASSERT_EQ(read.status, 200U);
  EXPECT_EQ(read.field("ETag"), "\"1\"");
  EXPECT_NE(read.field("Ledger-Position"), "");
  std::string expected = created.body;
  expected.erase(expected.find(R"(,"secret")"), secret.size() + 12);
  EXPECT_EQ(read.body, expected);
  EXPECT_EQ(alice.get("/v1/tokens").body.find(secret), std::string::npos);
  const auto self = service.as(secret).get("/v1/self");
  EXPECT_EQ(self.json().text("/id"), read.json().text("/id"));
  EXPECT_EQ(self.body.find(secret), std::string::npos);
}

TEST(CreatingToken, DefaultsToNoAccessForThirtyDays) {
  RunningService service;
  const auto token = service.as_operator().create(R"({"name":"x","owner":"alice"})");
  EXPECT_THAT(token.texts("/scopes"), IsEmpty());
  EXPECT_EQ(token.text("/expires_at"),
            token::to_text(service.clock().now() + std::chrono::days(30)));
}

TEST(CreatingToken, NamesTheCallingTokenAsItsMaker) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto self = alice.get("/v1/self").json();
  const auto child = alice.create(R"({"name":"x"})");
  EXPECT_EQ(child.text("/created_by"), self.text("/id"));
  EXPECT_EQ(child.text("/owner"), "alice");
}

TEST(CreatingToken, TakesNamesOfUpToHundredCodePoints) {
  RunningService service;
  auto caller = service.as_operator();
  const auto create = [&](const std::string& name) {
    return caller.post("/v1/tokens", R"({"owner":"a","name":)" + in_quotes(name) + "}");
  };
  EXPECT_EQ(create("x").status, 201U);
  EXPECT_EQ(create(repeated("ä", 100)).status, 201U);
  EXPECT_EQ(create(repeated("😀", 100)).status, 201U);
  EXPECT_EQ(create("  " + repeated("x", 100) + "  ").status, 201U);
  EXPECT_EQ(create("\\u2764\\ufe0f").status, 201U);
  for (const auto& name :
       {std::string(), std::string("   "), repeated("x", 101), repeated("😀", 101),
        std::string("a\\u0000b"), std::string("a\\nb"), std::string("a\\u0085b"),
        std::string("a\\u202eb"), std::string("a\\u200bb"), std::string("\\u2800")}) {
    const auto refused = create(name);
    EXPECT_EQ(refused.status, 400U) << name;
    EXPECT_EQ(refused.problem(), "invalid-name") << name;
    EXPECT_EQ(refused.pointers(), "/name") << name;
  }
}

TEST(CreatingToken, TakesUpToFiftyScopesOfHundredCharacters) {
  RunningService service;
  auto caller = service.as_operator();
  const auto create = [&](std::size_t count, std::size_t size) {
    std::string scopes;
    for (std::size_t i = 0; i < count; ++i) {
      auto scope = "s" + std::to_string(i);
      scope += ":" + std::string(std::max(size, scope.size() + 2) - scope.size() - 1, 'x');
      scopes += (i == 0 ? "" : ",") + in_quotes(scope);
    }
    return caller.post("/v1/tokens", with(R"("scopes":[)" + scopes + "]"));
  };
  EXPECT_EQ(create(50, 10).status, 201U);
  EXPECT_EQ(create(51, 10).problem(), "invalid-scopes");
  EXPECT_EQ(create(1, 100).status, 201U);
  EXPECT_EQ(create(1, 101).problem(), "invalid-scopes");
  EXPECT_EQ(create(50, 100).status, 201U);
}

TEST(CreatingToken, RefusesWhatIsNoScope) {
  RunningService service;
  auto caller = service.as_operator();
  for (const auto* scope : {"", "Repo", "repo::read", ":repo", "repo:", "re*", "*:repo",
                            "repo read", "-repo", "ledger:*", "ledger:other", "ledger:", "ä"}) {
    const auto answer = caller.post("/v1/tokens", with(R"("scopes":[)" + in_quotes(scope) + "]"));
    EXPECT_EQ(answer.status, 400U) << scope;
    EXPECT_EQ(answer.problem(), "invalid-scopes") << scope;
  }
}

TEST(CreatingToken, TakesOwnersByTheirRules) {
  RunningService service;
  auto caller = service.as_operator();
  const auto create = [&](const std::string& owner) {
    return caller.post("/v1/tokens", R"({"name":"x","owner":)" + in_quotes(owner) + "}");
  };
  EXPECT_EQ(create("A.b_c@d:e|f+g-9").status, 201U);
  EXPECT_EQ(create(std::string(128, 'o')).status, 201U);
  for (const auto& owner : {std::string(), std::string("."), std::string(".."), std::string("a b"),
                            std::string("a/b"), std::string("ä"), std::string(129, 'o')}) {
    EXPECT_EQ(create(owner).problem(), "invalid-owner") << owner;
  }
}

TEST(CreatingToken, KeepsOwnersApartByCase) {
  RunningService service;
  const auto token = service.as_owner("Alice").create(R"({"name":"x"})");
  auto other = service.as_owner("alice");
  EXPECT_EQ(other.get("/v1/tokens/" + token.text("/id")).status, 404U);
}

TEST(CreatingToken, TakesAnExpiryUpToTheMaximumAndNoFurther) {
  RunningService service;
  auto caller = service.as_operator();
  const auto at = [&](std::chrono::milliseconds from_now) {
    return caller.post(
        "/v1/tokens",
        with(R"("expires_at":)" + in_quotes(token::to_text(service.clock().now() + from_now))));
  };
  constexpr std::chrono::milliseconds year = std::chrono::days(365);
  constexpr std::chrono::milliseconds one{1};
  EXPECT_EQ(at(-one).problem(), "invalid-expiry");
  EXPECT_EQ(at(one - one).problem(), "invalid-expiry");
  EXPECT_EQ(at(one).status, 201U);
  EXPECT_EQ(at(year).status, 201U);
  EXPECT_EQ(at(year + one).problem(), "invalid-expiry");
  const auto in = [&](const char* seconds) {
    return caller.post("/v1/tokens", with(R"("expires_in":)" + std::string(seconds)));
  };
  EXPECT_EQ(in("1").status, 201U);
  EXPECT_EQ(in("31536000").status, 201U);
  for (const auto* seconds : {"0", "31536001", "18446744073709551615"}) {
    EXPECT_EQ(in(seconds).problem(), "invalid-expiry") << seconds;
  }
  for (const auto* seconds : {"-1", "1.5", "\"60\"", "null", "18446744073709551616"}) {
    EXPECT_EQ(in(seconds).status, 400U) << seconds;
  }
}

TEST(CreatingToken, TakesOneExpiryAsRfc3339) {
  RunningService service;
  auto caller = service.as_operator();
  const auto later = token::to_text(service.clock().now() + std::chrono::days(2));
  const auto at = [&](const std::string& text) {
    return caller.post("/v1/tokens", with(R"("expires_at":)" + in_quotes(text)));
  };
  const auto day = later.substr(0, 10);
  const auto zulu = at(day + "T12:00:00Z");
  ASSERT_EQ(zulu.status, 201U) << zulu.body;
  EXPECT_EQ(zulu.json().text("/expires_at"), day + "T12:00:00.000Z");
  EXPECT_EQ(at(day + "T14:00:00+02:00").json().text("/expires_at"), day + "T12:00:00.000Z");
  EXPECT_EQ(at(day).problem(), "invalid-expires-at");
  EXPECT_EQ(at(day + "T12:00:00").problem(), "invalid-expires-at");
  EXPECT_EQ(at(day + "T25:00:00Z").problem(), "invalid-expires-at");
  EXPECT_EQ(at("2030-02-30T00:00:00Z").problem(), "invalid-expires-at");
  EXPECT_EQ(at("1999-01-01T00:00:00Z").problem(), "invalid-expiry");
  const auto both = caller.post(
      "/v1/tokens", with(R"("expires_in":60,"expires_at":)" + in_quotes(day + "T12:00:00Z")));
  EXPECT_EQ(both.status, 400U);
  EXPECT_EQ(both.pointers(), "/expires_at");
}

TEST(ReadingToken, AnswersEveryUnknownIdAlike) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto of_bob = service.as_owner("bob").get("/v1/self").json().text("/id");
  const auto unknown = alice.get("/v1/tokens/tok_01j00000000000000000000000");
  EXPECT_EQ(unknown.status, 404U);
  EXPECT_EQ(unknown.problem(), "not-found");
  for (const auto& id : {of_bob, std::string("x"), std::string("%F0%9F%98%80"), of_bob + "0"}) {
    const auto answer = alice.get("/v1/tokens/" + id);
    EXPECT_EQ(answer.status, 404U) << id;
    EXPECT_EQ(answer.body, unknown.body) << id;
  }
}

TEST(ReadingToken, ShowsAnOperatorEverybodysTokens) {
  RunningService service;
  const auto id = service.as_owner("bob").get("/v1/self").json().text("/id");
  auto caller = service.as_operator();
  EXPECT_EQ(caller.get("/v1/tokens/" + id).json().text("/owner"), "bob");
  const auto self = caller.get("/v1/self").json();
  EXPECT_EQ(self.text("/owner"), "operator");
  EXPECT_THAT(self.texts("/scopes"), ElementsAre("ledger:operate"));
}

TEST(ReadingToken, RefusesQueryParametersByName) {
  RunningService service;
  auto alice = service.as_owner("alice");
  for (const auto* target : {"/v1/self?x=1", "/v1/tokens/abc?x=1"}) {
    const auto answer = alice.get(target);
    EXPECT_EQ(answer.status, 400U) << target;
    EXPECT_THAT(answer.json().text("/detail"), testing::HasSubstr("\"x\"")) << target;
  }
}

}  // namespace
}  // namespace ledger::e2e
