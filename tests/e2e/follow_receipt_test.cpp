// A command that waits for the followers is answered when each of them has applied it, or names
// those that have not.

#include "tests/e2e/follow_fixture.hpp"

namespace ledger::e2e {
namespace {

using Clock = std::chrono::steady_clock;
using testing::HasSubstr;

/// Of the node: so long it waits, and so long it remembers who was there.
constexpr const char* short_memory = "[view]\nage_max_ms = 4000\n";

class FollowReceipt : public Follow {
 protected:
  void SetUp() override {
    Follow::SetUp();
    node->signal(SIGTERM);
    node->wait();
    start_node(short_memory);
  }
  [[nodiscard]] ApiAnswer remove(const support::Json& token) const {
    return as_operator().remove("/v1/tokens/" + token.text("/id") + "?wait=followers");
  }
  [[nodiscard]] unsigned door(const std::string& secret) const {
    return ApiClient(follower_port, "").gateway(secret);
  }
};

TEST_F(FollowReceipt, SaysThatTheFollowerHasItWhichThenRefusesAtOnce) {
  follow({node_url()});
  for (int round = 0; round < 20; ++round) {
    const auto token = create();
    ASSERT_TRUE(knows(token.text("/secret")));
    const auto deleted = remove(token);
    EXPECT_EQ(door(token.text("/secret")), 401U) << "without a position";
    ASSERT_EQ(deleted.status, 204U) << deleted.body;
    EXPECT_EQ(deleted.field("Ledger-Applied-By"), "2");
    EXPECT_FALSE(deleted.header("Ledger-Not-Applied-By"));
  }
}

TEST_F(FollowReceipt, IsGivenForEveryCommand) {
  follow({node_url()});
  auto op = as_operator();
  const auto made =
      op.post("/v1/tokens?wait=followers", R"({"name":"x","owner":"alice","scopes":["r"]})");
  ASSERT_EQ(made.status, 201U) << made.body;
  EXPECT_EQ(made.field("Ledger-Applied-By"), "2");
  EXPECT_EQ(door(made.json().text("/secret")), 200U) << "it is known at once";
  const auto at = "/v1/tokens/" + made.json().text("/id");
  const auto again = op.post(at + "/regenerate?wait=followers", "");
  EXPECT_EQ(again.field("Ledger-Applied-By"), "2");
  EXPECT_EQ(door(made.json().text("/secret")), 401U);
  EXPECT_EQ(door(again.json().text("/secret")), 200U);
  const auto narrowed = op.call("PATCH", at + "?wait=followers", R"({"scopes":[]})");
  EXPECT_EQ(narrowed.field("Ledger-Applied-By"), "2");
  EXPECT_EQ(door(again.json().text("/secret")), 403U);
  const auto suspended = op.post("/v1/owners/alice/suspend?wait=followers", "");
  EXPECT_EQ(suspended.field("Ledger-Applied-By"), "2");
  EXPECT_EQ(door(again.json().text("/secret")), 401U);
  EXPECT_EQ(op.post("/v1/owners/alice/suspend?wait=followers", "").field("Ledger-Applied-By"), "2")
      << "it was so before";
  const auto revoked = op.post("/v1/owners/alice/revoke-tokens?wait=followers", "");
  EXPECT_EQ(revoked.field("Ledger-Applied-By"), "2");
}

TEST_F(FollowReceipt, NamesAFollowerThatIsFrozenAndForgetsItWhenItsBoundIsOver) {
  follow({node_url()});
  const auto token = create();
  const auto secret = token.text("/secret");
  ASSERT_TRUE(knows(secret));
  support::stop_child(follower->pid());
  const auto asked = Clock::now();
  const auto deleted = remove(token);
  ASSERT_EQ(deleted.status, 204U) << deleted.body;
  EXPECT_GE(Clock::now() - asked, milliseconds(3900));
  EXPECT_EQ(deleted.field("Ledger-Applied-By"), "1");
  EXPECT_THAT(deleted.field("Ledger-Not-Applied-By"),
              testing::MatchesRegex("[A-Za-z0-9._-]+-[0-9a-f]{8}"));
  // Its own bound is past, and it is heard of no more.
  ASSERT_TRUE(
      support::comes_true([&] { return remove(create()).field("Ledger-Not-Applied-By").empty(); }));
  EXPECT_EQ(remove(create()).field("Ledger-Applied-By"), "1");
  follower->signal(SIGCONT);
  EXPECT_NE(door(secret), 200U);
  ASSERT_TRUE(
      support::comes_true([&] { return remove(create()).field("Ledger-Applied-By") == "2"; }));
}

TEST_F(FollowReceipt, WithoutAFollowerIsOfTheNodeAlone) {
  const auto asked = Clock::now();
  EXPECT_EQ(remove(create()).field("Ledger-Applied-By"), "1");
  EXPECT_LT(Clock::now() - asked, milliseconds(3000));
  EXPECT_EQ(as_operator().remove("/v1/tokens/" + create().text("/id")).header("Ledger-Applied-By"),
            std::nullopt)
      << "who does not ask is not kept waiting";
  auto op = as_operator();
  const auto at = "/v1/tokens/" + create().text("/id");
  EXPECT_EQ(op.remove(at + "?wait=5").problem(), "invalid-wait");
  EXPECT_EQ(op.remove(at + "?wait=followers&wait=followers").problem(), "invalid-wait");
  EXPECT_EQ(op.remove(at + "?waits=followers").problem(), "unknown-parameter");
  EXPECT_EQ(op.remove("/v1/tokens/tok_x?wait=followers").status, 404U);
  EXPECT_EQ(op.get(at).status, 200U) << "nothing of it was done";
}

TEST_F(FollowReceipt, IsNotForWhoOnlyReadsTheLog) {
  auto reader = as_operator();
  EXPECT_EQ(reader.get("/v1/log").status, 200U);
  EXPECT_EQ(remove(create()).field("Ledger-Applied-By"), "1");
  const std::pair<const char*, const char*> cases[] = {
      {"follower=", "invalid-follower"},
      {"follower=a%20b", "invalid-follower"},
      {"applied=3", "invalid-applied"},
      {"follower=a&applied=x", "invalid-applied"},
  };
  for (const auto& [query, problem] : cases) {
    EXPECT_EQ(reader.get(std::string("/v1/log?") + query).problem(), problem) << query;
  }
  const std::string longest(64, 'a');
  EXPECT_EQ(reader.get("/v1/log?follower=" + longest + "a").problem(), "invalid-follower");
  EXPECT_EQ(reader.get("/v1/log?follower=" + longest + "&applied=1").status, 200U);
  const auto deleted = remove(create());
  EXPECT_EQ(deleted.field("Ledger-Not-Applied-By"), longest) << "it said that it is at 1";
  EXPECT_EQ(reader.get("/v1/events?follower=a").problem(), "unknown-parameter");
}

}  // namespace
}  // namespace ledger::e2e
