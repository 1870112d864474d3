// `policy`, `owner show` and `token identify`, piped, against a running service.

#include <gmock/gmock.h>

#include "events/token/secret.hpp"
#include "tests/e2e/cli_fixture.hpp"

namespace ledger::e2e {
namespace {

using support::Json;
using support::RunningService;
using testing::HasSubstr;
using testing::StartsWith;

TEST(CliPolicy, ShowsLifetimesAndTheCatalogue) {
  RunningService service([](runtime::Settings& settings) {
    settings.policy.overlap_max = std::chrono::minutes(90);
    settings.catalogue = {{"repo:read", "Read repositories", "Clone.", "Repositories"},
                          {"wiki:*", "Wiki", "", ""}};
  });
  const CommandLine cli(service);
  const auto ended = cli.run({"policy"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, StartsWith("default lifetime  30d\n"
                                    "longest lifetime  365d\n"
                                    "longest overlap   90m\n"
                                    "latest expiry     in "));
  EXPECT_THAT(ended.out, HasSubstr("\n\nSCOPE      GROUP         TITLE              DESCRIPTION\n"
                                   "repo:read  Repositories  Read repositories  Clone.\n"
                                   "wiki:*"));
  EXPECT_EQ(Json(cli.run({"policy", "--json"}).out).size("/catalogue"), 2U);
}

TEST(CliPolicy, SaysNothingOfACatalogueThatThereIsNot) {
  RunningService service;
  EXPECT_THAT(CommandLine(service).run({"policy"}).out, testing::Not(HasSubstr("SCOPE")));
}

TEST(CliOwnerShow, CountsWhatSuspendingWouldHit) {
  RunningService service;
  const CommandLine cli(service);
  static_cast<void>(cli.made("a"));
  EXPECT_EQ(cli.run({"owner", "show", "alice"}).out, "alice: 1 token\n");
  static_cast<void>(cli.made("b"));
  ASSERT_EQ(cli.run({"owner", "suspend", "alice"}).code, 0);
  EXPECT_EQ(cli.run({"owner", "show", "alice"}).out, "alice: 2 tokens, suspended\n");
  EXPECT_EQ(cli.run({"owner", "show", "nobody"}).out, "nobody: 0 tokens\n");
  EXPECT_EQ(cli.run({"owner", "show", "alice", "--json"}).out,
            R"({"owner":"alice","suspended":true,"tokens":2})"
            "\n");
  EXPECT_EQ(cli.run({"owner", "show", ".."}).code, 1);
}

TEST(CliIdentify, SaysWhoseASecretIsOrWas) {
  RunningService service;
  const CommandLine cli(service);
  const auto made = cli.run({"token", "create", "deploy", "--owner", "alice"}).out;
  const auto secret = made.substr(0, made.find('\n'));
  const auto current = cli.run({"token", "identify"}, made);
  EXPECT_EQ(current.code, 0) << current.err;
  EXPECT_THAT(current.out, StartsWith("Its current secret.\nid         tok_"));
  EXPECT_THAT(current.out, HasSubstr("name       deploy\n"));
  const auto id = Json(cli.run({"token", "identify", "--json"}, made).out).text("/token/id");
  ASSERT_EQ(cli.run({"token", "regenerate", id, "--overlap", "1h"}).code, 0);
  EXPECT_THAT(cli.run({"token", "identify"}, made).out,
              StartsWith("An old secret of it, with an overlap until 20"));
  ASSERT_EQ(cli.run({"token", "delete", id, "--yes"}).code, 0);
  const auto digest = token::to_hex(token::digest_of_secret(secret)->value);
  const auto dead = cli.run({"token", "identify", "--digest", digest});
  EXPECT_EQ(dead.code, 0) << dead.err;
  EXPECT_THAT(dead.out, StartsWith("An old secret of it, ended at position 4.\n"));
  EXPECT_THAT(dead.out, HasSubstr("status     deleted\n"));
}

TEST(CliIdentify, FailsWhereThereIsNothingToSay) {
  RunningService service;
  const CommandLine cli(service);
  const auto unknown = cli.run({"token", "identify"}, "nonsense\n");
  EXPECT_EQ(unknown.code, 1);
  EXPECT_EQ(unknown.out, "");
  EXPECT_THAT(unknown.err, HasSubstr("No token here has or had that secret"));
  const auto json = cli.run({"token", "identify", "--json"}, "nonsense\n");
  EXPECT_EQ(json.code, 1);
  EXPECT_EQ(json.out, "{\"known\":false}\n");
  EXPECT_EQ(cli.run({"token", "identify"}, "\n").code, 2);
  EXPECT_EQ(cli.run({"token", "identify"}, std::string(4097, 'x')).code, 2);
  EXPECT_EQ(cli.run({"token", "identify", "--digest", "abc"}).code, 1);
  const auto alice = service.as_owner("alice");
  EXPECT_EQ(CommandLine(service.port(), alice.secret()).run({"token", "identify"}, "x").code, 5);
}

}  // namespace
}  // namespace ledger::e2e
