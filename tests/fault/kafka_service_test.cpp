// The real binary on a broker that is killed, hangs and comes back. A broker of the suite's own.

#include <gmock/gmock.h>

#include "tests/support/kafka_cluster.hpp"
#include "tests/support/kafka_ledger.hpp"
#include "tests/support/shared_kafka.hpp"

namespace ledger::fault {
namespace {

using namespace std::chrono_literals;
using support::KafkaCluster;
using support::KafkaLedger;
using Clock = std::chrono::steady_clock;

constexpr const char* impatient = R"([server]
shutdown_grace_ms = 1000
[view]
age_max_ms = 3000
[commands]
deadline_ms = 3000
)";

double seconds_since(Clock::time_point begun) {
  return std::chrono::duration<double>(Clock::now() - begun).count();
}

class KafkaService : public testing::Test {
 protected:
  void SetUp() override {
    support::skip_without_kafka();
    if (IsSkipped()) return;
    if (!cluster) cluster = std::make_unique<KafkaCluster>();
    ledger = std::make_unique<KafkaLedger>(support::KafkaLedgerPlan{
        .bootstrap = cluster->bootstrap(), .nodes = 1, .settings = impatient});
  }
  static void TearDownTestSuite() { cluster.reset(); }
  void note(const char* what, double seconds) {
    RecordProperty(what, std::to_string(seconds));
    std::printf("%s: %.2f s\n", what, seconds);
  }
  /// Status of a create under that key, by a connection of its own; 0: no answer.
  unsigned create(const std::string& key) const {
    try {
      return ledger->as_operator(0)
          .post("/v1/tokens", R"({"owner":"alice","name":")" + key + R"("})",
                {{"Idempotency-Key", key}})
          .status;
    } catch (const std::exception&) {
      return 0;
    }
  }
  /// Until a create under a key of its own is answered.
  double seconds_until_created(Clock::time_point since) {
    while (create("key-" + std::to_string(++keys) + "-of-recovery") != 201) {
      if (seconds_since(since) > 60) ADD_FAILURE() << "not in a minute";
      if (seconds_since(since) > 60) break;
    }
    return seconds_since(since);
  }
  std::size_t lines_about_kafka() const {
    const auto text = ledger->program(0).err();
    std::size_t lines = 0;
    for (auto at = text.find("\"kafka\""); at != text.npos; at = text.find("\"kafka\"", at + 1)) {
      ++lines;
    }
    return lines;
  }
  double seconds_to_end() {
    const auto begun = Clock::now();
    EXPECT_EQ(ledger->stop(0), 0) << ledger->program(0).err();
    return seconds_since(begun);
  }

  static std::unique_ptr<KafkaCluster> cluster;
  std::unique_ptr<KafkaLedger> ledger;
  int keys = 0;
};
std::unique_ptr<KafkaCluster> KafkaService::cluster;

TEST_F(KafkaService, FailsClosedWithoutItsBrokerAndGoesOnByItself) {
  ASSERT_EQ(create("before-the-fault"), 201U);
  cluster->node(0).kill();
  const auto killed = Clock::now();
  ledger->wait_unready(0);
  note("unready after kill", seconds_since(killed));
  // Sent while nobody is there, and found, once, when the broker is back.
  EXPECT_THAT(create("sent-into-the-void"), testing::AnyOf(503U, 504U));
  const auto lines = lines_about_kafka();
  EXPECT_LE(lines, 4 * (1 + seconds_since(killed) / 5));
  EXPECT_GE(lines, 1U);
  cluster->restart(0);
  note("created after restart", seconds_until_created(Clock::now()));
  ledger->wait_ready(0);
  EXPECT_THAT(create("sent-into-the-void"), testing::AnyOf(200U, 201U));
  const auto names = ledger->as_operator(0).get("/v1/tokens?owner=alice&limit=100").body;
  const auto once = names.find("sent-into-the-void");
  ASSERT_NE(once, names.npos);
  EXPECT_EQ(names.find("sent-into-the-void", once + 1), names.npos);
  note("end", seconds_to_end());
}

TEST_F(KafkaService, GoesOnAfterItsBrokerHung) {
  cluster->node(0).pause();
  ledger->wait_unready(0);
  cluster->node(0).resume();
  note("created after resume", seconds_until_created(Clock::now()));
  ledger->wait_ready(0);
  EXPECT_EQ(ledger->stop(0), 0);
}

TEST_F(KafkaService, EndsInTimeThoughItsBrokerIsGone) {
  cluster->node(0).kill();
  ledger->wait_unready(0);
  const auto took = seconds_to_end();
  cluster->restart(0);
  note("end without a broker", took);
  EXPECT_LT(took, 1 + 8);
}

TEST_F(KafkaService, EndsInTimeThoughItsBrokerHangs) {
  cluster->node(0).pause();
  ledger->wait_unready(0);
  const auto took = seconds_to_end();
  cluster->node(0).resume();
  note("end with a broker that hangs", took);
  EXPECT_LT(took, 1 + 8);
}

TEST_F(KafkaService, SaysWhatIsWrongWhereThereIsNoBrokerAtItsStart) {
  ASSERT_EQ(ledger->stop(0), 0);
  cluster->node(0).kill();
  const auto begun = Clock::now();
  ledger->start(0);
  EXPECT_EQ(ledger->program(0).wait(60s), 1);
  note("start given up", seconds_since(begun));
  EXPECT_THAT(ledger->program(0).err(), testing::HasSubstr("check kafka.brokers"));
  cluster->restart(0);
}

}  // namespace
}  // namespace ledger::fault
