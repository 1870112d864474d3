// What the ledger notices by itself, through the whole service: in a token's history and in the
// log, also over a restart.

#include <functional>

#include <gmock/gmock.h>

#include "events/embedded/log_follower.hpp"
#include "events/log/envelope.hpp"
#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using std::chrono::days;
using std::chrono::milliseconds;
using support::ApiClient;
using support::RunningService;
using testing::ElementsAre;

constexpr int day_s = 24 * 3600;

RunningService::Change looks_often() {
  return [](runtime::Settings& settings) { settings.signals_interval = milliseconds(10); };
}

std::string expiring_in(int seconds) {
  return R"({"name":"x","owner":"a","expires_in":)" + std::to_string(seconds) + "}";
}

/// Types of the events in a token's history, once the log has gone `records` records further.
std::vector<std::string> history_after(ApiClient& caller, const std::string& id,
                                       std::uint64_t position) {
  const auto answer = caller.get("/v1/tokens/" + id + "/events",
                                 {{"Ledger-Min-Position", std::to_string(position)}});
  EXPECT_EQ(answer.status, 200U) << answer.body;
  return answer.json().texts_of("/events", "type");
}

std::uint64_t position_of(ApiClient& caller) {
  return std::stoull(caller.get("/v1/self").field("Ledger-Position"));
}

/// The last record of the log, as an event.
token::Event last_event(const RunningService& service) {
  embedded::LogFollower follower(service.data() / "log");
  auto reader = follower.read_after(std::nullopt);
  std::vector<log::Record> records;
  EXPECT_TRUE(reader && (*reader)->read(records, 1000, milliseconds(0)));
  return std::get<token::Event>(log::decode(records.back().value, {}));
}

TEST(Signals, AnExpiringTokenIsInItsHistoryAndItsRevisionStays) {
  RunningService service(looks_often());
  auto caller = service.as_operator();
  const auto token = caller.create(expiring_in(7 * day_s + 120));
  const auto id = token.text("/id");
  const auto before = position_of(caller);
  // No more than a running node believes at once.
  service.clock().set(service.clock().now() + std::chrono::minutes(4));
  EXPECT_THAT(history_after(caller, id, before + 1),
              ElementsAre("tokenledger.token.created.v1", "tokenledger.token.expiring.v1"));
  const auto events = caller.get("/v1/tokens/" + id + "/events").json();
  EXPECT_EQ(events.text("/events/1/data/expires_at"), token.text("/expires_at"));
  EXPECT_EQ(events.number("/events/1/data/threshold_s"), 7U * day_s);
  EXPECT_EQ(events.text("/events/1/caller"), "ledger");
  const auto now = caller.get("/v1/tokens/" + id);
  EXPECT_EQ(now.field("ETag"), "\"1\"");
  EXPECT_EQ(now.json().text("/updated_at"), token.text("/updated_at"));
  EXPECT_EQ(caller.remove("/v1/tokens/" + id, {{"If-Match", "\"1\""}}).status, 204U);
}

TEST(Signals, AThresholdThatPassedWhileTheNodeWasDownIsToldOfAtItsStart) {
  RunningService service;
  const auto token = service.as_operator().create(expiring_in(8 * day_s));
  auto caller = service.as_operator();
  const auto before = position_of(caller);
  service.clock().set(service.clock().now() + days(7) + std::chrono::hours(12));
  service.restart();
  auto after = service.as_operator();
  EXPECT_THAT(history_after(after, token.text("/id"), before + 2),
              ElementsAre("tokenledger.token.created.v1", "tokenledger.token.expiring.v1",
                          "tokenledger.token.expiring.v1"));
  service.restart_rebuilt();
  auto rebuilt = service.as_operator();
  EXPECT_EQ(position_of(rebuilt), before + 2);
}

