// Rules that change under load: three nodes are upgraded one by one, the ledger goes over to the
// rules that only the new program knows, and a node of the old program stops before the switch.

#include <atomic>
#include <set>
#include <thread>

#include "projections/token_view.hpp"
#include "tests/e2e/nodes_fixture.hpp"

namespace ledger::e2e {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

constexpr const char* next_program = NEXT_TOKENLEDGER;
constexpr const char* mismatches = "tokenledger_state_digest_mismatches_total";

/// Creates, regenerates and deletes at one node until its end; a node that is away is asked again.
/// What was acknowledged as living is kept.
class Load {
 public:
  Load(std::uint16_t port, const std::string& secret)
      : thread_([this, port, secret](const std::stop_token& stop) {
          while (!stop.stop_requested()) {
            try {
              work(ApiClient(port, secret), stop);
            } catch (const std::exception&) {
              std::this_thread::sleep_for(20ms);  // it is being restarted
            }
          }
        }) {}
  std::vector<std::string> end() {
    thread_.request_stop();
    thread_.join();
    return living_;
  }
  [[nodiscard]] std::size_t done() const { return done_; }

 private:
  using ApiClient = support::ApiClient;

  void work(ApiClient op, const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const auto made = op.post("/v1/tokens", R"({"name":"x","owner":"alice","scopes":["r"]})");
      if (made.status != 201) {
        std::this_thread::sleep_for(20ms);
        continue;
      }
      const auto path = path_of(made.json());
      if (++done_ % 2 == 0) {
        op.post(path + "/regenerate", "");  // a digest to remember, or not
        op.remove(path);
      } else {
        living_.push_back(made.json().text("/secret"));
      }
      std::this_thread::sleep_for(2ms);
    }
  }

  std::vector<std::string> living_;
  std::atomic<std::size_t> done_{0};
  std::jthread thread_;
};

class NodesRules : public Nodes {
 protected:
  void upgrade(std::size_t i) {
    EXPECT_EQ(ledger->stop(i), 0) << ledger->program(i).err();
    ledger->start(i, next_program);
    ledger->wait_ready(i);
    op[i] = ledger->as_operator(i);
  }
  ApiAnswer adopt(std::size_t i) { return op[i].post("/v1/rules", R"({"rules":2})"); }
  std::uint64_t rules(std::size_t i) { return op[i].get("/v1/rules").json().number("/rules"); }
  void expect_no_mismatch() {
    for (std::size_t i = 0; i < op.size(); ++i) {
      EXPECT_EQ(ledger->metric(i, mismatches), 0) << "at node " << i;
    }
  }
  /// Until every node has compared so many digests more.
  void expect_compared(double more) {
    for (std::size_t i = 0; i < op.size(); ++i) {
      const auto compared = [&] {
        return ledger->metric(i, "tokenledger_state_digests_compared_total");
      };
      const auto before = compared();
      EXPECT_TRUE(comes_true([&] { return compared() >= before + more; })) << "at node " << i;
    }
  }
};

TEST_F(NodesRules, ChangeUnderLoadAndAnOldNodeStopsBeforeTheSwitch) {
  open(3, "[view]\nbarrier_interval_ms = 100\n");
  std::vector<std::unique_ptr<Load>> loads;
  for (std::size_t i = 0; i < 3; ++i) {
    loads.push_back(std::make_unique<Load>(ledger->port(i), ledger->secret()));
  }
  EXPECT_EQ(rules(0), 1U);
  EXPECT_EQ(adopt(0).problem(), "rules-unknown") << "the old program does not know them";
  upgrade(0);
  upgrade(1);
  expect_compared(3);
  expect_no_mismatch();
  const auto too_early = adopt(0);
  EXPECT_EQ(too_early.problem(), "rules-not-everywhere") << too_early.body;
  EXPECT_EQ(ledger->stop(2), 0);
  ASSERT_TRUE(comes_true([&] { return adopt(1).status == 200; })) << "the old node has left";
  EXPECT_TRUE(comes_true([&] { return rules(0) == 2 && rules(1) == 2; }));

  ledger->start(2);
  EXPECT_EQ(ledger->program(2).wait(), 1);
  EXPECT_THAT(ledger->program(2).err(), HasSubstr("is folded by rules 2"));
  EXPECT_THAT(ledger->program(2).err(), HasSubstr("Upgrade this node"));
  ledger->start(2, next_program);
  ledger->wait_ready(2);
  op[2] = ledger->as_operator(2);
  const auto switched = loads[2]->done();
  EXPECT_TRUE(comes_true([&] { return loads[2]->done() > switched + 5; }));
  expect_compared(3);
  expect_no_mismatch();

  std::vector<std::string> living;
  for (auto& load : loads) {
    EXPECT_GT(load->done(), 5U);
    for (auto& secret : load->end()) living.push_back(std::move(secret));
  }
  const auto last = create(0);
  for (std::size_t i = 0; i < 3; ++i) {
    ASSERT_EQ(op[i].get("/v1/self", behind(last)).status, 200U);
    for (const auto& secret : living) {
      ASSERT_TRUE(verify(i, secret).json().boolean("/active")) << "at node " << i;
    }
  }
  std::set<std::string> digests;
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(ledger->stop(i), 0) << ledger->program(i).err();
    const projections::TokenView view(ledger->data(i) / "view", {});
    EXPECT_EQ(view.ledger()->rules, 2U);
    digests.insert(view.checkpoint().state_digest + view.checkpoint().memory_digest);
  }
  EXPECT_EQ(digests.size(), 1U);
}

}  // namespace
}  // namespace ledger::e2e
