// Verbs that manage tokens, piped, against a running service.

#include <gmock/gmock.h>

#include "events/token/secret.hpp"
#include "tests/e2e/cli_fixture.hpp"

namespace ledger::e2e {
namespace {

using support::Json;
using support::RunningService;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

/// The secret on standard output, which must have nothing else.
std::string secret_of(const std::string& out) {
  EXPECT_TRUE(out.ends_with('\n'));
  const auto secret = out.substr(0, out.size() - 1);
  EXPECT_TRUE(token::TokenSecret::parse(secret)) << out;
  return secret;
}

TEST(CliCreate, PutsTheSecretAloneOnStandardOutput) {
  RunningService service;
  const CommandLine cli(service);
  const auto ended = cli.run({"token", "create", "deploy", "--owner", "alice", "--scope",
                              "repo:read", "--scope", "wiki:*"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  const auto secret = secret_of(ended.out);
  EXPECT_THAT(ended.err, Not(HasSubstr(secret)));
  EXPECT_THAT(ended.err, HasSubstr("deploy"));
  EXPECT_THAT(ended.err, HasSubstr("repo:read wiki:*"));
  EXPECT_THAT(ended.err, HasSubstr("days ("));
  const auto self = service.as(secret).get("/v1/self").json();
  EXPECT_EQ(self.text("/name"), "deploy");
  EXPECT_EQ(self.text("/owner"), "alice");
  EXPECT_THAT(self.texts("/scopes"), testing::ElementsAre("repo:read", "wiki:*"));
}

TEST(CliCreate, WithoutScopesMakesANoAccessToken) {
  RunningService service;
  const CommandLine cli(service);
  const auto ended = cli.run({"token", "create", "idle", "--owner", "alice"});
  EXPECT_THAT(ended.err, HasSubstr("none (No Access)"));
  EXPECT_EQ(service.as(secret_of(ended.out)).get("/v1/self").json().size("/scopes"), 0U);
}

TEST(CliCreate, SendsTheExpiryThatWasAskedFor) {
  RunningService service;
  service.clock().set(*token::parse_timestamp("2026-12-01T12:00:00Z"));
  const CommandLine cli(service);
  const auto expiry = [&](const support::Arguments& how) {
    support::Arguments arguments{"token", "create", "x", "--owner", "alice", "--json"};
    arguments.insert(arguments.end(), how.begin(), how.end());
    const auto ended = cli.run(arguments);
    EXPECT_EQ(ended.code, 0) << ended.err;
    return Json(ended.out).text("/expires_at");
  };
  EXPECT_EQ(expiry({"--expires-in", "90m"}), "2026-12-01T13:30:00.000Z");
  EXPECT_EQ(expiry({"--expires-in", "2w"}), "2026-12-15T12:00:00.000Z");
  EXPECT_EQ(expiry({"--expires-at", "2027-01-31"}), "2027-01-31T00:00:00.000Z");
  EXPECT_EQ(expiry({"--expires-at", "2027-01-31T13:00:00+01:00"}), "2027-01-31T12:00:00.000Z");
}

TEST(CliCreate, TakesANameThatIsCalledLikeAVerbOrLooksLikeAnOption) {
  RunningService service;
  const CommandLine cli(service);
  EXPECT_EQ(cli.run({"token", "create", "list", "--owner", "alice"}).code, 0);
  EXPECT_EQ(cli.run({"token", "create", "--owner", "alice", "--", "--json"}).code, 0);
  const auto names = cli.run({"token", "list", "--owner", "alice", "--json"}).out;
  EXPECT_THAT(Json(names).texts_of("/tokens", "name"), testing::ElementsAre("list", "--json"));
}

TEST(CliCreate, TakesOneScopeForEachOptionAndTheNameAnywhere) {
  RunningService service;
  const CommandLine cli(service);
  const auto ended = cli.run(
      {"token", "create", "--scope", "a", "deploy", "--owner", "alice", "--scope", "b", "--json"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(Json(ended.out).text("/name"), "deploy");
  EXPECT_THAT(Json(ended.out).texts("/scopes"), testing::ElementsAre("a", "b"));
}

TEST(CliCreate, RepeatedWithItsKeyMakesOneTokenAndGivesTheSameSecret) {
  RunningService service;
  const CommandLine cli(service);
  const support::Arguments again{"token", "create", "once", "--owner", "alice", "--idempotency-key",
                                 "k-1"};
  const auto first = cli.run(again);
  EXPECT_EQ(first.code, 0);
  EXPECT_EQ(cli.run(again).out, first.out);
  EXPECT_EQ(Json(cli.run({"token", "list", "--owner", "alice", "--json"}).out).size("/tokens"), 1U);
}

TEST(CliCreate, SaysWhatTheServerSaysOfEachMember) {
  RunningService service;
  const CommandLine cli(service);
  const auto ended = cli.run({"token", "create", "x", "--owner", "..", "--scope", "UPPER"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_EQ(ended.out, "");
  EXPECT_THAT(ended.err, HasSubstr("tokenledger: Invalid body: "));
  EXPECT_THAT(ended.err, HasSubstr("\n  /scopes: "));
  EXPECT_THAT(ended.err, HasSubstr("\n  /owner: "));
}

TEST(CliList, ShowsAlignedRowsWithoutColourWherePiped) {
  RunningService service;
  const CommandLine cli(service);
  static_cast<void>(cli.made("日本"));
  static_cast<void>(cli.made("deploy"));
  const auto ended = cli.run({"token", "list", "--owner", "alice"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.err, "");
  EXPECT_THAT(ended.out,
              MatchesRegex("ID +NAME    OWNER  STATUS  EXPIRES     LAST USED  SCOPES\n"
                           "tok_[0-9a-z]+  日本    alice  active  in [0-9]+ days  never  "
                           "    none \\(No Access\\)\n"
                           "tok_[0-9a-z]+  deploy  alice  active  in [0-9]+ days  never  "
                           "    none \\(No Access\\)\n"));
}

TEST(CliList, ShowsTheNewestFirstWhereAsked) {
  RunningService service;
  const CommandLine cli(service);
  for (const auto* name : {"a", "b", "c"}) static_cast<void>(cli.made(name));
  const auto names = [&](support::Arguments more) {
    support::Arguments arguments{"token", "list", "--json", "--owner", "alice"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Json(cli.run(arguments).out).texts_of("/tokens", "name");
  };
  EXPECT_THAT(names({"--order", "newest"}), testing::ElementsAre("c", "b", "a"));
  EXPECT_THAT(names({"--order", "newest", "--all", "--limit", "1"}),
              testing::ElementsAre("c", "b", "a"));
  EXPECT_THAT(names({"--order", "oldest"}), testing::ElementsAre("a", "b", "c"));
  EXPECT_EQ(cli.run({"token", "list", "--order", "name"}).code, 2);
}

TEST(CliList, Filters) {
  RunningService service;
  const CommandLine cli(service);
  static_cast<void>(cli.made("Deploy"));
  static_cast<void>(cli.made("backup"));
  const auto names = [&](support::Arguments filter) {
    filter.insert(filter.begin(), {"token", "list", "--json"});
    return Json(cli.run(filter).out).texts_of("/tokens", "name");
  };
  using testing::ElementsAre;
  EXPECT_THAT(names({"--name", "PLOY"}), ElementsAre("Deploy"));
  EXPECT_THAT(names({"--owner", "operator"}), ElementsAre("operator"));
  EXPECT_THAT(names({"--status", "expired"}), ElementsAre());
  EXPECT_THAT(names({"--status", "active", "--owner", "alice"}), ElementsAre("Deploy", "backup"));
  EXPECT_EQ(cli.run({"token", "list", "--status", "lost"}).code, 2);
}

TEST(CliList, GoesPageByPageOrToTheEnd) {
  RunningService service;
  const CommandLine cli(service);
  for (const char* name : {"a", "b", "c"}) static_cast<void>(cli.made(name));
  const auto first = cli.run({"token", "list", "--owner", "alice", "--limit", "2"});
  EXPECT_THAT(first.err, HasSubstr("There are more: add --all, or --cursor "));
  const auto cursor = first.err.substr(first.err.rfind(' ') + 1);
  const auto rest = cli.run({"token", "list", "--owner", "alice", "--json", "--cursor",
                             cursor.substr(0, cursor.find('\n'))});
  EXPECT_THAT(Json(rest.out).texts_of("/tokens", "name"), testing::ElementsAre("c"));
  const auto all = cli.run({"token", "list", "--owner", "alice", "--all", "--limit", "1"});
  EXPECT_EQ(std::count(all.out.begin(), all.out.end(), '\n'), 4);
  const auto json =
      cli.run({"token", "list", "--owner", "alice", "--all", "--limit", "1", "--json"});
  EXPECT_THAT(Json(json.out).texts_of("/tokens", "name"), testing::ElementsAre("a", "b", "c"));
  EXPECT_TRUE(Json(json.out).is_null("/next_cursor"));
}

TEST(CliList, OfNothingSaysSoBesideAnEmptyOutput) {
  RunningService service;
  const CommandLine cli(service);
  const auto ended = cli.run({"token", "list", "--owner", "nobody"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.out, "");
  EXPECT_EQ(ended.err, "There are none.\n");
  EXPECT_EQ(cli.run({"token", "list", "--owner", "nobody", "--json", "--all"}).out,
            "{\"tokens\":[],\"next_cursor\":null}\n");
}

TEST(CliShow, PrintsACardOrTheServersJson) {
  RunningService service;
  const CommandLine cli(service);
  const auto id = cli.made("deploy");
  const auto card = cli.run({"token", "show", id});
  EXPECT_EQ(card.code, 0);
  EXPECT_THAT(card.out, HasSubstr("id         " + id +
                                  "\nname       deploy\nowner      alice\n"
                                  "status     active\n"));
  EXPECT_THAT(card.out, HasSubstr("last used  never\n"));
  EXPECT_EQ(cli.run({"token", "show", id, "--json"}).out,
            service.as_operator().get("/v1/tokens/" + id).body + '\n');
  const auto odd = cli.run({"token", "show", "../self?x=1"});
  EXPECT_EQ(odd.code, 1);
  EXPECT_THAT(odd.err, HasSubstr("Not found: "));
}

TEST(CliDelete, NeedsYesWhereNobodyCanBeAsked) {
  RunningService service;
  const CommandLine cli(service);
  const auto id = cli.made("deploy");
  const auto refused = cli.run({"token", "delete", id}, "y\n");
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("--yes"));
  EXPECT_EQ(cli.run({"token", "show", id}).code, 0);
  const auto done = cli.run({"token", "delete", id, "--yes"});
  EXPECT_EQ(done.code, 0);
  EXPECT_EQ(done.out, "");
  EXPECT_EQ(done.err, "Deleted " + id + ".\n");
  EXPECT_EQ(cli.run({"token", "delete", id, "--yes"}).code, 1);
}

TEST(CliUsage, IsRefusedBeforeAnythingIsSent) {
  const auto secret = token::TokenSecret::from_random(std::array<std::uint8_t, 32>{});
  const CommandLine cli(1, std::string(secret.reveal()));
  for (const auto& arguments : std::vector<support::Arguments>{
           {"token"},
           {"token", "create"},
           {"token", "create", "x", "--expires-in", "30"},
           {"token", "create", "x", "--expires-in", "0d"},
           {"token", "create", "x", "--expires-at", "tomorrow"},
           {"token", "create", "x", "--expires-in", "1d", "--expires-at", "2027-01-01"},
           {"token", "create", "x", "--idempotency-key", "a b"},
           {"token", "create", "x", "--idempotency-key", std::string(129, 'k')},
           {"token", "list", "--limit", "0"},
           {"token", "list", "--limit", "101"},
           {"token", "list", "--all", "--cursor", "p1"},
           {"token", "list", "--timeout", "601"},
           {"whoami", "--server", "ftp://127.0.0.1"}}) {
    const auto ended = cli.run(arguments);
    EXPECT_EQ(ended.code, 2) << testing::PrintToString(arguments) << ended.err;
    EXPECT_NE(ended.err, "");
    EXPECT_EQ(ended.out, "");
  }
  EXPECT_EQ(cli.run({"token", "list", "--limit", "100", "--timeout", "600"}).code, 3);
  EXPECT_EQ(cli.run({"token", "create", "x", "--idempotency-key", std::string(128, 'k')}).code, 3);
}

}  // namespace
}  // namespace ledger::e2e
