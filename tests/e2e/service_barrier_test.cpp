// A node on a log that others write to as well: its barriers alone keep its view usable, it fails
// closed without them and recovers by itself, it takes no commands by a wrong clock, and it finds
// out where another node's state differs.

#include <thread>
#include <utility>

#include <gmock/gmock.h>

#include "events/embedded/embedded_log.hpp"
#include "events/log/envelope.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/running_service.hpp"
#include "tests/support/scripted_service.hpp"

namespace ledger::e2e {
namespace {

using namespace std::chrono_literals;
using support::ApiClient;
using support::comes_true;
using support::Fate;
using support::ScriptedService;
using testing::HasSubstr;

const std::string create_body = R"({"name":"x","owner":"alice","scopes":["r"]})";

class SharedLog : public testing::Test {
 protected:
  void share(ScriptedService::Pace pace) {
    service = std::make_unique<ScriptedService>(issuance::CommandRunner::Options{}, pace);
    op = std::make_unique<ApiClient>(service->as_operator());
    secret = op->create(create_body).text("/secret");
    service->log().share();
    service->log().set_log_time(service->clock().now());  // which stands still
  }
  bool wait_ready(bool ready) {
    return comes_true([&] { return (op->get("/readyz").status == 200) == ready; });
  }
  void expect_usable() {
    EXPECT_EQ(op->get("/readyz").status, 200U);
    EXPECT_EQ(op->gateway(secret), 200U);
    EXPECT_EQ(op->post("/v1/tokens", create_body).status, 201U);
  }
  void expect_too_old() {
    EXPECT_EQ(op->get("/readyz").problem(), "view-too-old");
    EXPECT_EQ(op->gateway(secret), 503U);
    EXPECT_EQ(op->post("/v1/tokens", create_body).problem(), "view-too-old");
  }
  /// The node's clock is that much ahead of the log's, by the record that it has folded last.
  bool wait_offset(std::chrono::milliseconds offset) {
    service->log().set_log_time(service->clock().now() - offset);
    return comes_true([&] { return service->log_clock().offset() == offset; });
  }

