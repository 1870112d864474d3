// `verify`, `whoami` and `outcome`, piped, against a running service.

#include <gmock/gmock.h>

#include "tests/e2e/cli_fixture.hpp"

namespace ledger::e2e {
namespace {

using support::Json;
using support::RunningService;
using testing::HasSubstr;

TEST(CliVerify, OfAGoodTokenSaysWhoseItIs) {
  RunningService service;
  const CommandLine cli(service);
  const auto made = cli.run({"token", "create", "x", "--owner", "alice", "--scope", "repo:*"});
  const auto ended = cli.run({"verify", "--scope", "repo:read"}, made.out);
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("verdict  active\n"));
  EXPECT_THAT(ended.out, HasSubstr("owner    alice\n"));
}

TEST(CliVerify, OfATokenThatLacksAScopeSaysWhich) {
  RunningService service;
  const CommandLine cli(service);
  const auto made = cli.run({"token", "create", "x", "--owner", "alice", "--scope", "repo:read"});
  const auto ended = cli.run({"verify", "--scope", "repo:read", "--scope", "repo:write"}, made.out);
  EXPECT_EQ(ended.code, 6);
  EXPECT_EQ(ended.out, "verdict  inactive\nreason   insufficient_scope\nmissing  repo:write\n");
}

TEST(CliVerify, OfADeadTokenHasAStatusOfItsOwn) {
  RunningService service;
  const CommandLine cli(service);
  auto alice = service.as_owner("alice");
  ASSERT_EQ(alice.remove("/v1/self").status, 204U);
  const auto ended = cli.run({"verify", "--json"}, alice.secret());
  EXPECT_EQ(ended.code, 6);
  EXPECT_FALSE(Json(ended.out).boolean("/active"));
  EXPECT_EQ(Json(ended.out).text("/reason"), "revoked");
}

TEST(CliVerify, TakesTheTokenFromStandardInputAlone) {
  RunningService service;
  const CommandLine cli(service);
  EXPECT_EQ(cli.run({"verify"}, "").code, 2);
  EXPECT_EQ(cli.run({"verify"}, "\n").code, 2);
  EXPECT_EQ(cli.run({"verify"}, std::string(4097, 'x')).code, 2);
  EXPECT_EQ(cli.run({"verify"}, std::string(4096, 'x')).code, 6);
  EXPECT_EQ(cli.run({"verify"}, "  nonsense \r\n").code, 6);
}

TEST(CliVerify, WithoutTheScopeForItIsNotAuthorised) {
  RunningService service;
  const auto alice = service.as_owner("alice");
  const CommandLine cli(service.port(), alice.secret());
  const auto ended = cli.run({"verify"}, alice.secret());
  EXPECT_EQ(ended.code, 5);
  EXPECT_THAT(ended.err, HasSubstr("ledger:verify"));
  EXPECT_EQ(ended.out, "");
}

TEST(CliWhoami, ShowsTheCallingToken) {
  RunningService service;
  const auto alice = service.as_owner("alice");
  const CommandLine cli(service.port(), alice.secret());
  const auto ended = cli.run({"whoami"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.out, HasSubstr("owner      alice\n"));
  EXPECT_THAT(ended.out, HasSubstr("scopes     * (Full Access)\n"));
  EXPECT_EQ(Json(cli.run({"whoami", "--json"}).out).text("/owner"), "alice");
}

TEST(CliOutcome, TellsWhatBecameOfACommand) {
  RunningService service;
  const CommandLine cli(service);
  auto op = service.as_operator();
  const auto command = [&](const std::string& key) {
    const support::Headers headers{{"Idempotency-Key", key}};
    const auto made = op.post("/v1/tokens", R"({"name":"x","owner":"alice"})", headers);
    EXPECT_EQ(made.status, 201U);
    return op.post("/v1/tokens", R"({"name":"y","owner":"alice"})", headers)
        .json()
        .text("/command_id");
  };
  const auto ended = cli.run({"outcome", command("k")});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, testing::MatchesRegex("outcome  applied\ntoken    tok_[0-9a-z]+\n"));
  EXPECT_EQ(cli.run({"outcome", "cmd_00000000000000000000000000000000"}).code, 1);
}

}  // namespace
}  // namespace ledger::e2e
