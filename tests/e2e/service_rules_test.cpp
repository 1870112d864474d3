// Which rules the ledger is folded by, over the API.

#include <gmock/gmock.h>

#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using support::RunningService;

TEST(Rules, AreShownToOperatorsAlone) {
  RunningService service;
  auto op = service.as_operator();
  const auto shown = op.get("/v1/rules");
  EXPECT_EQ(shown.status, 200U);
  EXPECT_EQ(shown.body, R"({"rules":1,"known":[1],"nodes":[]})");
  EXPECT_NE(shown.field("Ledger-Position"), "");
  auto alice = service.as_owner("alice");
  EXPECT_EQ(alice.get("/v1/rules").status, 403U);
  EXPECT_EQ(alice.post("/v1/rules", R"({"rules":1})").status, 403U);
}

TEST(Rules, ThatHoldAlreadyNeedNoEvent) {
  RunningService service;
  auto op = service.as_operator();
  const auto before = op.get("/v1/self").field("Ledger-Position");
  const auto same = op.post("/v1/rules", R"({"rules":1})");
  EXPECT_EQ(same.status, 200U);
  EXPECT_EQ(same.field("Ledger-Position"), before);
}

TEST(Rules, ThatTheProgramDoesNotKnowAreNotAdopted) {
  RunningService service;
  auto op = service.as_operator();
  const auto before = op.get("/v1/self").field("Ledger-Position");
  const auto unknown = op.post("/v1/rules", R"({"rules":2})");
  EXPECT_EQ(unknown.status, 409U);
  EXPECT_EQ(unknown.problem(), "rules-unknown");
  EXPECT_EQ(op.get("/v1/self").field("Ledger-Position"), before);
  for (const auto* body : {R"({"rules":0})", R"({"rules":4294967296})", R"({"rules":"1"})", "{}",
                           R"({"rules":1,"now":true})"}) {
    EXPECT_EQ(op.post("/v1/rules", body).status, 400U) << body;
  }
}

}  // namespace
}  // namespace ledger::e2e
