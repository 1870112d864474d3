// Verbs that change tokens and owners, against a running service.

#include <gmock/gmock.h>

#include "tests/e2e/cli_fixture.hpp"

namespace ledger::e2e {
namespace {

using support::Json;
using support::RunningService;
using testing::HasSubstr;

TEST(CliUpdate, ChangesNameAndScopes) {
  RunningService service;
  const CommandLine cli(service);
  const auto id = cli.made("old");
  const auto ended = cli.run({"token", "update", id, "--name", "new", "--scope", "repo:read"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("name       new\n"));
  EXPECT_THAT(ended.out, HasSubstr("scopes     repo:read\n"));
  EXPECT_THAT(ended.out, HasSubstr("changed    "));
  EXPECT_THAT(cli.run({"token", "update", id, "--no-access"}).out, HasSubstr("none (No Access)"));
  EXPECT_EQ(Json(cli.run({"token", "show", id, "--json"}).out).text("/name"), "new");
}

TEST(CliRegenerate, PutsTheNewSecretAloneOnStandardOutput) {
  RunningService service;
  const CommandLine cli(service);
  const auto id = cli.made("deploy");
  const auto first = cli.run({"token", "regenerate", id});
  EXPECT_EQ(first.code, 0) << first.err;
  const auto second = cli.run({"token", "regenerate", id, "--overlap", "1h"});
  EXPECT_EQ(second.code, 0) << second.err;
  const auto third = cli.run({"token", "regenerate", id, "--expires-in", "1d"});
  EXPECT_THAT(third.err, HasSubstr("hours ("));
  EXPECT_EQ(cli.run({"verify"}, first.out).code, 6);
  EXPECT_EQ(cli.run({"verify"}, second.out).code, 6);
  EXPECT_EQ(cli.run({"verify"}, third.out).code, 0);
}

TEST(CliRegenerate, WithAnOverlapKeepsTheOldSecretGood) {
  RunningService service;
  const CommandLine cli(service);
  const auto old = cli.run({"token", "create", "x", "--owner", "alice"}).out;
  const auto id =
      Json(cli.run({"token", "list", "--owner", "alice", "--json"}).out).text("/tokens/0/id");
  ASSERT_EQ(cli.run({"token", "regenerate", id, "--overlap", "1h"}).code, 0);
  EXPECT_EQ(cli.run({"verify"}, old).code, 0);
}

TEST(CliOwner, IsSuspendedResumedAndRevoked) {
  RunningService service;
  const CommandLine cli(service);
  const auto secret = cli.run({"token", "create", "x", "--owner", "alice"}).out;
  const auto suspended = cli.run({"owner", "suspend", "alice"});
  EXPECT_EQ(suspended.code, 0) << suspended.err;
  EXPECT_EQ(suspended.err, "Suspended alice: 1 token.\n");
  EXPECT_THAT(cli.run({"verify"}, secret).out, HasSubstr("suspended"));
  EXPECT_TRUE(Json(cli.run({"owner", "suspend", "alice", "--json"}).out).boolean("/suspended"));
  EXPECT_EQ(cli.run({"owner", "resume", "alice"}).code, 0);
  EXPECT_EQ(cli.run({"verify"}, secret).code, 0);
  const auto revoked = cli.run({"owner", "revoke-tokens", "alice", "--yes"});
  EXPECT_EQ(revoked.code, 0);
  EXPECT_EQ(revoked.err, "alice has no tokens left that work.\n");
  EXPECT_THAT(cli.run({"verify"}, secret).out, HasSubstr("revoked"));
}

TEST(CliOwner, ThatHasNoTokenYetIsSuspendedAndToldSo) {
  RunningService service;
  const CommandLine cli(service);
  static_cast<void>(cli.made("deploy"));
  const auto ended = cli.run({"owner", "suspend", "alcie"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.err, "Suspended alcie, who has no token that lives.\n");
  EXPECT_TRUE(Json(cli.run({"owner", "suspend", "alcie", "--json"}).out).boolean("/suspended"));
  const auto revoked = cli.run({"owner", "revoke-tokens", "alcie", "--yes"});
  EXPECT_EQ(revoked.code, 0);
  EXPECT_EQ(revoked.err, "alcie has no tokens left that work.\n");
}

}  // namespace
}  // namespace ledger::e2e
