// `token history`, against a running service.

#include <gmock/gmock.h>

#include "tests/e2e/cli_fixture.hpp"

namespace ledger::e2e {
namespace {

using support::Json;
using support::RunningService;
using testing::ElementsAre;

TEST(CliHistory, TellsTheWholeLifeOfATokenAlsoOfADeletedOne) {
  RunningService service;
  const CommandLine cli(service);
  const auto id = cli.made("deploy");
  ASSERT_EQ(cli.run({"token", "update", id, "--name", "new"}).code, 0);
  ASSERT_EQ(cli.run({"token", "delete", id, "--yes"}).code, 0);
  const auto ended = cli.run({"token", "history", id});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, testing::ContainsRegex("token created .*\n.*token updated .*\n.*"
                                                "token deleted .*\n$"));
  const auto json = cli.run({"token", "history", id, "--json", "--all", "--limit", "1"});
  EXPECT_THAT(Json(json.out).texts_of("/events", "type"),
              ElementsAre("tokenledger.token.created.v1", "tokenledger.token.updated.v1",
                          "tokenledger.token.deleted.v1"));
}

}  // namespace
}  // namespace ledger::e2e
