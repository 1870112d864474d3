// When a token was last used: seen at once, to the minute, and there after a restart.

#include <gtest/gtest.h>

#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using support::RunningService;

std::string last_use(support::ApiClient& operators, const std::string& id,
                     const std::string& member = "/last_used_at") {
  const auto token = operators.get("/v1/tokens/" + id).json();
  return token.is_null(member) ? "null" : token.text(member);
}

class LastUse : public ::testing::Test {
 protected:
  LastUse() {
    const auto made =
        operators_.create(R"({"owner":"alice","name":"used","scopes":["repo:read"]})");
    id_ = made.text("/id");
    secret_ = made.text("/secret");
    EXPECT_TRUE(made.is_null("/last_used_at"));
    EXPECT_TRUE(made.is_null("/last_used_from"));
  }
  RunningService service_{
      [](auto& settings) { EXPECT_TRUE(settings.trusted_peers.add("127.0.0.1")); }};
  support::ApiClient operators_ = service_.as_operator();
  std::string id_;
  std::string secret_;
};

TEST_F(LastUse, IsNotedAtTheGatewaysDoorWithTheClientsAddress) {
  auto gateway = service_.as(secret_);
  EXPECT_EQ(gateway.get("/auth/request?scope=repo:write").status, 403U);
  EXPECT_NE(last_use(operators_, id_), "null") << "it was good, if not enough";
  service_.clock().set(service_.clock().now() + std::chrono::minutes(5));
  EXPECT_EQ(gateway.get("/auth/request", {{"X-Forwarded-For", "192.0.2.9"}}).status, 200U);
  const auto now = std::chrono::floor<std::chrono::minutes>(service_.clock().now());
  EXPECT_EQ(last_use(operators_, id_), token::to_text(now));
  EXPECT_EQ(last_use(operators_, id_, "/last_used_from"), "192.0.2.9");
  const auto listed = operators_.get("/v1/tokens?owner=alice").json();
  EXPECT_EQ(listed.text("/tokens/0/last_used_at"), token::to_text(now));
}

TEST_F(LastUse, IsNotedWhereSomebodyAsksAboutTheToken) {
  EXPECT_EQ(operators_.post("/v1/verify", R"({"token":")" + secret_ + R"("})").status, 200U);
  EXPECT_NE(last_use(operators_, id_), "null");
  EXPECT_EQ(last_use(operators_, id_, "/last_used_from"), "null");
}

TEST_F(LastUse, IsNotedWhenATokenCallsTheLedgerItself) {
  auto self = service_.as(secret_);
  EXPECT_EQ(self.get("/v1/self").status, 200U);
  EXPECT_NE(last_use(operators_, id_), "null");
}

TEST_F(LastUse, IsNotMovedByARefusal) {
  service_.clock().set(service_.clock().now() + std::chrono::days(40));
  auto late = service_.as(secret_);
  EXPECT_EQ(late.get("/auth/request").status, 401U);
  EXPECT_EQ(last_use(operators_, id_), "null");
}

TEST_F(LastUse, IsThereAfterARestart) {
  EXPECT_EQ(service_.as(secret_).get("/auth/request").status, 200U);
  const auto before = last_use(operators_, id_);
  ASSERT_NE(before, "null");
  service_.restart();
  auto operators = service_.as_operator();
  EXPECT_EQ(last_use(operators, id_), before);
}

}  // namespace
}  // namespace ledger::e2e
