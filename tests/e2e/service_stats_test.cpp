// `GET /v1/stats`: the last minutes of a node, for operators.

#include <gmock/gmock.h>

#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using support::RunningService;
using testing::ElementsAre;

TEST(Stats, AreForOperatorsAlone) {
  RunningService service;
  auto alice = service.as_owner("alice");
  EXPECT_EQ(alice.get("/v1/stats").problem(), "insufficient-scope");
  EXPECT_EQ(service.as("").get("/v1/stats").status, 401U);
  auto op = service.as_operator();
  EXPECT_EQ(op.get("/v1/stats?minutes=5").problem(), "unknown-parameter");
  const auto answer = op.get("/v1/stats", {{"Ledger-Min-Position", "2"}});
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.field("Ledger-Position"), "2");
  EXPECT_THAT(answer.json().names("/commands/per_second"),
              ElementsAre("applied", "unchanged", "replayed", "rejected", "limited", "unavailable",
                          "unknown"));
}

}  // namespace
}  // namespace ledger::e2e
