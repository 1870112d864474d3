// Expiry at every door: good until the last millisecond before, refused from the instant on.

#include <thread>

#include <gmock/gmock.h>

#include "events/token/rules.hpp"
#include "services/tokenledger/old_uses.hpp"
#include "tests/support/running_service.hpp"
#include "tests/support/scripted_service.hpp"

namespace ledger::e2e {
namespace {

using std::chrono::milliseconds;
using support::RunningService;

TEST(Expiry, IsTheSameInstantAtEveryDoor) {
  RunningService service;
  auto caller = service.as_operator();
  const auto token = caller.create(R"({"name":"x","owner":"alice","scopes":["*"],"expires_in":2})");
  const auto secret = token.text("/secret");
  const auto expires_at = service.clock().now() + std::chrono::seconds(2);
  auto itself = service.as(secret);
  const auto verify = [&] {
    return caller.post("/v1/verify", R"({"token":")" + secret + R"("})").json();
  };
  const auto listed = [&] { return caller.get("/v1/tokens/" + token.text("/id")).json(); };

  service.clock().set(expires_at - milliseconds(1));
  EXPECT_EQ(caller.gateway(secret), 200U);
  EXPECT_TRUE(verify().boolean("/active"));
  EXPECT_EQ(itself.get("/v1/self").status, 200U);
  EXPECT_EQ(itself.get("/v1/tokens").status, 200U);
  EXPECT_EQ(listed().text("/status"), "active");
  for (const auto after : {milliseconds(0), milliseconds(1)}) {
    service.clock().set(expires_at + after);
    EXPECT_EQ(caller.gateway(secret), 401U);
    EXPECT_EQ(verify().text("/reason"), "expired");
    EXPECT_EQ(itself.get("/v1/self").status, 401U);
    EXPECT_EQ(itself.get("/v1/tokens").status, 401U);
    EXPECT_EQ(itself.post("/v1/tokens", R"({"name":"y"})").status, 401U);
    EXPECT_EQ(itself.remove("/v1/self").status, 401U);
    EXPECT_EQ(listed().text("/status"), "expired");
  }
}

TEST(Expiry, HoldsAcrossARestart) {
  RunningService service;
  const auto token =
      service.as_operator().create(R"({"name":"x","owner":"a","scopes":["r"],"expires_in":1})");
  service.clock().set(service.clock().now() + milliseconds(999));
  service.restart();
  EXPECT_EQ(service.as("").gateway(token.text("/secret")), 200U);
  service.clock().set(service.clock().now() + milliseconds(1));
  EXPECT_EQ(service.as("").gateway(token.text("/secret")), 401U);
  service.restart();
  EXPECT_EQ(service.as("").gateway(token.text("/secret")), 401U);
}

/// Whether so many digests are in memory, soon.
bool comes_to_hold(support::ApiClient& client, int digests) {
  const auto line = "tokenledger_hot_set_digests " + std::to_string(digests) + "\n";
  for (int wait = 0; wait < 1000; ++wait) {
    if (client.get("/metrics").body.find(line) != std::string::npos) return true;
    std::this_thread::sleep_for(milliseconds(10));
  }
  return false;
}

TEST(Expiry, IsStillSaidOfATokenThatLeftTheMemory) {
  RunningService service;
  auto caller = service.as_operator();
  const auto token = caller.create(R"({"name":"x","owner":"alice","scopes":["*"],"expires_in":2})");
  const auto kept = caller.create(R"({"name":"y","owner":"bob","scopes":["*"]})");
  const auto secret = token.text("/secret");
  const auto made = service.clock().now();
  const auto reason = [&](const std::string& of) {
    return caller.post("/v1/verify", R"({"token":")" + of + R"("})").json().text("/reason");
  };
  service.clock().set(made + std::chrono::minutes(2));
  ASSERT_TRUE(comes_to_hold(caller, 2));
  EXPECT_EQ(reason(secret), "expired");
  EXPECT_EQ(caller.gateway(secret), 401U);
  EXPECT_EQ(service.as(secret).get("/v1/self").status, 401U);
  // The clock is set back: at that time the token is good, at every door.
  service.clock().set(made + std::chrono::seconds(1));
  EXPECT_EQ(caller.gateway(secret), 200U);
  EXPECT_EQ(service.as(secret).get("/v1/self").status, 200U);
  ASSERT_TRUE(comes_to_hold(caller, 3));
  EXPECT_EQ(caller.gateway(secret), 200U);
  // Regenerated, it is back for good.
  service.clock().set(made + std::chrono::minutes(2));
  ASSERT_TRUE(comes_to_hold(caller, 2));
  const auto again = caller.post("/v1/tokens/" + token.text("/id") + "/regenerate", "{}");
  ASSERT_EQ(again.status, 200U) << again.body;
  EXPECT_EQ(caller.gateway(again.json().text("/secret")), 200U);
  EXPECT_EQ(reason(secret), "revoked");
  // Revoked with its owner, a token leaves as well, and is told from an expired one.
  EXPECT_EQ(caller.post("/v1/owners/bob/revoke-tokens", "{}").status, 200U);
  ASSERT_TRUE(comes_to_hold(caller, 2));
  EXPECT_EQ(reason(kept.text("/secret")), "revoked");
  EXPECT_EQ(caller.gateway(kept.text("/secret")), 401U);
  service.restart();
  auto after = service.as_operator();
  EXPECT_EQ(after.post("/v1/verify", R"({"token":")" + kept.text("/secret") + R"("})")
                .json()
                .text("/reason"),
            "revoked");
}

TEST(LastUses, OfADeletedTokenGoAndThoseOfAnExpiredOneStay) {
  support::ScriptedService service;
  auto caller = service.as_operator();
  const auto deleted = caller.create(R"({"name":"x","owner":"a","expires_in":1})");
  const auto expired = caller.create(R"({"name":"y","owner":"a","expires_in":1})");
  EXPECT_EQ(caller.remove("/v1/tokens/" + deleted.text("/id")).status, 204U);
  const auto revoked = caller.create(R"({"name":"z","owner":"b","expires_in":1})");
  EXPECT_EQ(caller.post("/v1/owners/b/revoke-tokens", "{}").status, 200U);
  const auto id_of = [](const support::Json& token) {
    return *token::TokenId::parse(token.text("/id"));
  };
  const support::FreshDirectory directory;
  usage::UseStore store(directory.path() / "uses");
  const auto now = service.clock().now();
  const usage::Use use{
      static_cast<std::uint32_t>(
          std::chrono::floor<std::chrono::minutes>(now.time_since_epoch()).count()),
      ""};
  const std::vector<usage::TokenUse> uses{
      {id_of(deleted), use}, {id_of(expired), use}, {id_of(revoked), use}};
  ASSERT_TRUE(store.write(uses));
  tokenledger::drop_old_uses(store, service.view(), now);
  EXPECT_FALSE(store.find(id_of(deleted)));
  EXPECT_TRUE(store.find(id_of(expired)));
  EXPECT_TRUE(store.find(id_of(revoked)));
  tokenledger::drop_old_uses(store, service.view(),
                             now + token::newest_rules().retired_memory + std::chrono::minutes(2));
  EXPECT_TRUE(store.find(id_of(expired)));
  EXPECT_FALSE(store.find(id_of(revoked)));
}

TEST(Expiry, LeavesAnExpiredTokenToBeDeleted) {
  RunningService service;
  auto caller = service.as_operator();
  const auto token = caller.create(R"({"name":"x","owner":"a","expires_in":1})");
  service.clock().set(service.clock().now() + std::chrono::seconds(1));
  EXPECT_EQ(caller.remove("/v1/tokens/" + token.text("/id")).status, 204U);
  const auto verdict = caller.post("/v1/verify", R"({"token":")" + token.text("/secret") + R"("})");
  EXPECT_EQ(verdict.json().text("/reason"), "revoked");
}

}  // namespace
}  // namespace ledger::e2e
