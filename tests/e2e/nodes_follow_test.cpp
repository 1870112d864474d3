// A follower of several nodes on Kafka: the log that each of them tells is the topic, and where one
// dies or freezes the other is read from, without a record missed.

#include <fstream>
#include <sstream>

#include "tests/e2e/nodes_fixture.hpp"

namespace ledger::e2e {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using testing::HasSubstr;

constexpr const char* short_bound = "[view]\nage_max_ms = 3000\nbarrier_interval_ms = 300\n";

class NodesFollow : public Nodes {
 protected:
  std::string url(std::size_t i) const {
    return "http://127.0.0.1:" + std::to_string(ledger->port(i));
  }
  void follow(const std::vector<std::string>& nodes) {
    const auto token = op[0].create(R"({"name":"f","owner":"f","scopes":["ledger:audit"]})");
    const auto token_file = (directory.path() / "token").string();
    const auto config = (directory.path() / "config").string();
    std::ofstream(token_file) << token.text("/secret") << '\n';
    std::ofstream(config) << "[view]\nage_max_ms = 3000\n";
    std::vector<std::string> words{"follow",   "--data",       directory.path() / "data",
                                   "--listen", "127.0.0.1:0",  "--threads",
                                   "2",        "--token-file", token_file,
                                   "--config", config};
    for (const auto& node : nodes) words.insert(words.end(), {"--from", node});
    follower.emplace(support::tokenledger_program(), words);
    const auto found = follower->port();
    ASSERT_TRUE(found) << follower->err();
    port = *found;
  }
  ApiAnswer verify_there(const std::string& secret, const Headers& headers = {}) {
    return ApiClient(port, ledger->secret())
        .post("/v1/verify", R"({"token":")" + secret + R"("})", headers);
  }
  /// What is done at node i holds at the follower for who names its position.
  void expect_what_is_done_at(std::size_t i) {
    ApiAnswer created;
    ASSERT_TRUE(comes_true([&] { return (created = create(i)).status == 201; })) << created.body;
    const auto secret = created.json().text("/secret");
    ApiAnswer found;
    ASSERT_TRUE(comes_true([&] {
      return (found = verify_there(secret, behind(created))).status == 200;
    })) << found.body
        << follower->err();
    EXPECT_TRUE(found.json().boolean("/active"));
    ApiAnswer deleted;
    ASSERT_TRUE(comes_true([&] {
      deleted = op[i].remove(path_of(created.json()));
      return deleted.status == 204;
    }));
    ASSERT_TRUE(
        comes_true([&] { return (found = verify_there(secret, behind(deleted))).status == 200; }));
    EXPECT_FALSE(found.json().boolean("/active"));
  }

  support::FreshDirectory directory;
  std::optional<support::Program> follower;
  std::uint16_t port = 0;
};

TEST_F(NodesFollow, EachNodeTellsTheTopicAsItStands) {
  open(2, short_bound);
  for (std::size_t i = 0; i < 20; ++i) ASSERT_EQ(create(i % 2).status, 201U);
  const auto [first, second] = at_once([&] { return create(0); }, [&] { return create(1); });
  const auto through = std::max(std::stoull(first.field("Ledger-Position")),
                                std::stoull(second.field("Ledger-Position")));
  std::string topic;
  std::istringstream printed(ledger->run({"log"}).out);
  for (std::uint64_t at = 0; at <= through; ++at) {
    std::string line;
    std::getline(printed, line);
    topic += line + '\n';
  }
  EXPECT_THAT(topic, HasSubstr("tokenledger.ledger.barrier.v1"));
  const Headers known{{"Ledger-Min-Position", std::to_string(through)}};
  for (std::size_t i = 0; i < 2; ++i) {
    std::string told;
    std::string after;
    for (std::uint64_t next = 0; next <= through;) {
      const auto page = op[i].get("/v1/log?limit=7" + after, known);
      ASSERT_EQ(page.status, 200U) << page.body;
      std::istringstream lines(page.body);
      for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(R"({"position":)") && next <= through) {
          told += line + '\n';
          ++next;
        } else if (line.starts_with(R"({"last_position":)")) {
          const support::Json end(line);
          after = "&after=" + std::to_string(end.number("/last_position"));
        }
      }
    }
    EXPECT_EQ(told, topic) << i;
  }
}

