// Lists: pages, filters, and what they refuse.

#include <atomic>
#include <set>
#include <thread>

#include <gmock/gmock.h>

#include "events/token/timestamp.hpp"
#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using support::ApiClient;
using support::RunningService;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> names(ApiClient& client, const std::string& query) {
  return client.get("/v1/tokens" + query).json().texts_of("/tokens", "name");
}

/// Every page of the list, one after another; it ends also where the pages do not.
std::vector<std::string> names_by_pages(ApiClient& client, const std::string& limit,
                                        const std::string& filters = "") {
  std::vector<std::string> all;
  std::string query = "?limit=" + limit + filters;
  while (all.size() < 1000) {
    const auto page = client.get("/v1/tokens" + query).json();
    const auto listed = page.texts_of("/tokens", "name");
    all.insert(all.end(), listed.begin(), listed.end());
    if (page.is_null("/next_cursor")) break;
    query = "?limit=" + limit + filters + "&cursor=" + page.text("/next_cursor");
  }
  return all;
}

void create_named(ApiClient& client, const std::string& name) {
  static_cast<void>(client.create(R"({"name":")" + name + R"("})"));
}

TEST(ListingTokens, ShowsTheOwnersOwnOldestFirst) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto of_bob = service.as_owner("bob");
  for (const auto* name : {"c", "a", "b"}) create_named(alice, name);
  const auto answer = alice.get("/v1/tokens");
  ASSERT_EQ(answer.status, 200U);
  EXPECT_NE(answer.field("Ledger-Position"), "");
  const auto list = answer.json();
  EXPECT_THAT(list.names(""), ElementsAre("tokens", "next_cursor"));
  EXPECT_THAT(list.texts_of("/tokens", "name"), ElementsAre("of alice", "c", "a", "b"));
  EXPECT_TRUE(list.is_null("/next_cursor"));
  EXPECT_FALSE(list.has("/tokens/0/secret"));
  EXPECT_THAT(list.names("/tokens/0"), testing::SizeIs(13));
}

TEST(ListingTokens, GivesTwentyFiveUnlessAskedOtherwise) {
  RunningService service;
  auto alice = service.as_owner("alice");
  std::vector<std::string> all{"of alice"};
  for (int i = 0; i < 27; ++i) {
    all.push_back("t" + std::to_string(i));
    create_named(alice, all.back());
  }
  EXPECT_EQ(names(alice, "").size(), 25U);
  EXPECT_EQ(names(alice, "?limit=1").size(), 1U);
  EXPECT_EQ(names(alice, "?limit=28"), all);
  EXPECT_TRUE(alice.get("/v1/tokens?limit=28").json().is_null("/next_cursor"));
  EXPECT_FALSE(alice.get("/v1/tokens?limit=27").json().is_null("/next_cursor"));
  EXPECT_EQ(names_by_pages(alice, "1"), all);
  EXPECT_EQ(names_by_pages(alice, "5"), all);
  EXPECT_EQ(names_by_pages(alice, "100"), all);
}

TEST(ListingTokens, RefusesWhatItDoesNotKnow) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto problem = [&](const char* query) {
    const auto answer = alice.get("/v1/tokens" + std::string(query));
    EXPECT_EQ(answer.status, 400U) << query;
    return answer.problem();
  };
  for (const auto* query : {"?limit=0", "?limit=101", "?limit=-1", "?limit=", "?limit=5x",
                            "?limit=18446744073709551617"}) {
    EXPECT_EQ(problem(query), "invalid-limit") << query;
  }
  for (const auto* query : {"?cursor=", "?cursor=x", "?cursor=p", "?cursor=p1z", "?cursor=1",
                            "?cursor=p11111111111111111"}) {
    EXPECT_EQ(problem(query), "invalid-cursor") << query;
  }
  EXPECT_EQ(problem("?status=deleted"), "invalid-status");
  EXPECT_EQ(problem("?status=Active"), "invalid-status");
  EXPECT_EQ(problem("?owner=a%20b"), "invalid-owner");
  EXPECT_EQ(problem("?order=oldest_first"), "invalid-order");
  EXPECT_EQ(problem("?order=newest&cursor=p1"), "invalid-cursor");
  EXPECT_EQ(problem("?page=2"), "unknown-parameter");
  EXPECT_EQ(problem("?Limit=2"), "unknown-parameter");
  EXPECT_EQ(problem("?limit=2&limit=2"), "repeated-parameter");
  EXPECT_EQ(problem("?name=%zz"), "invalid-query");
}

