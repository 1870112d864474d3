// A session begun at one node is one at every other, and ends at all.

#include "tests/e2e/nodes_fixture.hpp"
#include "tests/support/page_client.hpp"

namespace ledger::e2e {
namespace {

using support::PageClient;

TEST_F(Nodes, KnowASessionThatBeganAtAnotherAndThatItEnded) {
  open(2);
  for (std::size_t round = 0; round < 10; ++round) {
    const auto here = round % 2;
    const auto there = 1 - here;
    const auto made =
        op[here].post("/v1/tokens", R"({"name":"x","owner":"alice","scopes":["ledger:tokens"]})");
    ASSERT_EQ(made.status, 201U) << made.body;
    PageClient page(ledger->port(here));
    const auto in = page.sign_in(made.json().text("/secret"));
    ASSERT_EQ(in.status, 204U) << in.body;
    PageClient elsewhere(ledger->port(there));
    elsewhere.set_cookie(page.cookie());
    const auto shown = elsewhere.get("/v1/session", behind(in));
    ASSERT_THAT(shown.status, testing::AnyOf(200U, 503U)) << shown.body;
    ASSERT_TRUE(comes_true([&] { return elsewhere.get("/v1/session").status == 200; }));
    EXPECT_EQ(elsewhere.post("/v1/tokens", R"({"name":"of the page"})").status, 201U);
    support::ApiAnswer ended;
    if (round % 4 < 2) {
      ended = elsewhere.remove("/v1/session");
    } else {
      ended = op[there].post(path_of(made.json()) + "/regenerate", R"({"overlap":60})");
    }
    ASSERT_THAT(ended.status, testing::AnyOf(200U, 204U)) << ended.body;
    EXPECT_EQ(elsewhere.get("/v1/session").status, 401U);
    EXPECT_TRUE(comes_true([&] { return page.get("/v1/session").status == 401; }));
  }
}

}  // namespace
}  // namespace ledger::e2e