TEST_F(NodesFollow, GoesOnWithTheOtherNodeWhereOneFreezesOrDies) {
  open(2, short_bound);
  follow({url(0), url(1)});
  expect_what_is_done_at(0);
  expect_what_is_done_at(1);
  ledger->pause(0);
  expect_what_is_done_at(1);
  EXPECT_THAT(follower->err(), HasSubstr("it does not answer"));
  ledger->resume(0);
  ledger->wait_ready(0);
  ledger->kill(1);
  expect_what_is_done_at(0);
  ledger->start(1);
  ledger->wait_ready(1);
  op[1] = ledger->as_operator(1);
  expect_what_is_done_at(1);
  const auto refused =
      ApiClient(port, ledger->secret()).post("/v1/tokens", R"({"name":"x","owner":"alice"})");
  EXPECT_EQ(refused.problem(), "commands-elsewhere");
  EXPECT_EQ(refused.json().text("/server"), url(0));
}

TEST_F(NodesFollow, AReceiptIsOfAllNodesAndOfTheirFollowers) {
  open(2, short_bound);
  follow({url(1)});
  const auto remove = [&](const ApiAnswer& token) {
    return op[0].remove(path_of(token.json()) + "?wait=followers");
  };
  // Once node 0 has heard of both.
  ASSERT_TRUE(comes_true([&] { return remove(create(0)).field("Ledger-Applied-By") == "3"; }));
  for (int round = 0; round < 5; ++round) {
    ApiAnswer created;
    ASSERT_TRUE(comes_true([&] { return (created = create(0)).status == 201; })) << created.body;
    const auto secret = created.json().text("/secret");
    ASSERT_TRUE(comes_true([&] { return ApiClient(port, "").gateway(secret) == 200; }))
        << verify_there(secret).body << ApiClient(port, "").get("/readyz").body << follower->err();
    ASSERT_TRUE(comes_true([&] { return ledger->as(1, "").gateway(secret) == 200; }));
    const auto deleted = remove(created);
    if (deleted.field("Ledger-Applied-By") != "3") continue;  // the machine is slow: so it says
    EXPECT_NE(ApiClient(port, "").gateway(secret), 200U);
    EXPECT_NE(ledger->as(1, "").gateway(secret), 200U);
    EXPECT_EQ(deleted.field("Ledger-Not-Applied-By"), "");
  }
  ledger->pause(1);
  const auto deleted = remove(create(0));
  EXPECT_EQ(deleted.status, 204U) << deleted.body;
  EXPECT_EQ(deleted.field("Ledger-Applied-By"), "1");
  EXPECT_THAT(deleted.field("Ledger-Not-Applied-By"), HasSubstr("followers of "));
  ledger->resume(1);
}

/// Both nodes gone: no longer than the bound, and never a dead token called good.
TEST_F(NodesFollow, OfNoNodeFailsClosed) {
  open(2, short_bound);
  follow({url(0), url(1)});
  const auto created = create(0);
  const auto secret = created.json().text("/secret");
  ASSERT_TRUE(comes_true([&] { return verify_there(secret).status == 200; }));
  ledger->pause(0);
  ledger->pause(1);
  const auto gone = Clock::now();
  ASSERT_TRUE(comes_true([&] { return verify_there(secret).status == 503; }));
  EXPECT_LT(Clock::now() - gone, milliseconds(3000 + 2000));
  ledger->resume(1);
  ledger->wait_ready(1);
  expect_what_is_done_at(1);
  ledger->resume(0);
}

}  // namespace
}  // namespace ledger::e2e
