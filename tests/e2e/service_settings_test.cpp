// The real binary's settings file: what is wrong with it is said with file, line and reason.

#include <csignal>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "tests/support/api_client.hpp"
#include "tests/support/program.hpp"

namespace ledger::e2e {
namespace {

using support::FreshDirectory;
using support::Program;
using testing::HasSubstr;
using testing::Not;

/// Serves with that settings file and returns what it said when it refused to.
std::string refusal(const std::string& settings) {
  const FreshDirectory directory;
  const auto file = directory.path() / "ledger.toml";
  std::ofstream(file) << settings;
  Program program(TOKENLEDGER_PROGRAM, {"serve", "--config", file.string(), "--data",
                                        (directory.path() / "data").string()});
  EXPECT_EQ(program.wait(), 2) << settings;
  EXPECT_THAT(program.err(), HasSubstr(file.string())) << settings;
  EXPECT_FALSE(std::filesystem::exists(directory.path() / "data")) << settings;
  return program.err();
}

TEST(SettingsFile, IsRefusedByLineAndReason) {
  EXPECT_THAT(refusal("[server]\n\nthread = 4\n"),
              HasSubstr("line 3: unknown setting server.thread"));
  EXPECT_THAT(refusal("[srv]\nthreads = 4\n"), HasSubstr("line 1: unknown section [srv]"));
  EXPECT_THAT(refusal("[server]\nthreads = \"4\"\n"),
              HasSubstr("line 2: server.threads must be a whole number"));
  EXPECT_THAT(refusal("[server]\nthreads = 1025\n"),
              HasSubstr("line 2: server.threads must lie between 0 and 1024"));
  EXPECT_THAT(refusal("[server]\nlisten = \"here\"\n"), HasSubstr("line 2: server.listen"));
  EXPECT_THAT(refusal("[server]\n# fine\nthreads = = 4\n"), HasSubstr("line 3: "));
  EXPECT_THAT(refusal("server = 4\n"), HasSubstr("line 1: [server] must be a section"));
  EXPECT_THAT(refusal("[policy]\nlifetime_default_s = 20\nlifetime_max_s = 10\n"),
              HasSubstr("lifetime_default_s must not exceed"));
}

TEST(SettingsFile, WithASecretThatOthersMayReadIsRefusedWithoutTheSecret) {
  const auto said = refusal(
      "[kafka]\nbrokers = [\"127.0.0.1:1\"]\n[kafka.client]\n\"sasl.password\" = \"hunter2\"\n");
  EXPECT_THAT(said, HasSubstr("Type: chmod 600 "));
  EXPECT_THAT(said, Not(HasSubstr("hunter2")));
  EXPECT_THAT(refusal("[kafka.client]\nsasl.password = hunter2\n"), Not(HasSubstr("hunter")));
}

TEST(SettingsFile, ThatIsNotThereIsRefusedByName) {
  const FreshDirectory directory;
  const auto file = directory.path() / "absent.toml";
  Program program(TOKENLEDGER_PROGRAM, {"serve", "--config", file.string()});
  EXPECT_EQ(program.wait(), 2);
  EXPECT_THAT(program.err(), HasSubstr(file.string()));
}

TEST(SettingsFile, IsOverruledByTheCommandLine) {
  const FreshDirectory directory;
  const auto file = directory.path() / "ledger.toml";
  const auto data = directory.path() / "data";
  std::ofstream(file) << "[server]\nlisten = \"127.0.0.1:1\"\ndata = \""
                      << (directory.path() / "other").string()
                      << "\"\nthreads = 2\n[policy]\nlifetime_default_s = 60\n";
  Program program(TOKENLEDGER_PROGRAM, {"serve", "--config", file.string(), "--data", data.string(),
                                        "--listen", "127.0.0.1:0"});
  const auto port = program.port();
  ASSERT_TRUE(port) << program.err();
  EXPECT_TRUE(std::filesystem::exists(data / "operator-token"));
  EXPECT_FALSE(std::filesystem::exists(directory.path() / "other"));
  program.signal(SIGTERM);
  EXPECT_EQ(program.wait(), 0);
}

}  // namespace
}  // namespace ledger::e2e
