// Where server and token come from: flags, environment, login file; and who may read the latter.

#include <fstream>
#include <sys/stat.h>

#include <gmock/gmock.h>

#include "tests/e2e/cli_fixture.hpp"

namespace ledger::e2e {
namespace {

using support::Json;
using support::RunningService;
using testing::HasSubstr;
using testing::Not;

unsigned mode_of(const std::filesystem::path& path) {
  struct stat status{};
  EXPECT_EQ(::stat(path.c_str(), &status), 0);
  return status.st_mode & 07777U;
}

std::string caller(const CommandLine& cli, const support::Arguments& flags = {}) {
  support::Arguments arguments{"whoami", "--json"};
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  const auto ended = cli.run(arguments);
  return ended.code == 0 ? Json(ended.out).text("/owner") : ended.err;
}

std::string file_with(const CommandLine& cli, const std::string& secret) {
  const auto file = cli.home() / "token";
  std::ofstream(file) << secret << '\n';
  return file.string();
}

TEST(CliLogin, WritesAFileForItsOwnerAlone) {
  RunningService service;
  const CommandLine cli;
  const auto alice = service.as_owner("alice");
  const auto ended = cli.run({"login", CommandLine::url(service.port())}, alice.secret() + '\n');
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.out, "");
  EXPECT_THAT(ended.err, HasSubstr("alice"));
  EXPECT_THAT(ended.err, HasSubstr(cli.login_file().string()));
  EXPECT_THAT(ended.err, Not(HasSubstr(alice.secret())));
  EXPECT_EQ(mode_of(cli.login_file()), 0600U);
  EXPECT_EQ(mode_of(cli.login_file().parent_path()), 0700U);
  EXPECT_EQ(caller(cli), "alice");
}

TEST(CliLogin, SaysWhoItIsAsJsonToo) {
  RunningService service;
  const CommandLine cli;
  const auto alice = service.as_owner("alice");
  const auto ended =
      cli.run({"login", CommandLine::url(service.port()), "--json"}, alice.secret() + '\n');
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(Json(ended.out).text("/owner"), "alice");
  EXPECT_EQ(caller(cli), "alice");
}

TEST(CliLogin, TakesATokenWithBlanksAroundItFromEverywhere) {
  RunningService service;
  CommandLine cli;
  const auto alice = service.as_owner("alice");
  cli.set("TOKENLEDGER_SERVER", CommandLine::url(service.port()));
  for (const std::string& text : {alice.secret(), " \t" + alice.secret() + " \t",
                                  alice.secret() + "\r\n", alice.secret() + " \nbehind it"}) {
    EXPECT_EQ(caller(cli, {"--token-file", file_with(cli, text)}), "alice") << text;
    EXPECT_EQ(cli.run({"login"}, text).code, 0) << text;
    cli.set("TOKENLEDGER_TOKEN", text);
    EXPECT_EQ(caller(cli), "alice") << text;
    EXPECT_EQ(cli.run({"verify"}, text).code, 5) << "asked about, and no more: " << text;
    cli.set("TOKENLEDGER_TOKEN", service.as_operator().secret());
    EXPECT_EQ(cli.run({"verify"}, text).code, 0) << text;
  }
}

TEST(CliLogin, GoesToTheConfigurationFolderThatIsNamed) {
  RunningService service;
  CommandLine cli;
  cli.set("XDG_CONFIG_HOME", (cli.home() / "elsewhere").string());
  const auto op = service.as_operator().secret();
  EXPECT_EQ(cli.run({"login", CommandLine::url(service.port())}, op).code, 0);
  EXPECT_TRUE(std::filesystem::exists(cli.home() / "elsewhere/tokenledger/login.toml"));
  EXPECT_EQ(caller(cli), "operator");
}

TEST(CliLogin, WithATokenThatIsNotGoodKeepsTheOldOne) {
  RunningService service;
  const CommandLine cli;
  auto bob = service.as_owner("bob");
  const auto url = CommandLine::url(service.port());
  ASSERT_EQ(cli.run({"login", url}, service.as_owner("alice").secret()).code, 0);
  ASSERT_EQ(bob.remove("/v1/self").status, 204U);
  EXPECT_EQ(cli.run({"login", url}, bob.secret()).code, 5);
  EXPECT_EQ(cli.run({"login", url}, "nonsense\n").code, 2);
  EXPECT_EQ(cli.run({"login", "http://127.0.0.1:1"}, bob.secret()).code, 3);
  EXPECT_EQ(caller(cli), "alice");
}

TEST(CliLogin, IsReplacedByTheNext) {
  RunningService service;
  const CommandLine cli;
  const auto url = CommandLine::url(service.port());
  ASSERT_EQ(cli.run({"login", url}, service.as_owner("alice").secret()).code, 0);
  ASSERT_EQ(cli.run({"login", url}, service.as_owner("bob").secret()).code, 0);
  EXPECT_EQ(caller(cli), "bob");
  EXPECT_EQ(mode_of(cli.login_file()), 0600U);
}

TEST(CliLoginFile, ThatOthersMayReadIsRefusedWithTheCommandToRun) {
  RunningService service;
  const CommandLine cli;
  const auto url = CommandLine::url(service.port());
  ASSERT_EQ(cli.run({"login", url}, service.as_owner("alice").secret()).code, 0);
  for (const mode_t mode : {0640U, 0604U, 0620U, 0602U}) {
    ::chmod(cli.login_file().c_str(), mode);
    const auto ended = cli.run({"whoami"});
    EXPECT_EQ(ended.code, 2) << mode;
    EXPECT_THAT(ended.err, HasSubstr("chmod 600 '" + cli.login_file().string() + "'"));
  }
  ::chmod(cli.login_file().c_str(), 0400);
  EXPECT_EQ(caller(cli), "alice");
}

TEST(CliLoginFile, ThatIsDamagedSaysWhatToDo) {
  const CommandLine cli;
  std::filesystem::create_directories(cli.login_file().parent_path());
  for (const char* text : {"server = ", "server = \"http://x\"\n", "\xff", ""}) {
    std::ofstream(cli.login_file()) << text;
    ::chmod(cli.login_file().c_str(), 0600);
    const auto ended = cli.run({"whoami"});
    EXPECT_EQ(ended.code, 2) << text;
    EXPECT_THAT(ended.err, HasSubstr("tokenledger login"));
  }
}

TEST(CliLoginFile, HasALargestSize) {
  RunningService service;
  const CommandLine cli;
  const auto url = CommandLine::url(service.port());
  ASSERT_EQ(cli.run({"login", url}, service.as_owner("alice").secret()).code, 0);
  const auto size = std::filesystem::file_size(cli.login_file());
  std::ofstream(cli.login_file(), std::ios::app) << std::string(16 * 1024 - size, '\n');
  EXPECT_EQ(caller(cli), "alice");
  std::ofstream(cli.login_file(), std::ios::app) << '\n';
  EXPECT_THAT(caller(cli), HasSubstr("larger than 16 KiB"));
}

TEST(CliCredentials, OfFlagsGoBeforeTheEnvironmentAndThatBeforeTheLogin) {
  RunningService service;
  CommandLine cli;
  const auto url = CommandLine::url(service.port());
  ASSERT_EQ(cli.run({"login", url}, service.as_owner("alice").secret()).code, 0);
  EXPECT_EQ(caller(cli), "alice");
  cli.set("TOKENLEDGER_TOKEN", service.as_owner("bob").secret());
  EXPECT_EQ(caller(cli), "bob");
  const auto file = file_with(cli, service.as_owner("carol").secret());
  EXPECT_EQ(caller(cli, {"--token-file", file}), "carol");
  cli.set("TOKENLEDGER_SERVER", "http://127.0.0.1:1");
  EXPECT_THAT(caller(cli), HasSubstr("Cannot reach http://127.0.0.1:1"));
  EXPECT_EQ(caller(cli, {"--server", url}), "bob");
  EXPECT_EQ(caller(cli, {"--server", url, "--token-file", file}), "carol");
}

TEST(CliCredentials, OfALoginAreSentToItsServerAlone) {
  RunningService service;
  CommandLine cli;
  const auto url = CommandLine::url(service.port());
  ASSERT_EQ(cli.run({"login", url}, service.as_owner("alice").secret()).code, 0);
  EXPECT_EQ(caller(cli, {"--server", url + '/'}), "alice");
  EXPECT_THAT(caller(cli, {"--server", "http://127.0.0.1:1"}),
              HasSubstr("The login's token is for " + url + " and is not sent to"));
  cli.set("TOKENLEDGER_SERVER", "http://localhost:" + std::to_string(service.port()));
  EXPECT_EQ(cli.run({"whoami"}).code, 2);
}

TEST(CliCredentials, ThatAreMissingOrMalformedAreNamed) {
  RunningService service;
  CommandLine cli;
  EXPECT_THAT(caller(cli), HasSubstr("No server is named"));
  const auto url = CommandLine::url(service.port());
  EXPECT_THAT(caller(cli, {"--server", url}), HasSubstr("No token is named"));
  EXPECT_THAT(caller(cli, {"--server", url, "--token-file", "/nowhere"}),
              HasSubstr("Cannot read the token in /nowhere: No such file"));
  EXPECT_THAT(caller(cli, {"--server", url, "--token-file", file_with(cli, "tl_x")}),
              HasSubstr("is no token"));
  cli.set("TOKENLEDGER_TOKEN", "tl_secretish");
  const auto ended = cli.run({"whoami", "--server", url});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr("TOKENLEDGER_TOKEN is no token"));
  EXPECT_THAT(ended.err, Not(HasSubstr("secretish")));
}

TEST(CliArguments, WithASecretAreRefusedUnread) {
  RunningService service;
  const CommandLine cli(service);
  const auto secret = service.as_owner("alice").secret();
  for (const auto& argument : {secret, "--token=" + secret, "x" + secret + "y"}) {
    const auto ended = cli.run({"token", "show", argument});
    EXPECT_EQ(ended.code, 2);
    EXPECT_THAT(ended.err, HasSubstr("has a token's secret in it"));
    EXPECT_THAT(ended.err, Not(HasSubstr(secret)));
  }
}

}  // namespace
}  // namespace ledger::e2e
