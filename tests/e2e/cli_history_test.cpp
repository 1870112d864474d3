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

TEST(CliEvents, TellWhatHappenedFromAPositionOn) {
  RunningService service;
  const CommandLine cli(service);
  const auto id = cli.made("deploy");
  const auto other = cli.made("other");
  ASSERT_EQ(cli.run({"token", "delete", id, "--yes"}).code, 0);
  const auto all = cli.run({"events"});
  EXPECT_EQ(all.code, 0) << all.err;
  EXPECT_THAT(all.out,
              testing::ContainsRegex("POSITION .*WHAT .*ABOUT .*BY .*\n0 .*ledger opened .*"));
  EXPECT_THAT(all.out, testing::ContainsRegex("token deleted .*" + id));
  const auto lines = cli.run({"events", "--json", "--from", "2", "--owner", "alice", "--type",
                              "token.created", "--type", "token.deleted"});
  std::vector<std::string> seen;
  std::istringstream stream(lines.out);
  for (std::string line; std::getline(stream, line);) {
    const Json item(line);
    seen.push_back(std::to_string(item.number("/position")) + " " + item.text("/event/subject"));
  }
  EXPECT_THAT(seen, ElementsAre("2 " + id, "3 " + other, "4 " + id));
  const auto none = cli.run({"events", "--owner", "nobody"});
  EXPECT_EQ(none.code, 0);
  EXPECT_EQ(none.err, "There are none.\n");
  EXPECT_EQ(cli.run({"events", "--type", "token.gone"}).code, 1);
}

TEST(CliEvents, AreFollowed) {
  RunningService service;
  const CommandLine cli(service);
  const auto terminal = cli.on_terminal({"events", "--follow", "--type", "token.deleted"});
  const auto id = cli.made("deploy");
  ASSERT_EQ(cli.run({"token", "delete", id, "--yes"}).code, 0);
  EXPECT_TRUE(terminal->shows(id)) << "as it comes";
}

}  // namespace
}  // namespace ledger::e2e
