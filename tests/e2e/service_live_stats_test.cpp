// `GET /v1/stats` of the real binary, whose steps are as long as they are.

#include <fstream>

#include <gmock/gmock.h>

#include "tests/support/api_client.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/program.hpp"

namespace ledger::e2e {
namespace {

using support::ApiClient;
using testing::HasSubstr;

TEST(LiveStats, FollowWhatIsGoingOn) {
  const support::FreshDirectory data;
  support::Program program(TOKENLEDGER_PROGRAM, support::serve_arguments(data.path()));
  const auto port = program.port();
  ASSERT_TRUE(port) << program.err();
  std::ifstream file(data.path() / "operator-token");
  std::string secret;
  std::getline(file, secret);
  ApiClient op(*port, secret);
  const auto token = op.create(R"({"owner":"alice","name":"x","scopes":["a"]})");
  std::string body;
  const auto has_steps = [&] {
    EXPECT_EQ(op.gateway(token.text("/secret")), 200U);
    EXPECT_EQ(op.gateway("tl_x"), 401U);
    body = op.get("/v1/stats").body;
    return support::Json(body).size("/times") >= 2;
  };
  ASSERT_TRUE(support::comes_true(has_steps));
  const support::Json stats(body);
  EXPECT_EQ(stats.number("/position"), 2U);
  EXPECT_EQ(stats.number("/end_position"), 2U);
  EXPECT_EQ(stats.number("/lag"), 0U);
  EXPECT_EQ(stats.number("/view_age_ms"), 0U);
  const auto steps = stats.size("/times");
  for (const auto* series :
       {"/view/lag", "/view/age_ms", "/verifications/per_second/active", "/verifications/p50_us",
        "/verifications/p99_us", "/commands/per_second/applied", "/commands/p50_us"}) {
    EXPECT_EQ(stats.size(series), steps) << series;
  }
  const auto last = "/" + std::to_string(steps - 1);
  // Asked all the time: no step is without them.
  EXPECT_FALSE(stats.is_null("/verifications/p99_us" + last));
  EXPECT_THAT(body, testing::Not(HasSubstr(R"("active":[0,)")));
  EXPECT_THAT(body, testing::Not(HasSubstr(R"("malformed":[0,)")));
  EXPECT_THAT(body, HasSubstr(R"("suspended":[0,0)"));
}

}  // namespace
}  // namespace ledger::e2e
