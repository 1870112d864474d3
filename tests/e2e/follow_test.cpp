// A verifier beside the service: it answers what its node would, takes no commands, outlives its
// node for as long as its bound allows and no longer, and never answers from an older view.

#include <thread>

#include "tests/e2e/follow_fixture.hpp"
#include "tests/support/client_program.hpp"
#include "tests/support/http_client.hpp"

namespace ledger::e2e {
namespace {

using Clock = std::chrono::steady_clock;
using testing::AnyOf;
using testing::Eq;
using testing::HasSubstr;
using testing::Not;

std::string door_question(const std::string& secret) {
  return "GET /auth/request HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + secret +
         "\r\n\r\n";
}

TEST_F(Follow, AnswersWhatItsNodeWould) {
  const auto before = create().text("/secret");
  follow({node_url()});
  EXPECT_TRUE(knows(before)) << "what was there before";
  const auto created =
      as_operator().post("/v1/tokens", R"({"name":"x","owner":"alice","scopes":["repo:read"]})");
  const auto secret = created.json().text("/secret");
  const auto found = verify(secret, behind(created));
  ASSERT_EQ(found.status, 200U) << found.body;
  EXPECT_TRUE(found.json().boolean("/active"));
  EXPECT_EQ(found.json().text("/owner"), "alice");
  EXPECT_LE(found.json().number("/view_age_ms"), 3000U);
  EXPECT_EQ(found.field("Ledger-Epoch"), created.field("Ledger-Epoch"));
  EXPECT_EQ(ApiClient(follower_port, "").gateway(secret, "?scope=repo:write"), 403U);
  const auto batch = at_follower(verifier).post(
      "/v1/verify/batch",
      R"({"tokens":[{"token":")" + secret + R"("},{"token":")" + before + R"("},{"token":"x"}]})");
  ASSERT_EQ(batch.status, 200U);
  EXPECT_TRUE(batch.json().boolean("/results/0/active"));
  EXPECT_TRUE(batch.json().boolean("/results/1/active"));
  EXPECT_FALSE(batch.json().boolean("/results/2/active"));
  const auto deleted = as_operator().remove("/v1/tokens/" + created.json().text("/id"));
  EXPECT_FALSE(verify(secret, behind(deleted)).json().boolean("/active"));
  EXPECT_EQ(ApiClient(follower_port, "").gateway(secret), 401U);
  const auto history = at_follower(as_operator().secret())
                           .get("/v1/tokens/" + created.json().text("/id") + "/events");
  EXPECT_EQ(history.json().size("/events"), 2U);
}

TEST_F(Follow, RefusesADeadTokenSoonAfterItsDeletionIsAcknowledged) {
  follow({node_url()});
  for (int round = 0; round < 20; ++round) {
    const auto token = create();
    const auto secret = token.text("/secret");
    ASSERT_TRUE(knows(secret));
    ASSERT_EQ(as_operator().remove("/v1/tokens/" + token.text("/id")).status, 204U);
    const auto acknowledged = Clock::now();
    ASSERT_TRUE(
        support::comes_true([&] { return ApiClient(follower_port, "").gateway(secret) == 401; }));
    EXPECT_LT(Clock::now() - acknowledged, follower_bound);
  }
}

TEST_F(Follow, TakesNoCommandsAndSaysWhereToSendThem) {
  const auto token = create();
  follow({node_url()});
  ASSERT_TRUE(knows(token.text("/secret")));
  auto op = at_follower(as_operator().secret());
  const auto before = as_operator().get("/v1/self").field("Ledger-Position");
  const auto at = "/v1/tokens/" + token.text("/id");
  const std::pair<const char*, std::pair<std::string, std::string>> commands[] = {
      {"POST", {"/v1/tokens", R"({"name":"x","owner":"alice"})"}},
      {"PATCH", {at, R"({"name":"y"})"}},
      {"POST", {at + "/regenerate", "{}"}},
      {"DELETE", {at, ""}},
      {"DELETE", {"/v1/self", ""}},
      {"POST", {"/v1/owners/alice/suspend", ""}},
      {"POST", {"/v1/owners/alice/revoke-tokens", ""}},
  };
  for (const auto& [method, command] : commands) {
    const auto refused = op.call(method, command.first, command.second);
    EXPECT_EQ(refused.status, 421U) << method << command.first << refused.body;
    EXPECT_EQ(refused.problem(), "commands-elsewhere");
    EXPECT_EQ(refused.json().text("/server"), node_url());
    EXPECT_THAT(refused.json().text("/detail"), HasSubstr(node_url()));
  }
  EXPECT_EQ(as_operator().get("/v1/self").field("Ledger-Position"), before);
  EXPECT_EQ(op.get(at).status, 200U) << "reads are answered";
}

TEST_F(Follow, OutlivesItsNodeForItsBoundAndNoLongerAndSaysSo) {
  const auto secret = create().text("/secret");
  follow({node_url()});
  ASSERT_TRUE(knows(secret));
  node->signal(SIGKILL);
  node->wait();
  const auto killed = Clock::now();
  int served = 0;
  for (;;) {
    const auto asked = Clock::now();
    const auto answer = verify(secret);
    if (answer.status == 503) break;
    ASSERT_EQ(answer.status, 200U);
    // It was complete when the node died, at the latest.
    EXPECT_GE(answer.json().number("/view_age_ms") + 1,
              static_cast<std::uint64_t>((asked - killed) / milliseconds(1)))
        << "an age that is not proved";
    EXPECT_LE(answer.json().number("/view_age_ms"), 3000U);
    ++served;
    ASSERT_LT(Clock::now() - killed, follower_bound + milliseconds(2000));
    std::this_thread::sleep_for(milliseconds(20));
  }
  EXPECT_GT(served, 20) << "it outlives its node";
  EXPECT_EQ(verify(secret).problem(), "view-too-old");
  EXPECT_EQ(ApiClient(follower_port, "").gateway(secret), 503U);
  EXPECT_EQ(ready(), 503U);
  EXPECT_THAT(follower->err(), HasSubstr("a node cannot be followed"));
  EXPECT_THAT(follower->err(), HasSubstr(node_url()));
  start_node();
  ASSERT_TRUE(support::comes_true([&] { return ready() == 200; })) << follower->err();
  EXPECT_EQ(verify(secret).status, 200U);
  const auto deleted = as_operator().post("/v1/owners/alice/revoke-tokens", "");
  EXPECT_FALSE(verify(secret, behind(deleted)).json().boolean("/active"));
}

TEST_F(Follow, OfANodeThatIsFrozenFailsClosedAndComesBack) {
  const auto secret = create().text("/secret");
  follow({node_url()});
  ASSERT_TRUE(knows(secret));
  support::stop_child(node->pid());
  const auto frozen = Clock::now();
  ASSERT_TRUE(support::comes_true([&] { return verify(secret).status == 503; }));
  EXPECT_LT(Clock::now() - frozen, follower_bound + milliseconds(2000));
  EXPECT_EQ(ApiClient(follower_port, "").gateway(secret), 503U);
  node->signal(SIGCONT);
  ASSERT_TRUE(support::comes_true([&] { return ready() == 200; })) << follower->err();
  EXPECT_TRUE(verify(secret).json().boolean("/active"));
}

/// What is asked of a follower that was paused is answered by what it knows when it goes on: never
/// by a view that is past its bound.
TEST_F(Follow, ThatWasPausedAcrossARevocationNeverCallsTheDeadTokenGood) {
  follow({node_url()});
  for (int round = 0; round < 2; ++round) {
    const auto token = create();
    const auto secret = token.text("/secret");
    ASSERT_TRUE(knows(secret));
    support::HttpClient known(follower_port);
    ASSERT_TRUE(known.ask(door_question(secret)));
    support::stop_child(follower->pid());
    ASSERT_EQ(as_operator().remove("/v1/tokens/" + token.text("/id")).status, 204U);
    support::HttpClient fresh(follower_port);
    ASSERT_TRUE(known.send(door_question(secret)));
    ASSERT_TRUE(fresh.send(door_question(secret)));
    std::this_thread::sleep_for(follower_bound + milliseconds(1));
    follower->signal(SIGCONT);
    for (auto* client : {&known, &fresh}) {
      const auto answer = client->receive();
      ASSERT_TRUE(answer);
      EXPECT_THAT(answer->status, AnyOf(Eq(401U), Eq(503U)));
    }
    ASSERT_TRUE(support::comes_true([&] { return ready() == 200; }));
  }
}

TEST_F(Follow, GoesOnWithAnotherNodeWhereOneIsGone) {
  const support::HeldPort nobody;
  const auto secret = create().text("/secret");
  follow({url(nobody.number()), node_url()});
  EXPECT_TRUE(knows(secret));
  EXPECT_THAT(follower->err(), HasSubstr(url(nobody.number())));
  const auto refused = at_follower(as_operator().secret()).post("/v1/tokens", R"({"name":"x"})");
  EXPECT_EQ(refused.problem(), "commands-elsewhere");
}

TEST_F(Follow, KeepsWhatItHasAcrossARestart) {
  for (int i = 0; i < 50; ++i) std::ignore = create();
  follow({node_url()});
  follower->signal(SIGKILL);
  follower->wait();
  const auto later = create().text("/secret");
  follow({node_url()});
  EXPECT_TRUE(knows(later));
  follower->signal(SIGTERM);
  EXPECT_EQ(follower->wait(), 0) << follower->err();
  // Another ledger at the same address.
  node->signal(SIGTERM);
  node->wait();
  std::filesystem::remove_all(directory.path() / "node");
  std::string token;
  std::getline(std::ifstream(token_file()) >> std::ws, token);
  start_node();
  const auto other =
      as_operator().create(R"({"name":"f","owner":"follower","scopes":["ledger:audit"]})");
  std::ofstream(token_file()) << other.text("/secret") << '\n';
  const auto ended = support::run_piped(TOKENLEDGER_PROGRAM, follow_arguments({node_url()}), {});
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.err, HasSubstr("the read model is of ledger"));
  EXPECT_THAT(ended.err, Not(HasSubstr(token)));
}

TEST_F(Follow, SaysOnItsCommandLineWhatItNeeds) {
  const auto fails = [&](std::vector<std::string> words, const std::string& text) {
    const auto ended = support::run_piped(TOKENLEDGER_PROGRAM, words, {});
    EXPECT_NE(ended.code, 0) << text;
    EXPECT_THAT(ended.err, HasSubstr(text));
  };
  fails({"follow", "--token-file", token_file()}, "--from is required");
  fails({"follow", "--from", node_url()}, "No token is named: use --token-file");
  fails({"follow", "--from", "node:8080", "--token-file", token_file()}, "--from is where");
  fails({"follow", "--from", node_url(), "--token-file", "/nowhere"}, "/nowhere");
  fails({"follow", "--from", node_url(), "--from", node_url() + "/", "--token-file", token_file()},
        "twice");
  std::vector<std::string> many{"follow", "--token-file", token_file()};
  for (int i = 1; i <= 17; ++i) many.insert(many.end(), {"--from", url(static_cast<uint16_t>(i))});
  fails(many, "at most 16");
  auto words = follow_arguments({node_url()});
  std::ofstream(config()) << "[view]\nage_max_ms = 2999\n";
  fails(words, "at least 3000");
  std::ofstream(config()) << "[kafka]\nbrokers = [\"127.0.0.1:1\"]\n";
  fails(words, "leave [kafka] out");
  std::ofstream(config()) << "";
  words[2] = directory.path() / "node";
  fails(words, "holds a ledger of its own");
}

}  // namespace
}  // namespace ledger::e2e
