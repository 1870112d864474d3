// The history of a token: what is in it, for whom, in which pages, and what it does not show.

#include <gmock/gmock.h>

#include "events/token/secret.hpp"
#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using support::ApiClient;
using support::RunningService;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string events_of(const std::string& id) { return "/v1/tokens/" + id + "/events"; }

TEST(TokenHistory, IsWhatHappenedOldestFirst) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto token = alice.create(R"({"name":"deploy","scopes":["repo:read"]})");
  const auto id = token.text("/id");
  const auto answer = alice.get(events_of(id));
  ASSERT_EQ(answer.status, 200U) << answer.body;
  EXPECT_NE(answer.field("Ledger-Position"), "");
  const auto list = answer.json();
  EXPECT_THAT(list.names(""), ElementsAre("events", "next_cursor"));
  EXPECT_TRUE(list.is_null("/next_cursor"));
  ASSERT_EQ(list.size("/events"), 1U);
  EXPECT_THAT(list.names("/events/0"), ElementsAre("specversion", "id", "source", "type", "subject",
                                                   "time", "datacontenttype", "caller",
                                                   "fingerprint", "revision", "reliedon", "data"));
  EXPECT_EQ(list.text("/events/0/type"), "tokenledger.token.created.v1");
  EXPECT_EQ(list.text("/events/0/subject"), id);
  EXPECT_EQ(list.text("/events/0/time"), token.text("/created_at"));
  EXPECT_EQ(list.number("/events/0/revision"), 1U);
  EXPECT_THAT(list.names("/events/0/data"),
              ElementsAre("owner", "name", "scopes", "expires_at", "created_by", "hint"));
  EXPECT_EQ(list.text("/events/0/data/name"), "deploy");
}

TEST(TokenHistory, StaysForItsOwnerWhenTheTokenIsDeleted) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto id = alice.create(R"({"name":"x"})").text("/id");
  ASSERT_EQ(alice.remove("/v1/tokens/" + id).status, 204U);
  ASSERT_EQ(alice.get("/v1/tokens/" + id).status, 404U);
  const auto types = alice.get(events_of(id)).json().texts_of("/events", "type");
  EXPECT_THAT(types, ElementsAre("tokenledger.token.created.v1", "tokenledger.token.deleted.v1"));
  service.restart();
  EXPECT_EQ(service.as(alice.secret()).get(events_of(id)).json().size("/events"), 2U);
}

TEST(TokenHistory, IsFoldedAgainWithTheReadModel) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto id = alice.create(R"({"name":"x"})").text("/id");
  ASSERT_EQ(alice.remove("/v1/tokens/" + id).status, 204U);
  const auto before = alice.get(events_of(id)).body;
  service.restart_rebuilt();
  EXPECT_EQ(service.as(alice.secret()).get(events_of(id)).body, before);
}

TEST(TokenHistory, OfOthersIsAsThatOfNoToken) {
  RunningService service;
  auto alice = service.as_owner("alice");
  auto bob = service.as_owner("bob");
  auto caller = service.as_operator();
  const auto id = alice.create(R"({"name":"x"})").text("/id");
  const auto refusal = [](ApiClient& client, const std::string& of) {
    const auto answer = client.get(events_of(of));
    return std::to_string(answer.status) + " " + answer.problem();
  };
  const auto unknown = refusal(bob, "tok_01m85ysn400000000000000001");
  EXPECT_EQ(unknown, "404 not-found");
  EXPECT_EQ(refusal(bob, "no-id"), unknown);
  EXPECT_EQ(refusal(bob, id), unknown);
  ASSERT_EQ(caller.remove("/v1/tokens/" + id).status, 204U);
  EXPECT_EQ(refusal(bob, id), unknown);
  EXPECT_EQ(caller.get(events_of(id)).json().size("/events"), 2U);
}

TEST(TokenHistory, ComesInPages) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto id = alice.create(R"({"name":"x"})").text("/id");
  ASSERT_EQ(alice.remove("/v1/tokens/" + id).status, 204U);
  const auto first = alice.get(events_of(id) + "?limit=1").json();
  EXPECT_THAT(first.texts_of("/events", "type"), ElementsAre("tokenledger.token.created.v1"));
  ASSERT_FALSE(first.is_null("/next_cursor"));
  const auto second =
      alice.get(events_of(id) + "?limit=1&cursor=" + first.text("/next_cursor")).json();
  EXPECT_THAT(second.texts_of("/events", "type"), ElementsAre("tokenledger.token.deleted.v1"));
  EXPECT_TRUE(second.is_null("/next_cursor"));
  EXPECT_TRUE(alice.get(events_of(id) + "?limit=2").json().is_null("/next_cursor"));
}

TEST(TokenHistory, RefusesWhatItDoesNotKnow) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto id = alice.create(R"({"name":"x"})").text("/id");
  const auto problem = [&](const std::string& query) {
    const auto answer = alice.get(events_of(id) + "?" + query);
    return std::to_string(answer.status) + " " + answer.problem();
  };
  for (const auto* limit : {"0", "101", "-1", "x", "", "1.0", "%201"}) {
    EXPECT_EQ(problem("limit=" + std::string(limit)), "400 invalid-limit") << limit;
  }
  EXPECT_EQ(alice.get(events_of(id) + "?limit=100").status, 200U);
  EXPECT_EQ(problem("cursor=x"), "400 invalid-cursor");
  EXPECT_EQ(problem("limit=1&limit=1"), "400 repeated-parameter");
  EXPECT_EQ(problem("status=active"), "400 unknown-parameter");
  EXPECT_EQ(alice.post(events_of(id), "{}").status, 405U);
  EXPECT_EQ(alice.post(events_of(id), "{}").field("Allow"), "GET, HEAD, OPTIONS");
}

TEST(TokenHistory, NeedsTheScopeToManageTokens) {
  RunningService service;
  const auto token = service.as_operator().create(R"({"name":"x","owner":"a","scopes":["r"]})");
  const auto path = events_of(token.text("/id"));
  EXPECT_EQ(service.as("").get(path).status, 401U);
  EXPECT_EQ(service.as(token.text("/secret")).get(path).status, 403U);
}

TEST(TokenHistory, ShowsNeitherSecretNorDigest) {
  RunningService service;
  auto caller = service.as_operator();
  const auto token = caller.create(R"({"name":"x","owner":"a"})");
  const auto digest = token::digest_of_secret(token.text("/secret"));
  ASSERT_TRUE(digest);
  const auto body = caller.get(events_of(token.text("/id"))).body;
  EXPECT_THAT(body, HasSubstr(token.text("/hint")));
  EXPECT_THAT(body, Not(HasSubstr(token.text("/secret"))));
  EXPECT_THAT(body, Not(HasSubstr(token::to_hex(digest->value))));
}

}  // namespace
}  // namespace ledger::e2e
