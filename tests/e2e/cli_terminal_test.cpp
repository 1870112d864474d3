// The command line on a terminal: colour, questions, and a secret that is typed unseen.

#include <fstream>

#include <gmock/gmock.h>

#include "tests/e2e/cli_fixture.hpp"

namespace ledger::e2e {
namespace {

using support::RunningService;
using testing::HasSubstr;
using testing::Not;

TEST(CliTerminal, HasColourUnlessNobodyWantsIt) {
  RunningService service;
  for (const char* unwanted : {"", "NO_COLOR=1", "TERM=dumb"}) {
    CommandLine cli(service);
    const std::string text = unwanted;
    if (!text.empty()) cli.set(text.substr(0, text.find('=')), text.substr(text.find('=') + 1));
    const auto program = cli.on_terminal({"whoami"});
    ASSERT_TRUE(program->shows("operator")) << program->screen();
    EXPECT_EQ(program->wait(), 0);
    EXPECT_EQ(program->screen().find("\x1b[32mactive\x1b[0m") != std::string::npos, text.empty())
        << program->screen();
    EXPECT_EQ(program->screen().find("\x1b[") == std::string::npos, !text.empty());
  }
}

TEST(CliTerminal, AsksBeforeADeletionAndTakesNoForAnAnswer) {
  RunningService service;
  const CommandLine cli(service);
  const auto id = cli.made("deploy");
  for (const char* answer : {"n\n", "\n", "\x04"}) {
    const auto program = cli.on_terminal({"token", "delete", id});
    ASSERT_TRUE(program->shows("Delete " + id + ", \"deploy\" of alice, for ever? [y/N] "))
        << program->screen();
    program->type(answer);
    EXPECT_EQ(program->wait(), 1);
    EXPECT_THAT(program->screen(), HasSubstr("Nothing was done."));
  }
  EXPECT_EQ(cli.run({"token", "show", id}).code, 0);
  const auto program = cli.on_terminal({"token", "delete", id});
  ASSERT_TRUE(program->shows("[y/N] "));
  program->type("y\n");
  EXPECT_EQ(program->wait(), 0) << program->screen();
  EXPECT_EQ(cli.run({"token", "show", id}).code, 1);
}

TEST(CliTerminal, AsksForServerAndTokenAtALoginAndShowsNoSecret) {
  RunningService service;
  const CommandLine cli;
  const auto secret = service.as_owner("alice").secret();
  const auto program = cli.on_terminal({"login"});
  ASSERT_TRUE(program->shows("Server, such as http://127.0.0.1:8080: ")) << program->screen();
  program->type(CommandLine::url(service.port()) + '\n');
  ASSERT_TRUE(program->shows("Token (not shown): ")) << program->screen();
  EXPECT_FALSE(program->echoes());
  program->type("typo\x15" + secret + "z\x7f\r");
  EXPECT_EQ(program->wait(), 0) << program->screen();
  EXPECT_THAT(program->screen(), HasSubstr("Logged in to "));
  EXPECT_THAT(program->screen(), Not(HasSubstr(secret.substr(0, 8))));
  EXPECT_EQ(cli.run({"whoami"}).code, 0);
}

TEST(CliTerminal, StopsAtCtrlCAndLeavesTheEchoOn) {
  RunningService service;
  const CommandLine cli;
  const auto program = cli.on_terminal({"login", CommandLine::url(service.port())});
  ASSERT_TRUE(program->shows("Token (not shown): "));
  EXPECT_FALSE(program->echoes());
  program->type("tl_half\x03");
  ASSERT_TRUE(program->shows("is no token"));
  EXPECT_TRUE(program->echoes());
  EXPECT_EQ(program->wait(), 2);
  EXPECT_FALSE(std::filesystem::exists(cli.login_file()));
}

TEST(CliTerminal, AsksForTheTokenToVerifyUnseen) {
  RunningService service;
  const CommandLine cli(service);
  const auto secret = service.as_owner("alice").secret();
  const auto program = cli.on_terminal({"verify"});
  ASSERT_TRUE(program->shows("Token to verify (not shown): "));
  EXPECT_FALSE(program->echoes());
  program->type(secret + '\r');
  EXPECT_EQ(program->wait(), 0) << program->screen();
  EXPECT_THAT(program->screen(), HasSubstr("active"));
  EXPECT_THAT(program->screen(), Not(HasSubstr(secret)));
}

TEST(CliTerminal, ShowsNoTypedSecretWhereStandardErrorIsAFile) {
  RunningService service;
  const auto secret = service.as_owner("alice").secret();
  for (const char* verb : {"verify", "login"}) {
    const support::FreshDirectory home;
    const auto err = home.path() / "err";
    const auto line = std::string(TOKENLEDGER_PROGRAM) + ' ' + verb + " 2>" + err.string();
    support::TerminalProgram program("/bin/sh", {"-c", line},
                                     {"HOME=" + home.path().string(), "TERM=xterm",
                                      "TOKENLEDGER_SERVER=" + CommandLine::url(service.port()),
                                      "TOKENLEDGER_TOKEN=" + service.as_operator().secret()});
    ASSERT_TRUE(program.shows("(not shown): ")) << program.screen();
    EXPECT_FALSE(program.echoes());
    program.type(secret + '\r');
    EXPECT_EQ(program.wait(), 0) << program.screen();
    EXPECT_THAT(program.screen(), Not(HasSubstr(secret)));
    std::ifstream stream(err);
    const std::string said{std::istreambuf_iterator<char>(stream), {}};
    EXPECT_THAT(said, Not(HasSubstr(secret)));
  }
}

}  // namespace
}  // namespace ledger::e2e
