// The command line and a server that is not there, or a way to it that fails.

#include <gmock/gmock.h>

#include "tests/e2e/cli_fixture.hpp"
#include "tests/support/faulty_relay.hpp"

namespace ledger::e2e {
namespace {

using support::FaultyRelay;
using support::Json;
using support::RelayFault;
using support::RunningService;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

const support::Arguments create{"token", "create", "x", "--owner", "alice"};

/// How many tokens of alice there are.
std::size_t tokens(const RunningService& service) {
  return service.as_operator().get("/v1/tokens?owner=alice").json().size("/tokens");
}

TEST(CliServer, ThatIsNotThereIsUnavailable) {
  RunningService service;
  const CommandLine cli(1, service.as_operator().secret());
  for (const auto& arguments : {support::Arguments{"whoami"}, create}) {
    const auto ended = cli.run(arguments);
    EXPECT_EQ(ended.code, 3);
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err, AllOf(HasSubstr("Cannot reach http://127.0.0.1:1: Connection refused"),
                                 HasSubstr("--server")));
  }
}

TEST(CliServer, ThatHasNoNameIsUnavailable) {
  RunningService service;
  const CommandLine cli(service);
  const auto ended = cli.run({"whoami", "--server", "http://nowhere.invalid:80"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, HasSubstr("Cannot reach http://nowhere.invalid: "));
}

TEST(CliServer, ThatDoesNotKnowTheTokenSaysUnauthorised) {
  RunningService service;
  const RunningService other;
  const CommandLine cli(service.port(), other.as_operator().secret());
  const auto ended = cli.run({"whoami"});
  EXPECT_EQ(ended.code, 5);
  EXPECT_THAT(ended.err, HasSubstr("TOKENLEDGER_TOKEN"));
}

TEST(CliConnection, ThatBreaksBeforeTheServerSawTheCommandIsMadeAgain) {
  RunningService service;
  FaultyRelay relay(service.port(), {RelayFault::cut_before});
  const CommandLine cli(relay.port(), service.as_operator().secret());
  const auto ended = cli.run(create);
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(tokens(service), 1U);
}

TEST(CliConnection, ThatBreaksBehindTheCommandIsMadeAgainUnderTheSameKey) {
  RunningService service;
  FaultyRelay relay(service.port(), {RelayFault::cut_behind});
  const CommandLine cli(relay.port(), service.as_operator().secret());
  const auto ended = cli.run(create);
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(tokens(service), 1U);
  EXPECT_EQ(service.as(ended.out.substr(0, 52)).get("/v1/self").status, 200U);
  ASSERT_THAT(relay.seen(), SizeIs(2));
  EXPECT_NE(relay.seen()[0].key, "");
  EXPECT_EQ(relay.seen()[0].key, relay.seen()[1].key);
}

TEST(CliConnection, ThatBreaksTwiceLeavesTheOutcomeUnknownAndSaysHowToAsk) {
  RunningService service;
  FaultyRelay relay(service.port(), {RelayFault::cut_behind, RelayFault::cut_behind});
  const CommandLine cli(relay.port(), service.as_operator().secret());
  const auto ended = cli.run(create);
  EXPECT_EQ(ended.code, 4);
  EXPECT_EQ(ended.out, "");
  ASSERT_THAT(relay.seen(), SizeIs(2));
  EXPECT_THAT(ended.err, AllOf(HasSubstr("The outcome is unknown"),
                               HasSubstr("--idempotency-key " + relay.seen()[0].key)));
  auto again = create;
  again.insert(again.end(), {"--idempotency-key", relay.seen()[0].key});
  const auto repeated = cli.run(again);
  EXPECT_EQ(repeated.code, 0) << repeated.err;
  EXPECT_EQ(tokens(service), 1U);
  EXPECT_EQ(service.as(repeated.out.substr(0, 52)).get("/v1/self").status, 200U);
}

TEST(CliConnection, ThatBreaksAndCannotBeMadeAgainLeavesTheOutcomeUnknown) {
  RunningService service;
  FaultyRelay relay(service.port(), {RelayFault::gone_behind});
  const CommandLine cli(relay.port(), service.as_operator().secret());
  const auto ended = cli.run(create);
  EXPECT_EQ(ended.code, 4);
  EXPECT_THAT(ended.err, HasSubstr("--idempotency-key " + relay.seen()[0].key));
  EXPECT_EQ(tokens(service), 1U);
}

TEST(CliConnection, ThatBreaksBeforeARefusalOfTheSecondTryLeavesTheOutcomeUnknown) {
  RunningService service;
  FaultyRelay relay(service.port(), {RelayFault::cut_behind, RelayFault::throttled});
  const CommandLine cli(relay.port(), service.as_operator().secret());
  const auto ended = cli.run(create);
  EXPECT_EQ(ended.code, 4);
  EXPECT_THAT(ended.err, AllOf(HasSubstr("The outcome is unknown"), HasSubstr("HTTP 429"),
                               HasSubstr("--idempotency-key " + relay.seen()[0].key)));
  EXPECT_EQ(tokens(service), 1U);
  auto again = create;
  again.insert(again.end(), {"--idempotency-key", relay.seen()[0].key});
  EXPECT_EQ(cli.run(again).code, 0);
  EXPECT_EQ(tokens(service), 1U);
}

TEST(CliConnection, ThatBreaksBeforeAnotherRefusalThan401SaysNothingOfTheSecretThatCalls) {
  RunningService service;
  auto owner = service.as_owner("alice");
  FaultyRelay relay(service.port(), {RelayFault::cut_behind, RelayFault::throttled});
  const CommandLine cli(relay.port(), owner.secret());
  const auto id = owner.get("/v1/self").json().text("/id");
  const auto ended = cli.run({"token", "delete", id, "--yes"});
  EXPECT_EQ(ended.code, 4);
  EXPECT_THAT(ended.err, Not(HasSubstr("another token")));
}

TEST(CliConnection, ThatBreaksBeforeARefusalOfTheCommandItselfIsRefused) {
  RunningService service;
  FaultyRelay relay(service.port(), {RelayFault::cut_behind});
  const CommandLine cli(relay.port(), service.as_operator().secret());
  EXPECT_EQ(cli.run({"token", "create", "", "--owner", "alice"}).code, 1);
  EXPECT_THAT(relay.seen(), SizeIs(2));
}

TEST(CliConnection, ThatBreaksBehindTheEndOfTheVerySecretThatCallsSaysSo) {
  RunningService service;
  for (const char* verb : {"delete", "revoke-tokens"}) {
    auto owner = service.as_owner("alice");
    const auto id = owner.get("/v1/self").json().text("/id");
    FaultyRelay relay(service.port(), {RelayFault::cut_behind});
    const CommandLine cli(relay.port(), owner.secret());
    support::Arguments arguments{"token", verb, id};
    if (verb == std::string("revoke-tokens")) arguments = {"owner", verb, "alice"};
    arguments.emplace_back("--yes");
    const auto ended = cli.run(arguments);
    EXPECT_EQ(ended.code, 4) << verb;
    EXPECT_THAT(ended.err,
                AllOf(HasSubstr("The outcome is unknown"), HasSubstr("look with another token"),
                      HasSubstr("--idempotency-key " + relay.seen()[0].key)));
    EXPECT_EQ(owner.get("/v1/self").status, 401U) << verb;
  }
}

TEST(CliConnection, ThatBreaksBehindATokensOwnRegenerationLosesNothing) {
  RunningService service;
  auto owner = service.as_owner("alice");
  const auto id = owner.get("/v1/self").json().text("/id");
  FaultyRelay relay(service.port(), {RelayFault::cut_behind});
  const CommandLine cli(relay.port(), owner.secret());
  const auto ended = cli.run({"token", "regenerate", id});
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(relay.seen(), SizeIs(2));
  EXPECT_EQ(owner.get("/v1/self").status, 401U);
  const auto secret = ended.out.substr(0, ended.out.find('\n'));
  EXPECT_EQ(service.as(secret).get("/v1/self").status, 200U);
}

TEST(CliGateway, ThatRefusesTheOnlyTryIsUnavailable) {
  RunningService service;
  FaultyRelay relay(service.port(), {RelayFault::throttled});
  const CommandLine cli(relay.port(), service.as_operator().secret());
  EXPECT_EQ(cli.run(create).code, 3);
  EXPECT_EQ(tokens(service), 0U);
}

TEST(CliConnection, ThatBreaksTwiceOnAQueryIsUnavailable) {
  RunningService service;
  FaultyRelay relay(service.port(), {RelayFault::cut_behind, RelayFault::cut_before});
  const CommandLine cli(relay.port(), service.as_operator().secret());
  const auto ended = cli.run({"whoami"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, HasSubstr("No answer from "));
  EXPECT_EQ(cli.run({"whoami"}).code, 0);
}

TEST(CliConnection, ThatStaysMuteEndsAtTheTimeout) {
  RunningService service;
  FaultyRelay relay(service.port(), {RelayFault::mute, RelayFault::mute});
  const CommandLine cli(relay.port(), service.as_operator().secret());
  const auto query = cli.run({"whoami", "--timeout", "1"});
  EXPECT_EQ(query.code, 3);
  EXPECT_THAT(query.err, HasSubstr("no answer within 1 s"));
  auto timed = create;
  timed.insert(timed.end(), {"--timeout", "1"});
  const auto command = cli.run(timed);
  EXPECT_EQ(command.code, 4);
  EXPECT_THAT(command.err, HasSubstr("--idempotency-key "));
  EXPECT_THAT(relay.seen(), SizeIs(2));
}

TEST(CliGateway, ThatGaveUpLeavesTheOutcomeUnknown) {
  RunningService service;
  FaultyRelay relay(service.port(), {RelayFault::gateway_timeout, RelayFault::gateway_timeout});
  const CommandLine cli(relay.port(), service.as_operator().secret());
  const auto command = cli.run(create);
  EXPECT_EQ(command.code, 4);
  EXPECT_THAT(command.err, AllOf(HasSubstr("answered HTTP 504"), HasSubstr("--idempotency-key ")));
  EXPECT_EQ(tokens(service), 1U);
  EXPECT_EQ(cli.run({"whoami"}).code, 3);
}

TEST(CliServer, ThatDoesNotSpeakHttpIsUnavailable) {
  RunningService service;
  FaultyRelay relay(service.port(), {RelayFault::babble});
  const CommandLine cli(relay.port(), service.as_operator().secret());
  const auto ended = cli.run({"whoami"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, HasSubstr("cannot be read as HTTP"));
}

TEST(CliAnswer, HasALargestSize) {
  RunningService service;
  FaultyRelay relay(service.port(), {RelayFault::large, RelayFault::too_large});
  const CommandLine cli(relay.port(), service.as_operator().secret());
  EXPECT_EQ(cli.run({"whoami", "--json"}).out.size(), (16U << 20U) + 1);
  const auto ended = cli.run({"whoami", "--json"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, HasSubstr("body limit exceeded"));
}

TEST(CliOutput, ThatCannotBeWrittenIsNoSuccess) {
  RunningService service;
  const CommandLine cli(service);
  const auto shell = [&](const std::string& line) {
    return support::run_piped("/bin/sh", {"-c", std::string(TOKENLEDGER_PROGRAM) + ' ' + line},
                              {"TOKENLEDGER_SERVER=" + CommandLine::url(service.port()),
                               "TOKENLEDGER_TOKEN=" + service.as_operator().secret()});
  };
  const auto lost = shell("token create x --owner alice >/dev/full");
  EXPECT_EQ(lost.code, 1);
  EXPECT_THAT(lost.err, AllOf(HasSubstr("is lost"), HasSubstr("tok_")));
  EXPECT_EQ(shell("token list >/dev/full").code, 1);
}

}  // namespace
}  // namespace ledger::e2e