TEST(Signals, ExpiryIsToldOfInTheLog) {
  RunningService service(looks_often());
  auto caller = service.as_operator();
  const auto token = caller.create(expiring_in(60));
  const auto before = position_of(caller);
  service.clock().set(service.clock().now() + std::chrono::seconds(61));
  EXPECT_EQ(caller.get("/v1/self", {{"Ledger-Min-Position", std::to_string(before + 1)}}).status,
            200U);
  const auto event = last_event(service);
  const auto* expired = std::get_if<token::ExpiredThrough>(&event.payload);
  ASSERT_NE(expired, nullptr);
  EXPECT_LE(expired->through, service.clock().now());
  EXPECT_GE(expired->through, service.clock().now() - milliseconds(10));
  EXPECT_EQ(position_of(caller), before + 1);
}

TEST(Signals, ADeadSecretAtAnyDoorIsInTheTokensHistory) {
  const std::vector<std::function<void(RunningService&, const std::string&)>> doors{
      [](RunningService& service, const std::string& secret) {
        EXPECT_EQ(service.as("").gateway(secret), 401U);
      },
      [](RunningService& service, const std::string& secret) {
        const auto verdict =
            service.as_operator().post("/v1/verify", R"({"token":")" + secret + R"("})");
        EXPECT_EQ(verdict.json().text("/reason"), "revoked");
      },
      [](RunningService& service, const std::string& secret) {
        EXPECT_EQ(service.as(secret).get("/v1/self").status, 401U);
      }};
  RunningService service(looks_often());
  auto caller = service.as_operator();
  for (const auto& present : doors) {
    const auto token = caller.create(expiring_in(day_s));
    EXPECT_EQ(caller.remove("/v1/tokens/" + token.text("/id")).status, 204U);
    const auto before = position_of(caller);
    for (int i = 0; i < 3; ++i) present(service, token.text("/secret"));
    EXPECT_THAT(history_after(caller, token.text("/id"), before + 1),
                ElementsAre("tokenledger.token.created.v1", "tokenledger.token.deleted.v1",
                            "tokenledger.token.retired-secret-presented.v1"));
    present(service, token.text("/secret"));
    EXPECT_EQ(position_of(caller), before + 1);
  }
}

TEST(Signals, AnOldSecretIsDeadOnceItsOverlapIsOverAndNotBefore) {
  RunningService service(looks_often());
  auto caller = service.as_operator();
  const auto token = caller.create(expiring_in(day_s));
  const auto path = "/v1/tokens/" + token.text("/id") + "/regenerate";
  ASSERT_EQ(caller.post(path, R"({"expires_in":86400,"overlap":60})").status, 200U);
  const auto before = position_of(caller);
  service.clock().set(service.clock().now() + std::chrono::seconds(60) - milliseconds(1));
  EXPECT_EQ(service.as("").gateway(token.text("/secret")), 403U);  // No Access, but alive
  EXPECT_EQ(position_of(caller), before);
  service.clock().set(service.clock().now() + milliseconds(1));
  EXPECT_EQ(service.as("").gateway(token.text("/secret")), 401U);
  // That, and that an overlap ended, which is about no one token and told by full intervals.
  service.clock().set(service.clock().now() + milliseconds(10));
  EXPECT_THAT(history_after(caller, token.text("/id"), before + 2),
              ElementsAre("tokenledger.token.created.v1", "tokenledger.token.regenerated.v1",
                          "tokenledger.token.retired-secret-presented.v1"));
}

TEST(Signals, ADeadSecretIsKnownAfterARestart) {
  RunningService service(looks_often());
  const auto token = service.as_operator().create(expiring_in(day_s));
  EXPECT_EQ(service.as_operator().remove("/v1/tokens/" + token.text("/id")).status, 204U);
  service.restart();
  auto caller = service.as_operator();
  const auto before = position_of(caller);
  EXPECT_EQ(service.as("").gateway(token.text("/secret")), 401U);
  EXPECT_THAT(history_after(caller, token.text("/id"), before + 1), testing::SizeIs(3));
}

}  // namespace
}  // namespace ledger::e2e
