// Commands on one token at two nodes at once: one wins, the other is told so; and a command that is
// sent to another node again is not done again.

#include <thread>

#include "tests/e2e/nodes_fixture.hpp"

namespace ledger::e2e {
namespace {

using support::ApiAnswer;
using support::Headers;
using testing::AnyOf;
using testing::Eq;

constexpr int rounds = 15;
const Headers first_revision{{"If-Match", "\"1\""}};

class NodesRaces : public Nodes {
 protected:
  void SetUp() override {
    Nodes::SetUp();
    if (!IsSkipped() && !HasFatalFailure()) open(3);
  }
  /// A token that all nodes know.
  support::Json token_known_to_all() {
    const auto created = create(0);
    EXPECT_EQ(created.status, 201U) << created.body;
    for (auto& node : op) {
      EXPECT_EQ(node.get(path_of(created.json()), behind(created)).status, 200U);
    }
    return created.json();
  }
  /// The same request at two nodes at once.
  std::pair<ApiAnswer, ApiAnswer> race(const char* method, const std::string& path,
                                       const std::string& body, const Headers& headers) {
    return at_once([&] { return op[0].call(method, path, body, headers); },
                   [&] { return op[1].call(method, path, body, headers); });
  }
  /// The status at each node, behind both.
  void expect_active(const std::string& secret, bool active, const ApiAnswer& a,
                     const ApiAnswer& b) {
    const auto& later =
        std::stoull(a.field("Ledger-Position")) > std::stoull(b.field("Ledger-Position")) ? a : b;
    for (std::size_t i = 0; i < op.size(); ++i) {
      const auto answer = verify(i, secret, behind(later));
      ASSERT_EQ(answer.status, 200U) << answer.body;
      EXPECT_EQ(answer.json().boolean("/active"), active) << "at node " << i;
    }
  }
};

std::vector<unsigned> sorted_statuses(const ApiAnswer& a, const ApiAnswer& b) {
  return {std::min(a.status, b.status), std::max(a.status, b.status)};
}

TEST_F(NodesRaces, OfUpdatesOfOneRevisionHaveOneWinner) {
  for (int round = 0; round < rounds; ++round) {
    const auto token = token_known_to_all();
    const auto [a, b] = at_once(
        [&] { return op[0].call("PATCH", path_of(token), R"({"name":"a"})", first_revision); },
        [&] { return op[1].call("PATCH", path_of(token), R"({"name":"b"})", first_revision); });
    ASSERT_EQ(sorted_statuses(a, b), (std::vector<unsigned>{200, 412})) << a.body << b.body;
    const auto& winner = a.status == 200 ? a : b;
    for (auto& node : op) {
      const auto now = node.get(path_of(token), behind(winner));
      EXPECT_EQ(now.json().number("/revision"), 2U);
      EXPECT_EQ(now.json().text("/name"), a.status == 200 ? "a" : "b");
    }
  }
}

TEST_F(NodesRaces, OfRegenerationsGiveOutNoSecretThatIsDead) {
  for (int round = 0; round < rounds; ++round) {
    const bool conditional = round % 2 == 0;
    const auto token = token_known_to_all();
    const auto [a, b] =
        race("POST", path_of(token) + "/regenerate", "", conditional ? first_revision : Headers{});
    // Without a condition the second may have decided behind the first: then both won, in turn.
    if (conditional) {
      ASSERT_EQ(sorted_statuses(a, b), (std::vector<unsigned>{200, 412})) << a.body << b.body;
    }
    const auto& earlier =
        std::stoull(a.field("Ledger-Position")) < std::stoull(b.field("Ledger-Position")) ? a : b;
    for (const auto* answer : {&a, &b}) {
      ASSERT_THAT(answer->status, AnyOf(Eq(200U), Eq(409U), Eq(412U))) << answer->body;
      if (answer->status != 200) continue;
      const bool replaced = a.status == 200 && b.status == 200 && answer == &earlier;
      expect_active(answer->json().text("/secret"), !replaced, a, b);
    }
    expect_active(token.text("/secret"), false, a, b);
  }
}

TEST_F(NodesRaces, OfADeletionAndAnUpdateHaveOneWinner) {
  for (int round = 0; round < rounds; ++round) {
    const auto token = token_known_to_all();
    const auto [deleted, updated] = at_once(
        [&] { return op[0].remove(path_of(token), first_revision); },
        [&] { return op[1].call("PATCH", path_of(token), R"({"name":"b"})", first_revision); });
    if (deleted.status == 204) {
      EXPECT_THAT(updated.status, AnyOf(Eq(404U), Eq(412U))) << updated.body;
    } else {
      EXPECT_EQ(deleted.status, 412U) << deleted.body;
      EXPECT_EQ(updated.status, 200U) << updated.body;
    }
    expect_active(token.text("/secret"), deleted.status != 204, deleted, updated);
  }
}

TEST_F(NodesRaces, OfADeletionWithoutAConditionAreWonByIt) {
  for (int round = 0; round < rounds; ++round) {
    const auto token = token_known_to_all();
    const auto [deleted, regenerated] =
        at_once([&] { return op[0].remove(path_of(token)); },
                [&] { return op[1].post(path_of(token) + "/regenerate", ""); });
    ASSERT_EQ(deleted.status, 204U) << deleted.body;
    EXPECT_THAT(regenerated.status, AnyOf(Eq(200U), Eq(404U), Eq(409U))) << regenerated.body;
    expect_active(token.text("/secret"), false, deleted, regenerated);
    if (regenerated.status != 200) continue;
    expect_active(regenerated.json().text("/secret"), false, deleted, regenerated);
  }
}

TEST_F(NodesRaces, OfACallerAndItsOwnRevocationMakeNoTokenThatLives) {
  for (int round = 0; round < rounds; ++round) {
    const auto owner = "owner-" + std::to_string(round);
    const auto made =
        op[0].post("/v1/tokens", R"({"name":"caller","owner":")" + owner + R"(","scopes":["*"]})");
    ASSERT_EQ(made.status, 201U) << made.body;
    ASSERT_EQ(op[1].get("/v1/self", behind(made)).status, 200U);
    auto caller = ledger->as(1, made.json().text("/secret"));
    const auto [revoked, created] =
        at_once([&] { return op[0].post("/v1/owners/" + owner + "/revoke-tokens", ""); },
                [&] { return caller.post("/v1/tokens", R"({"name":"child","scopes":["r"]})"); });
    ASSERT_EQ(revoked.status, 200U) << revoked.body;
    EXPECT_THAT(created.status, AnyOf(Eq(201U), Eq(401U))) << created.body;
    if (created.status != 201) continue;
    expect_active(created.json().text("/secret"), false, revoked, created);
  }
}

/// How many living tokens of that owner a node lists.
std::size_t listed(support::ApiClient& node, const std::string& owner, const Headers& headers) {
  return node.get("/v1/tokens?owner=" + owner, headers).json().size("/tokens");
}

TEST_F(NodesRaces, OfOneKeyMakeOneThing) {
  for (int round = 0; round < rounds; ++round) {
    const auto owner = "owner-" + std::to_string(round);
    const Headers key{{"Idempotency-Key", "create-" + std::to_string(round)}};
    const auto [a, b] =
        at_once([&] { return create(0, owner, key); }, [&] { return create(1, owner, key); });
    // One made it and shows the secret; the other may know only that it was made.
    std::size_t shown = 0;
    for (const auto* answer : {&a, &b}) {
      ASSERT_THAT(answer->status, AnyOf(Eq(201U), Eq(409U))) << answer->body;
      if (answer->status == 409) {
        EXPECT_EQ(answer->problem(), "secret-already-shown") << answer->body;
      }
      shown += answer->status == 201 ? 1U : 0U;
    }
    EXPECT_EQ(shown, 1U);
    const auto& made = a.status == 201 ? a : b;
    const auto& told = a.status == 201 ? b : a;
    EXPECT_EQ(told.json().text("/token"), made.json().text("/id"));
    for (auto& node : op) EXPECT_EQ(listed(node, owner, behind(made)), 1U);
    expect_active(made.json().text("/secret"), true, a, b);
  }
}

TEST_F(NodesRaces, OfAKeySentAgainToEveryOtherNodeMakeNothingTwice) {
  const Headers key{{"Idempotency-Key", "create"}};
  const auto created = create(0, "bob", key);
  ASSERT_EQ(created.status, 201U) << created.body;
  const auto path = path_of(created.json());
  for (std::size_t i = 0; i < op.size(); ++i) {
    ASSERT_EQ(op[i].get(path, behind(created)).status, 200U);
    const auto again = create(i, "bob", key);
    EXPECT_EQ(again.status, i == 0 ? 201U : 409U) << again.body;
    if (i > 0) {
      EXPECT_EQ(again.problem(), "secret-already-shown");
    }
    EXPECT_EQ(again.json().text(i == 0 ? "/id" : "/token"), created.json().text("/id"));
  }
  const Headers update_key{{"Idempotency-Key", "update"}};
  const Headers delete_key{{"Idempotency-Key", "delete"}};
  for (std::size_t i = 0; i < op.size(); ++i) {
    const auto updated = op[i].call("PATCH", path, R"({"name":"y"})", update_key);
    EXPECT_EQ(updated.status, 200U) << updated.body;
    EXPECT_EQ(updated.json().number("/revision"), 2U);
  }
  for (std::size_t i = 0; i < op.size(); ++i) {
    EXPECT_EQ(op[i].remove(path, delete_key).status, 204U);
  }
  const auto records = op[2].get(path + "/events", behind(created)).json();
  EXPECT_EQ(records.size("/events"), 3U);
}

TEST_F(NodesRaces, ATokenThatLostItsNewSecretIsToldByEveryOtherNodeHowToRecover) {
  const auto caller = op[0].create(R"({"name":"x","owner":"carol","scopes":["*"]})");
  const auto path = path_of(caller) + "/regenerate";
  const auto old = caller.text("/secret");
  const Headers key{{"Idempotency-Key", "self"}};
  const auto first = ledger->as(0, old).post(path, "", key);
  ASSERT_EQ(first.status, 200U) << first.body;
  for (std::size_t i = 0; i < op.size(); ++i) {
    ASSERT_EQ(op[i].get(path_of(caller), behind(first)).status, 200U);
    const auto again = ledger->as(i, old).post(path, "", key);
    EXPECT_EQ(again.status, i == 0 ? 200U : 409U) << again.body;
    if (i == 0) {
      EXPECT_EQ(again.json().text("/secret"), first.json().text("/secret"));
    } else {
      EXPECT_EQ(again.problem(), "secret-already-shown");
    }
    EXPECT_EQ(ledger->as(i, old).post(path, "{}", key).status, 401U);
    EXPECT_EQ(ledger->as(i, old).get("/v1/self").status, 401U);
  }
}

}  // namespace
}  // namespace ledger::e2e
