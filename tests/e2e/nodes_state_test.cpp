// The nodes' states: equal at equal positions, also of a node that comes late or was killed; and
// where one says that its state differs, the others raise the alarm and go on.

#include <csignal>
#include <map>
#include <set>
#include <sstream>

#include "events/log/barrier.hpp"
#include "projections/token_view.hpp"
#include "tests/e2e/nodes_fixture.hpp"
#include "tests/support/kafka_client.hpp"

namespace ledger::e2e {
namespace {

using support::Json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* compared = "tokenledger_state_digests_compared_total";
constexpr const char* mismatches = "tokenledger_state_digest_mismatches_total";
constexpr const char* quick_barriers = "[view]\nbarrier_interval_ms = 100\n";

class NodesState : public Nodes {
 protected:
  /// Something of everything, at all nodes; the last answer.
  ApiAnswer work(std::size_t tokens) {
    ApiAnswer last;
    for (std::size_t i = 0; i < tokens; ++i) {
      const auto node = i % op.size();
      const auto created = create(node, "owner-" + std::to_string(i % 7));
      EXPECT_EQ(created.status, 201U) << created.body;
      const auto path = path_of(created.json());
      switch (i % 4) {
        case 0:
          last = op[node].call("PATCH", path, R"({"name":"y"})");
          break;
        case 1:
          last = op[node].post(path + "/regenerate", R"({"overlap":60})");
          break;
        case 2:
          last = op[node].remove(path);
          break;
        default:
          last = op[node].post("/v1/owners/owner-" + std::to_string(i % 7) + "/revoke-tokens", "");
      }
      EXPECT_LT(last.status, 300U) << last.body;
    }
    return last;
  }
  void expect_compared(double more) {
    for (std::size_t i = 0; i < op.size(); ++i) {
      const auto before = ledger->metric(i, compared);
      EXPECT_TRUE(comes_true([&] { return ledger->metric(i, compared) >= before + more; }));
      EXPECT_EQ(ledger->metric(i, mismatches), 0) << "at node " << i;
    }
  }
  void expect_alarm(std::size_t i) {
    ASSERT_TRUE(comes_true([&] { return ledger->metric(i, mismatches) > 0; })) << "at node " << i;
    EXPECT_EQ(ledger->metric(i, mismatches), 1);
    const auto said = ledger->program(i).err();
    EXPECT_THAT(said, HasSubstr("another node's state differs"));
    EXPECT_THAT(said, HasSubstr(R"("node_name":"liar")"));
  }
  /// Stops all; what each has on its disk.
  std::set<std::string> digests_on_disk() {
    std::set<std::string> digests;
    for (std::size_t i = 0; i < ledger->size(); ++i) {
      EXPECT_EQ(ledger->stop(i), 0) << ledger->program(i).err();
      const projections::TokenView view(ledger->data(i) / "view", {});
      digests.insert(view.checkpoint().state_digest + view.checkpoint().memory_digest);
    }
    return digests;
  }
  /// Lines of the log, from the start or behind a position.
  std::vector<Json> records() {
    std::vector<Json> all;
    std::istringstream lines(ledger->run({"log"}).out);
    for (std::string line; std::getline(lines, line);) all.emplace_back(line);
    return all;
  }

  std::string ledger_id() {
    const auto source = records().front().text("/event/source");
    return source.substr(source.rfind(':') + 1);
  }
};

TEST_F(NodesState, IsEqualAtEqualPositions) {
  open(3, quick_barriers);
  const auto last = work(60);
  expect_compared(5);
  for (auto& node : op) ASSERT_EQ(node.get("/v1/self", behind(last)).status, 200U);
  // What the nodes themselves say in the topic.
  std::map<std::uint64_t, std::set<std::string>> said;
  std::set<std::string> who;
  for (const auto& record : records()) {
    if (!record.has("/event/data/compared_at")) continue;
    const auto at = record.number("/event/data/compared_at");
    said[at].insert(record.text("/event/data/state_digest") +
                    record.text("/event/data/memory_digest"));
    who.insert(record.text("/event/data/node"));
  }
  std::set<std::string> all;
  for (const auto& [at, digests] : said) {
    EXPECT_EQ(digests.size(), 1U) << "at " << at;
    all.insert(digests.begin(), digests.end());
  }
  EXPECT_EQ(who.size(), 3U);
  EXPECT_GT(all.size(), 1U);
  EXPECT_EQ(digests_on_disk().size(), 1U);
}

TEST_F(NodesState, OfALateOneAndOfAKilledOneIsThatOfTheOthers) {
  open(2, quick_barriers);
  const auto token = create(0);
  ASSERT_EQ(token.status, 201U);
  work(100);
  // Late: folds everything, says how far it is, and serves.
  const auto late = ledger->add();
  ledger->wait_ready(late);
  op.push_back(ledger->as_operator(late));
  EXPECT_THAT(ledger->program(late).err(), HasSubstr(R"("message":"catching up")"));
  EXPECT_TRUE(verify(late, token.json().text("/secret")).json().boolean("/active"));
  ASSERT_EQ(create(late).status, 201U);
  // Killed, and back from where it was: of the records before it folds none again.
  const auto before = ledger->metric(late, "tokenledger_applied_position");
  ledger->kill(late);
  const auto missed = create(0);
  ledger->start(late);
  ledger->wait_ready(late);
  op[late] = ledger->as_operator(late);
  EXPECT_TRUE(
      verify(late, missed.json().text("/secret"), behind(missed)).json().boolean("/active"));
  EXPECT_LT(ledger->metric(late, "tokenledger_records_applied_total"), before / 2);
  expect_compared(5);
  const auto last = work(3);
  for (auto& node : op) ASSERT_EQ(node.get("/v1/self", behind(last)).status, 200U);
  EXPECT_EQ(digests_on_disk().size(), 1U);
}

TEST_F(NodesState, ThatIsSaidToDifferRaisesAnAlarmAtEveryNodeAndTheyGoOn) {
  open(2, quick_barriers);
  work(4);
  expect_compared(1);
  std::uint64_t at = 0;
  std::string digest;
  std::string memory;
  for (const auto& record : records()) {
    if (!record.has("/event/data/compared_at")) continue;
    at = record.number("/event/data/compared_at");
    digest = record.text("/event/data/state_digest");
    memory = record.text("/event/data/memory_digest");
  }
  support::KafkaClient client(support::shared_kafka_bootstrap());
  const auto inject = [&](const std::string& stated) {
    const log::Barrier barrier{std::string(32, 'b'), 1, token::Timestamp{}, "liar",
                               log::Barrier::Compared{token::Position(at), stated, memory}};
    ASSERT_TRUE(client.append(ledger->topic(), log::encode_barrier(barrier, ledger_id())));
  };
  inject(digest);  // the truth
  expect_compared(1);
  for (std::size_t i = 0; i < op.size(); ++i) {
    EXPECT_THAT(ledger->program(i).err(), Not(HasSubstr("differs")));
  }
  digest[0] = digest[0] == '0' ? '1' : '0';
  inject(digest);
  for (std::size_t i = 0; i < op.size(); ++i) {
    expect_alarm(i);
    EXPECT_EQ(op[i].get("/readyz").status, 200U);
    const auto created = create(i);
    EXPECT_EQ(created.status, 201U) << created.body;
    EXPECT_TRUE(
        verify(1 - i, created.json().text("/secret"), behind(created)).json().boolean("/active"));
  }
}

}  // namespace
}  // namespace ledger::e2e
