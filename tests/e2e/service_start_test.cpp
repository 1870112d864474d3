// The real binary: its first and later starts, its end, and what it refuses to start on.

#include <csignal>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "tests/support/api_client.hpp"
#include "tests/support/client_program.hpp"
#include "tests/support/program.hpp"

namespace ledger::e2e {
namespace {

using support::ApiClient;
using support::Ended;
using support::FreshDirectory;
using support::Json;
using support::Program;
using support::serve_arguments;
using testing::HasSubstr;

const std::string binary = TOKENLEDGER_PROGRAM;

std::string first_line(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  return line;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

Ended run(const std::vector<std::string>& arguments) {
  return support::run_piped(binary, arguments, {});
}

/// With a wall clock of 1970: where a machine begins that was not told the time.
Ended serve_in_1970(const std::filesystem::path& data) {
  std::vector<std::string> arguments{"LD_PRELOAD=" EARLY_CLOCK, binary};
  for (const auto& argument : serve_arguments(data)) arguments.push_back(argument);
  return support::run_piped("/usr/bin/env", arguments, {});
}

TEST(Start, BeforeTheReleaseOfTheProgramIsRefusedAndMakesNothing) {
  const FreshDirectory data;
  const auto ended = serve_in_1970(data.path());
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.err, HasSubstr("1970-01-"));
  EXPECT_FALSE(std::filesystem::exists(data.path() / "operator-token"));
  EXPECT_TRUE(std::filesystem::is_empty(data.path()));
}

TEST(Start, BeforeTheReleaseOfTheProgramServesNoLedgerThatIsThere) {
  const FreshDirectory data;
  {
    Program program(binary, serve_arguments(data.path()));
    ASSERT_TRUE(program.port()) << program.err();
    program.signal(SIGTERM);
    ASSERT_EQ(program.wait(), 0);
  }
  const auto ended = serve_in_1970(data.path());
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.err, HasSubstr("1970-01-"));
  Program again(binary, serve_arguments(data.path()));
  EXPECT_TRUE(again.port()) << again.err();
}

TEST(FirstStart, MakesGenesisAndTheOperatorsToken) {
  const FreshDirectory data;
  Program program(binary, serve_arguments(data.path()));
  const auto port = program.port();
  ASSERT_TRUE(port) << program.err();
  const auto file = data.path() / "operator-token";
  const auto perms = std::filesystem::status(file).permissions() & std::filesystem::perms::mask;
  EXPECT_EQ(perms, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  const auto top = std::filesystem::status(data.path()).permissions();
  EXPECT_EQ(top & std::filesystem::perms::mask, std::filesystem::perms::owner_all);
  EXPECT_FALSE(std::filesystem::exists(data.path() / "operator-token.new"));

  ApiClient caller(*port, first_line(file));
  EXPECT_EQ(caller.get("/readyz").status, 200U);
  EXPECT_EQ(caller.get("/livez").status, 200U);
  const auto self = caller.get("/v1/self").json();
  EXPECT_EQ(self.text("/owner"), "operator");
  EXPECT_THAT(self.texts("/scopes"), testing::ElementsAre("ledger:operate"));

  const auto log = lines_of(run({"log", "--data", data.path().string()}).out);
  ASSERT_EQ(log.size(), 2U);
  EXPECT_EQ(Json(log[0]).number("/position"), 0U);
  EXPECT_THAT(Json(log[0]).text("/event/type"), HasSubstr("ledger.opened"));
  program.signal(SIGTERM);
  EXPECT_EQ(program.wait(), 0);
}

TEST(SecondStart, KeepsGenesisAndTheOperatorsToken) {
  const FreshDirectory data;
  std::string secret;
  std::string log;
  for (int start = 0; start < 2; ++start) {
    Program program(binary, serve_arguments(data.path()));
    const auto port = program.port();
    ASSERT_TRUE(port) << program.err();
    const auto found = first_line(data.path() / "operator-token");
    EXPECT_EQ(ApiClient(*port, found).get("/v1/self").status, 200U);
    program.signal(SIGINT);
    EXPECT_EQ(program.wait(), 0);
    const auto printed = run({"log", "--data", data.path().string()}).out;
    if (start == 1) {
      EXPECT_EQ(found, secret);
      EXPECT_EQ(printed, log);
    }
    secret = found;
    log = printed;
  }
}

TEST(SecondProcess, IsRefusedOnTheSameData) {
  const FreshDirectory data;
  Program program(binary, serve_arguments(data.path()));
  const auto port = program.port();
  ASSERT_TRUE(port) << program.err();
  const auto second = run(serve_arguments(data.path()));
  EXPECT_EQ(second.code, 1);
  EXPECT_THAT(second.err, HasSubstr(data.path().string()));
  EXPECT_THAT(second.err, HasSubstr("process"));
  EXPECT_EQ(ApiClient(*port, "").get("/readyz").status, 200U);
}

TEST(PortInUse, IsRefusedByName) {
  const FreshDirectory data;
  Program program(binary, serve_arguments(data.path()));
  const auto port = program.port();
  ASSERT_TRUE(port) << program.err();
  const FreshDirectory other;
  const auto listen = "127.0.0.1:" + std::to_string(*port);
  const auto second = run({"serve", "--data", other.path().string(), "--listen", listen});
  EXPECT_EQ(second.code, 1);
  EXPECT_THAT(second.err, HasSubstr("cannot listen on " + listen));
}

TEST(DataDirectory, KeepsTheModeThatItHas) {
  const FreshDirectory place;
  const auto data = place.path() / "data";
  std::filesystem::create_directory(data);
  std::filesystem::permissions(data, std::filesystem::perms(0750));
  Program program(binary, serve_arguments(data));
  ASSERT_TRUE(program.port()) << program.err();
  EXPECT_EQ(std::filesystem::status(data).permissions(), std::filesystem::perms(0750));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data)) {
    EXPECT_EQ(entry.status().permissions() & std::filesystem::perms(0077),
              std::filesystem::perms::none)
        << entry.path();
  }
}