  std::unique_ptr<ScriptedService> service;
  std::unique_ptr<ApiClient> op;
  std::string secret;
};

TEST_F(SharedLog, IsFreshToANodeOnlyOnceItsFirstBarrierHasComeBack) {
  share({.view_age_max = 30s, .barrier_interval = 1h});
  expect_too_old();
  service->log().inject("", "{}");  // of somebody else: no proof
  expect_too_old();
  service->log().hold();
  service->start_barriers();
  ASSERT_TRUE(service->log().wait_held(1));
  expect_too_old();
  service->log().hide();
  service->log().release();
  ASSERT_TRUE(comes_true([&] { return service->log().records().size() == 5; }));
  expect_too_old();  // it is in the log, and not folded yet
  service->log().show();
  ASSERT_TRUE(wait_ready(true));
  expect_usable();
}

TEST_F(SharedLog, IsNotServedFromPastTheBoundWhereBarriersAreHeldUpAndIsAgainByItself) {
  share({.view_age_max = 600ms, .barrier_interval = 50ms});
  service->start_barriers();
  ASSERT_TRUE(wait_ready(true));
  service->log().hold();
  auto ready = op->get("/readyz");
  for (; ready.status == 200; ready = op->get("/readyz")) {
    EXPECT_LE(ready.json().number("/view_age_ms"), 600U);
  }
  expect_too_old();
  service->log().release();
  ASSERT_TRUE(wait_ready(true));
  expect_usable();
}

TEST_F(SharedLog, IsNotServedFromPastTheBoundWhereItIsReadButTakesNothing) {
  share({.view_age_max = 600ms, .barrier_interval = 50ms});
  service->start_barriers();
  ASSERT_TRUE(wait_ready(true));
  service->log().always(Fate::unknown_lost);
  ASSERT_TRUE(comes_true([&] {
    service->log().inject("", "{}");  // others' records go on coming
    return op->get("/readyz").status == 503;
  }));
  EXPECT_EQ(op->gateway(secret), 503U);
  service->log().always(Fate::durable);
  ASSERT_TRUE(wait_ready(true));
  expect_usable();
}

TEST_F(SharedLog, TakesNoCommandsFromANodeWhoseClockIsMoreThan5SecondsOff) {
  share({.view_age_max = 30s, .barrier_interval = 10ms});
  service->start_barriers();
  ASSERT_TRUE(wait_ready(true));
  for (const auto sign : {1, -1}) {
    ASSERT_TRUE(wait_offset(sign * 5000ms));
    expect_usable();
    ASSERT_TRUE(wait_offset(sign * 5001ms));
    const auto readiness = op->get("/readyz");
    EXPECT_EQ(readiness.status, 503U);
    EXPECT_EQ(readiness.problem(), "clock-off");
    const auto refused = op->post("/v1/tokens", create_body);
    EXPECT_EQ(refused.status, 503U);
    EXPECT_EQ(refused.problem(), "clock-off");
    EXPECT_EQ(refused.field("Retry-After"), "10");
    EXPECT_THAT(refused.body, HasSubstr("Nothing was done"));
    EXPECT_EQ(op->gateway(secret), 200U) << "verification goes on";
    EXPECT_EQ(op->get("/v1/self").status, 200U);
    ASSERT_TRUE(wait_offset(0ms));
    expect_usable();
  }
}

/// What the metrics page says of that name.
std::string metric(ApiClient& client, const std::string& name) {
  const auto page = client.get("/metrics").body;
  const auto at = page.find("\n" + name + " ");
  if (at == page.npos) return "";
  const auto value = at + name.size() + 2;
  return page.substr(value, page.find('\n', value) - value);
}

/// Barriers of another node behind the end of a log that nobody serves: the first carries nothing,
/// the others the state there as it is, another one, and one of where no barrier is.
void append_barriers(const std::filesystem::path& data) {
  using Compared = log::Barrier::Compared;
  projections::ViewOptions as_served;
  as_served.records_from = [](token::Position, std::size_t) -> Result<std::vector<log::Record>> {
    return std::vector<log::Record>();
  };
  const projections::TokenView view(data / "view", as_served);
  const auto end = *view.checkpoint().position;
  const std::string other(64, '7');
  const auto memory = view.checkpoint().memory_digest;
  embedded::EmbeddedLogOptions options;
  options.directory = data / "log";
  embedded::EmbeddedLog log(options);
  const auto ledger_id = view.ledger()->ledger_id;
  for (const auto& compared : std::vector<std::optional<Compared>>{
           std::nullopt, Compared{end.next(), view.checkpoint().state_digest, memory},
           Compared{end.next(), other, memory}, Compared{end, other, memory}}) {
    const log::Barrier barrier{std::string(32, 'b'), 1, {}, "", compared};
    EXPECT_TRUE(log.append(ledger_id, log::encode_barrier(barrier, ledger_id), {}));
  }
}

TEST(AnotherNodesState, IsHeldAgainstTheOwnAndADifferenceIsCounted) {
  bool first_start = true;
  support::RunningService service([&](runtime::Settings& settings) {
    if (!std::exchange(first_start, false)) append_barriers(settings.data);
  });
  service.as_operator().create(create_body);
  service.restart();
  auto op = service.as_operator();
  EXPECT_EQ(metric(op, "tokenledger_records_barrier_total"), "4");
  EXPECT_EQ(metric(op, "tokenledger_state_digests_compared_total"), "2");
  EXPECT_EQ(metric(op, "tokenledger_state_digest_mismatches_total"), "1");
  EXPECT_EQ(metric(op, "tokenledger_state_digests_unknown_total"), "1");
  EXPECT_EQ(metric(op, "tokenledger_barriers_total"), "0") << "nobody else writes to this log";
  EXPECT_EQ(metric(op, "tokenledger_clock_offset_seconds"), "0");
  EXPECT_EQ(op.get("/readyz").status, 200U);
  EXPECT_EQ(op.post("/v1/tokens", create_body).status, 201U);
}

/// A process that is stopped between a look at its view's age and its answer.
class StoppedMidAnswer : public SharedLog {
 protected:
  void SetUp() override { share({}); }
  /// From the `first`th question about the view's age on, `count` of them take longer than an
  /// answer may. The log is asked nothing else.
  void stop_at(int first, int count = 1) {
    service->log().set_complete_at([this, first, count](log::Position) {
      const int asked = ++asked_;
      if (asked >= first && asked < first + count) {
        std::this_thread::sleep_for(access::answer_time_max + 50ms);
      }
      return std::optional(log::boot_time_now());
    });
  }
  [[nodiscard]] int asked() const { return asked_; }

 private:
  std::atomic<int> asked_{0};
};

TEST_F(StoppedMidAnswer, TheGatewaysDoorLooksAgain) {
  stop_at(1);
  EXPECT_EQ(op->gateway(secret), 200U);
  EXPECT_GE(asked(), 2);
}

TEST_F(StoppedMidAnswer, VerifyDoesNotAnswerFromWhatItSawBefore) {
  const auto question = R"({"token":")" + secret + "\"}";
  stop_at(1000);
  ASSERT_EQ(op->post("/v1/verify", question).status, 200U);
  const int in_all = asked();  // the last one is for the answer's view_age_ms
  stop_at(2 * in_all);
  EXPECT_EQ(op->post("/v1/verify", question).problem(), "view-too-old");
  EXPECT_EQ(op->post("/v1/verify", question).status, 200U);
  stop_at(4 * in_all);
  const auto batch = op->post("/v1/verify/batch", R"({"tokens":[)" + question + "]}");
  EXPECT_EQ(batch.problem(), "view-too-old");
}

}  // namespace
}  // namespace ledger::e2e
