// Expiry at every door: good until the last millisecond before, refused from the instant on.

#include <gmock/gmock.h>

#include "tests/support/running_service.hpp"

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
