// The caches under docs/examples on a real broker: they let go of a digest when it dies, whatever
// stands in the topic besides and whatever a node that was paused says, and end as the ledger is.

#include <algorithm>
#include <cstdio>

#include "tests/topic/cache_under_test.hpp"

namespace ledger::topic {
namespace {

using std::chrono::milliseconds;

TEST_P(Caches, LetGoOfADigestWhenItDies) {
  open(example(GetParam()));
  const auto token = create();
  EXPECT_FALSE(cache->judge(token.secret).by_itself);
  keep(token.secret);
  remove(token);
  cache->wait_seen(token.id);
  const auto said = cache->judge(token.secret);
  EXPECT_EQ(said.active, false);
  EXPECT_FALSE(said.by_itself);
}

TEST_P(Caches, KeepTheTokensOfOthersAndOfOtherOwners) {
  open(example(GetParam()));
  const auto kept = create("alice");
  const auto gone = create("alice");
  const auto others = create("bob");
  const auto suspended = create("bob.b");
  for (const auto& token : {kept, gone, others, suspended}) keep(token.secret);
  remove(gone);
  cache->wait_seen(gone.id);
  change(1, "POST", "/v1/owners/bob.b/suspend");
  cache->wait_seen("bob.b");
  EXPECT_TRUE(cache->judge(kept.secret).by_itself);
  EXPECT_TRUE(cache->judge(others.secret).by_itself);
  EXPECT_EQ(cache->judge(suspended.secret).active, false);
}

class PausedNode : public Caches {
 protected:
  /// A token is asked about while node 0, which is to answer, is paused; it is deleted at node 1,
  /// and the cache hears of it; then node 0 goes on, and says what it knew. How often the cache
  /// holds that for true.
  int stale(int rounds) {
    int count = 0;
    for (int round = 0; round < rounds; ++round) {
      const auto token = create();
      ledger->pause(0);
      cache->ask(token.secret);
      remove(token);
      cache->wait_seen(token.id);
      ledger->resume(0);
      static_cast<void>(cache->hear());
      if (cache->judge(token.secret).by_itself) ++count;
    }
    return count;
  }
};

TEST_P(PausedNode, SaysNothingThatACacheTakesForTrueAgainstTheTopic) {
  open(example(GetParam()));
  EXPECT_EQ(stale(10), 0);
}

TEST_P(PausedNode, LeavesADeadTokenInACacheThatDoesNotCompareThePosition) {
  open(broken_example(GetParam()));
  EXPECT_GT(stale(10), 0);
}

TEST_P(Caches, AskANodeWhereNoneIsHeardOf) {
  open(example(GetParam()));
  const auto token = create();
  keep(token.secret);
  ledger->kill(0);
  ledger->kill(1);
  const auto killed = std::chrono::steady_clock::now();
  // Two intervals and a second later at the latest: then only a node could say.
  ASSERT_TRUE(support::comes_true([&] { return !cache->judge(token.secret).active; }));
  EXPECT_GT(std::chrono::steady_clock::now() - killed, milliseconds(500));
}

/// Records that mean nothing, or nothing more: copies of what stands there, losers, foreign ones.
void put_mischief(const std::string& topic, const std::string& living) {
  support::KafkaClient kafka(support::shared_kafka_bootstrap());
  const auto count = static_cast<std::size_t>(kafka.end_of(topic));
  for (const auto& value : kafka.read(topic, count)) {
    if (value.find("barrier") != value.npos && value.find("/1\"") == value.npos) continue;
    EXPECT_TRUE(kafka.append(topic, value));
    if (value.find("token.deleted") == value.npos) continue;
    // It loses: nothing stands at that revision.
    auto loser = value;
    const auto subject = loser.find("tok_", loser.find("\"subject\":\""));
    loser.replace(subject, living.size(), living);
    loser.replace(loser.find("cmd_") + 4, 4, "ffff");
    loser.replace(loser.find("\"revision\":") + 11, 1, "9");
    EXPECT_TRUE(kafka.append(topic, loser));
    auto foreign = value;
    foreign.replace(foreign.find("urn:tokenledger:") + 16, 4, "ffff");
    EXPECT_TRUE(kafka.append(topic, foreign));
  }
  for (const auto* junk : {"", "{}", "[]", "junk", R"({"type":7})"}) {
    EXPECT_TRUE(kafka.append(topic, junk));
  }
}

TEST_P(Caches, EndAsTheLedgerIs) {
  open(example(GetParam()));
  std::vector<Token> tokens;
  for (int i = 0; i < 24; ++i) tokens.push_back(create("owner-" + std::to_string(i % 4)));
  std::vector<std::string> secrets;
  for (const auto& token : tokens) secrets.push_back(token.secret);
  for (const auto& secret : secrets) EXPECT_EQ(cache->judge(secret).active, true);
  const auto brief = create("owner-3", R"(,"expires_in":2)");
  static_cast<void>(cache->judge(brief.secret));
  secrets.push_back(brief.secret);
  ledger->pause(1);
  for (std::size_t i = 0; i < 6; ++i) remove(tokens[i], 0);
  ledger->resume(1);
  for (std::size_t i = 6; i < 12; ++i) {
    const auto* body = i % 2 == 0 ? R"({"overlap":3600})" : "{}";
    const auto renewed = change(1, "POST", "/v1/tokens/" + tokens[i].id + "/regenerate", body);
    secrets.push_back(renewed.json().text("/secret"));
  }
  put_mischief(ledger->topic(), tokens[20].id);
  change(0, "POST", "/v1/owners/owner-0/suspend");
  change(1, "POST", "/v1/owners/owner-1/revoke-tokens");
  change(0, "POST", "/v1/owners/owner-2/suspend");
  change(1, "POST", "/v1/owners/owner-2/resume");
  const auto end = create();
  remove(end);
  cache->wait_seen(end.id);
  const support::Headers behind{{"Ledger-Min-Position", std::to_string(last)}};
  EXPECT_EQ(op[0].get("/v1/self", behind).status, 200U);
  const auto truth = [&](const std::string& secret) {
    return op[1].post("/v1/verify", R"({"token":")" + secret + R"("})", behind).json();
  };
  ASSERT_TRUE(support::comes_true([&] { return !truth(brief.secret).boolean("/active"); }));
  // Asked twice: what it keeps from the first time is as true.
  for (int time = 0; time < 2; ++time) {
    for (const auto& secret : secrets) {
      EXPECT_EQ(cache->judge(secret).active, truth(secret).boolean("/active"));
    }
  }
}

using Clock = std::chrono::steady_clock;

void print(const std::string& what, std::vector<Clock::duration> times) {
  std::ranges::sort(times);
  const auto ms = [](auto time) { return std::chrono::duration<double, std::milli>(time).count(); };
  std::printf("%s, in ms: p50 %.2f, p99 %.2f, most %.2f, of %zu\n", what.c_str(),
              ms(times[times.size() / 2]), ms(times[times.size() * 99 / 100]), ms(times.back()),
              times.size());
}

TEST_P(Caches, HearOfARevocationSoonAfterItIsAcknowledged) {
  open(example(GetParam()));
  std::vector<Token> tokens;
  for (int i = 0; i < 300; ++i) tokens.push_back(create());
  std::vector<Clock::duration> since_asked;
  std::vector<Clock::duration> since_told;
  for (const auto& token : tokens) {
    const auto asked = Clock::now();
    EXPECT_EQ(op[0].remove("/v1/tokens/" + token.id).status, 204U);
    const auto told = Clock::now();
    cache->wait_seen(token.id);
    const auto seen = Clock::now();
    since_asked.push_back(seen - asked);
    since_told.push_back(seen - told);
  }
  print(GetParam() + ": from a delete's request until the consumer says that it saw it",
        since_asked);
  print(GetParam() + ": the same from the delete's answer on", since_told);
}

constexpr auto name_of = [](const auto& test) { return test.param; };
INSTANTIATE_TEST_SUITE_P(Kafka, Caches, testing::Values("Cpp", "Node"), name_of);
INSTANTIATE_TEST_SUITE_P(Kafka, PausedNode, testing::Values("Cpp", "Node"), name_of);

}  // namespace
}  // namespace ledger::topic