TEST(ListingTokens, ShowsTheNewestFirstUnderEveryFilter) {
  RunningService service;
  auto alice = service.as_owner("alice");
  auto bob = service.as_owner("bob");
  for (int i = 0; i < 12; ++i) {
    const auto number = std::to_string(i);
    create_named(i % 3 == 0 ? bob : alice, (i % 2 == 0 ? "even " : "odd ") + number);
  }
  static_cast<void>(alice.create(R"({"name":"even short","expires_in":1})"));
  service.clock().set(service.clock().now() + std::chrono::seconds(1));
  auto op = service.as_operator();
  EXPECT_THAT(names(alice, "?order=newest&limit=2"), ElementsAre("even short", "odd 11"));
  for (auto* client : {&alice, &bob, &op}) {
    for (const std::string filter : {"", "&name=EVEN", "&status=active", "&status=expired",
                                     "&status=active&name=odd", "&name=nothing"}) {
      auto oldest = names_by_pages(*client, "100", filter + "&order=oldest");
      std::reverse(oldest.begin(), oldest.end());
      for (const auto* limit : {"1", "2", "100"}) {
        EXPECT_EQ(names_by_pages(*client, limit, filter + "&order=newest"), oldest)
            << filter << ' ' << limit;
      }
    }
  }
  EXPECT_EQ(names(op, "?order=newest&owner=bob&limit=1"), std::vector<std::string>{"odd 9"});
}

TEST(ListingTokens, FindsAPartOfTheNameInAnyCase) {
  RunningService service;
  auto alice = service.as_owner("alice");
  for (const auto* name : {"Ärger", "straße", "Deploy PROD", "ΔΕΛΤΑ"}) create_named(alice, name);
  EXPECT_THAT(names(alice, "?name=%C3%A4r"), ElementsAre("Ärger"));
  EXPECT_THAT(names(alice, "?name=%C3%84R"), ElementsAre("Ärger"));
  EXPECT_THAT(names(alice, "?name=prod"), ElementsAre("Deploy PROD"));
  EXPECT_THAT(names(alice, "?name=y+P"), ElementsAre("Deploy PROD"));
  EXPECT_THAT(names(alice, "?name=%CE%B4%CE%B5"), ElementsAre("ΔΕΛΤΑ"));
  EXPECT_THAT(names(alice, "?name=nothing"), IsEmpty());
  EXPECT_EQ(names(alice, "?name=").size(), 5U);
}

TEST(ListingTokens, FiltersByStatusAsItIsNow) {
  RunningService service;
  auto alice = service.as_owner("alice");
  static_cast<void>(alice.create(R"({"name":"short","expires_in":1})"));
  create_named(alice, "long");
  EXPECT_THAT(names(alice, "?status=expired"), IsEmpty());
  service.clock().set(service.clock().now() + std::chrono::seconds(1));
  EXPECT_THAT(names(alice, "?status=expired"), ElementsAre("short"));
  EXPECT_THAT(names(alice, "?status=active"), ElementsAre("of alice", "long"));
  EXPECT_THAT(names(alice, "?status=suspended"), IsEmpty());
  EXPECT_THAT(names(alice, "?status=revoked"), IsEmpty());
  EXPECT_EQ(alice.get("/v1/tokens?status=expired").json().text("/tokens/0/status"), "expired");
  EXPECT_THAT(names(alice, "?status=active&name=LON&limit=1&owner=alice"), ElementsAre("long"));
}

TEST(ListingTokens, LetsOperatorsChooseTheOwner) {
  RunningService service;
  auto alice = service.as_owner("alice");
  const auto of_bob = service.as_owner("bob");
  auto caller = service.as_operator();
  EXPECT_THAT(names(caller, "?owner=bob"), ElementsAre("of bob"));
  EXPECT_THAT(names(caller, ""), ElementsAre("operator", "of alice", "of bob"));
  EXPECT_THAT(names(caller, "?owner=nobody"), IsEmpty());
  const auto refused = alice.get("/v1/tokens?owner=bob");
  EXPECT_EQ(refused.status, 403U);
  EXPECT_EQ(refused.problem(), "other-owner");
}

TEST(ListingTokens, MissesAndRepeatsNothingWhileOthersAreMade) {
  RunningService service([](auto& settings) { settings.quota.limits.commands_per_caller_s = 0; });
  auto alice = service.as_owner("alice");
  std::vector<std::string> before{"of alice"};
  for (int i = 0; i < 20; ++i) {
    before.push_back("b" + std::to_string(i));
    create_named(alice, before.back());
  }
  std::atomic<bool> enough{false};
  std::thread maker([&, other = service.as(alice.secret())]() mutable {
    for (int i = 0; !enough; ++i) create_named(other, "m" + std::to_string(i));
  });
  for (int round = 0; round < 5; ++round) {
    std::string query = "?limit=3";
    std::vector<std::string> seen;
    // Only as far as what was there before: the maker may outrun a reader.
    while (seen.size() < before.size() + 3) {
      const auto page = alice.get("/v1/tokens" + query).json();
      const auto listed = page.texts_of("/tokens", "name");
      seen.insert(seen.end(), listed.begin(), listed.end());
      if (page.is_null("/next_cursor")) break;
      query = "?limit=3&cursor=" + page.text("/next_cursor");
    }
    ASSERT_GE(seen.size(), before.size());
    EXPECT_EQ(std::set(seen.begin(), seen.end()).size(), seen.size());
    seen.resize(before.size());
    EXPECT_EQ(seen, before);
  }
  enough = true;
  maker.join();
}

}  // namespace
}  // namespace ledger::e2e
