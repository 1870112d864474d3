#include <gmock/gmock.h>

#include "services/cli/event_row.hpp"

namespace ledger::cli {
namespace {

using testing::ElementsAre;

std::vector<std::string> row_of(const std::string& event) {
  const auto json = Json::read(event);
  std::vector<std::string> texts;
  const auto now = *token::parse_timestamp("2026-11-24T06:00:00Z");
  for (const auto& cell : event_row(json->root(), now)) texts.push_back(cell.text);
  return texts;
}

TEST(CliEventRow, SaysWhatHappenedAndByWhom) {
  EXPECT_THAT(
      row_of(R"({"type":"tokenledger.token.created.v1","time":"2026-11-24T05:00:00.000Z",)"
             R"("caller":"operator","data":{"owner":"alice","name":"deploy","scopes":["a","b"],)"
             R"("expires_at":"2026-12-24T05:00:00.000Z","digest":"0101","hint":"x4Qz"}})"),
      ElementsAre("2026-11-24T05:00:00.000Z", "1 hour ago", "token created", "operator",
                  "name deploy, scopes a b, until 2026-12-24T05:00:00.000Z, hint …x4Qz"));
}

TEST(CliEventRow, SaysWhichSessionBeganAndUntilWhen) {
  EXPECT_THAT(
      row_of(R"({"type":"tokenledger.session.started.v1","time":"2026-11-24T05:00:00.000Z",)"
             R"("caller":"tok_1","data":{"session":"8752b86bc661a88c",)"
             R"("expires_at":"2026-11-24T17:00:00.000Z","idle_s":3600}})"),
      ElementsAre("2026-11-24T05:00:00.000Z", "1 hour ago", "session started", "tok_1",
                  "8752b86bc661a88c, until 2026-11-24T17:00:00.000Z"));
}

TEST(CliEventRow, ShowsWhatItDoesNotKnowByItsName) {
  EXPECT_THAT(row_of(R"({"type":"tokenledger.owner.tokens-revoked.v2","time":"soon"})"),
              ElementsAre("soon", "soon", "owner tokens-revoked", "", ""));
  EXPECT_THAT(row_of(R"({"type":"other"})"), ElementsAre("", "", "other", "", ""));
}

TEST(CliEventRow, TellsNoScopesFromUnchangedOnes) {
  EXPECT_EQ(row_of(R"({"type":"x","data":{"scopes":[]}})")[4], "scopes none (No Access)");
  EXPECT_EQ(row_of(R"({"type":"x","data":{"name":"n"}})")[4], "name n");
}

}  // namespace
}  // namespace ledger::cli
