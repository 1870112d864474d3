#include <gmock/gmock.h>

#include "services/cli/token_card.hpp"

namespace ledger::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string card(const std::string& members) {
  const auto json = Json::read(R"({"id":"tok_1","name":"n","owner":"alice","status":"active",)"
                               R"("scopes":["*"],"expires_at":"2026-12-24T05:00:00.000Z",)"
                               R"("created_at":"2026-11-24T05:00:00.000Z","created_by":"operator",)"
                               R"("hint":"x4Qz","revision":1)" +
                               members + "}");
  return token_card(json->root(), *token::parse_timestamp("2026-11-24T06:00:00Z"), false);
}

TEST(CliTokenCard, SaysThatTheSecretIsAnOldOneAndUntilWhen) {
  EXPECT_THAT(card(R"(,"secret_expires_at":"2026-11-24T07:00:00.000Z")"),
              HasSubstr("this secret  the old one, ends in 1 hour (2026-11-24T07:00:00.000Z)"));
  EXPECT_THAT(card(R"(,"secret_expires_at":"2026-12-24T05:00:00.000Z")"),
              Not(HasSubstr("this secret")));
  EXPECT_THAT(card(""), Not(HasSubstr("this secret")));
}

}  // namespace
}  // namespace ledger::cli
