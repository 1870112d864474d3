// What each verb that changes something sends, as the relay between it and the server saw it.

#include <gmock/gmock.h>

#include "tests/e2e/cli_fixture.hpp"
#include "tests/support/faulty_relay.hpp"

namespace ledger::e2e {
namespace {

using support::FaultyRelay;
using support::RunningService;

FaultyRelay::Seen sent(const support::Arguments& arguments) {
  RunningService service;
  FaultyRelay relay(service.port(), {});
  const CommandLine cli(relay.port(), service.as_operator().secret());
  static_cast<void>(cli.run(arguments));
  EXPECT_EQ(relay.seen().size(), 1U) << testing::PrintToString(arguments);
  return relay.seen().empty() ? FaultyRelay::Seen() : relay.seen().front();
}

TEST(CliUpdate, SendsWhatWasNamedAndNothingElse) {
  EXPECT_EQ(sent({"token", "update", "tok_1", "--name", "n"}).body, R"({"name":"n"})");
  EXPECT_EQ(sent({"token", "update", "tok_1", "--scope", "a", "--scope", "b:*"}).body,
            R"({"scopes":["a","b:*"]})");
  const auto both = sent({"token", "update", "tok_1", "--name", "", "--no-access"});
  EXPECT_EQ(both.line, "PATCH /v1/tokens/tok_1");
  EXPECT_EQ(both.body, R"({"name":"","scopes":[]})");
  EXPECT_NE(both.key, "");
}

TEST(CliUpdate, OfNothingIsRefusedUnsent) {
  RunningService service;
  const CommandLine cli(service);
  EXPECT_EQ(cli.run({"token", "update", "tok_1"}).code, 2);
  EXPECT_EQ(cli.run({"token", "update", "tok_1", "--scope", "a", "--no-access"}).code, 2);
}

TEST(CliRegenerate, SendsExpiryAndOverlapWhereTheyAreNamed) {
  EXPECT_EQ(sent({"token", "regenerate", "tok_1"}).body, "{}");
  const auto named =
      sent({"token", "regenerate", "tok_1", "--expires-in", "30d", "--overlap", "1h"});
  EXPECT_EQ(named.line, "POST /v1/tokens/tok_1/regenerate");
  EXPECT_EQ(named.body, R"({"expires_in":2592000,"overlap":3600})");
  EXPECT_NE(named.key, "");
  EXPECT_EQ(sent({"token", "regenerate", "tok_1", "--expires-at", "2027-01-31"}).body,
            R"({"expires_at":"2027-01-31T00:00:00.000Z"})");
}

TEST(CliDelete, SendsAKeyAndNoBody) {
  const auto seen = sent({"token", "delete", "tok_1", "--yes", "--idempotency-key", "k-1"});
  EXPECT_EQ(seen.line, "DELETE /v1/tokens/tok_1");
  EXPECT_EQ(seen.body, "");
  EXPECT_EQ(seen.key, "k-1");
}

TEST(CliOwner, IsNamedInThePath) {
  EXPECT_EQ(sent({"owner", "suspend", "a|b@c"}).line, "POST /v1/owners/a%7Cb%40c/suspend");
  EXPECT_EQ(sent({"owner", "resume", "alice"}).line, "POST /v1/owners/alice/resume");
  const auto revoke = sent({"owner", "revoke-tokens", "alice", "--yes"});
  EXPECT_EQ(revoke.line, "POST /v1/owners/alice/revoke-tokens");
  EXPECT_EQ(revoke.body, "");
  EXPECT_NE(revoke.key, "");
}

TEST(CliOwner, LosesAllItsTokensOnlyWhereSomebodyAgreed) {
  RunningService service;
  const CommandLine cli(service);
  EXPECT_EQ(cli.run({"owner", "revoke-tokens", "alice"}).code, 2);
  const auto program = cli.on_terminal({"owner", "revoke-tokens", "alice"});
  ASSERT_TRUE(program->shows("Revoke every token of alice, for ever? [y/N] "));
  program->type("n\n");
  EXPECT_EQ(program->wait(), 1);
}

TEST(CliHistory, AsksForPages) {
  EXPECT_EQ(sent({"token", "history", "tok_1"}).line, "GET /v1/tokens/tok_1/events");
  EXPECT_EQ(sent({"token", "history", "tok_1", "--limit", "5", "--cursor", "a&b"}).line,
            "GET /v1/tokens/tok_1/events?limit=5&cursor=a%26b");
  EXPECT_EQ(sent({"token", "history", "tok_1", "--all"}).line,
            "GET /v1/tokens/tok_1/events?limit=100");
}

TEST(CliKeys, AreNewForEachCommand) {
  EXPECT_NE(sent({"token", "create", "x", "--owner", "a"}).key,
            sent({"token", "create", "x", "--owner", "a"}).key);
}

}  // namespace
}  // namespace ledger::e2e