TEST(DataDirectory, ThatCannotBeMadeIsRefusedByName) {
  const FreshDirectory data;
  const auto file = data.path() / "file";
  std::ofstream(file) << "x";
  const auto ended = run(serve_arguments(file));
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.err, HasSubstr(file.string()));
}

TEST(LogVerb, PrintsJsonLinesWhileTheLogIsServed) {
  const FreshDirectory data;
  Program program(binary, serve_arguments(data.path()));
  const auto port = program.port();
  ASSERT_TRUE(port) << program.err();
  ApiClient caller(*port, first_line(data.path() / "operator-token"));
  const auto token = caller.create(R"({"name":"x","owner":"alice"})");
  ASSERT_EQ(caller.remove("/v1/tokens/" + token.text("/id")).status, 204U);
  const auto printed = run({"log", "--data", data.path().string(), "--after", "1"});
  EXPECT_EQ(printed.code, 0);
  const auto lines = lines_of(printed.out);
  ASSERT_EQ(lines.size(), 2U);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Json record(lines[i]);
    EXPECT_THAT(record.names(""), testing::ElementsAre("position", "log_time", "key", "event"));
    EXPECT_EQ(record.number("/position"), i + 2);
    EXPECT_EQ(record.text("/key"), token.text("/id"));
    EXPECT_EQ(record.text("/event/specversion"), "1.0");
  }
  EXPECT_EQ(run({"log", "--data", data.path().string(), "--after", "3"}).out, "");
  const FreshDirectory none;
  const auto absent = run({"log", "--data", (none.path() / "absent").string()});
  EXPECT_NE(absent.code, 0);
  EXPECT_THAT(absent.err, HasSubstr("absent"));
}

TEST(CommandLine, ExplainsItself) {
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"--help"}, {"serve", "--help"}, {"log", "--help"}}) {
    const auto help = run(arguments);
    EXPECT_EQ(help.code, 0);
    EXPECT_THAT(help.out, HasSubstr("--help"));
  }
  const auto version = run({"--version"});
  EXPECT_EQ(version.code, 0);
  EXPECT_THAT(version.out, testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST(CommandLine, RefusesWhatItDoesNotKnow) {
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{},
                                             {"surf"},
                                             {"serve", "--port", "1"},
                                             {"serve", "--threads", "0"},
                                             {"serve", "--listen", "8080"},
                                             {"serve", "--listen", "127.0.0.1:65536"},
                                             {"log", "--after", "x"}}) {
    const auto ended = run(arguments);
    EXPECT_EQ(ended.code, 2) << testing::PrintToString(arguments) << ended.err;
    EXPECT_NE(ended.err, "");
  }
}

}  // namespace
}  // namespace ledger::e2e
