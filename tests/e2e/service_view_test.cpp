// The read model is derived: without it, or with a damaged one, the log gives the same answers;
// with one that is ahead of the log, nothing is served.

#include <csignal>
#include <filesystem>
#include <fstream>
#include <regex>

#include <gmock/gmock.h>

#include "tests/support/api_client.hpp"
#include "tests/support/program.hpp"

namespace ledger::e2e {
namespace {

using support::ApiClient;
using support::FreshDirectory;
using support::Program;
using support::serve_arguments;
using testing::HasSubstr;

namespace fs = std::filesystem;

/// The binary over one data directory, stopped and started at will.
class ReadModel : public testing::Test {
 protected:
  void start() {
    program_ = std::make_unique<Program>(TOKENLEDGER_PROGRAM, serve_arguments(data_.path()));
    const auto port = program_->port();
    ASSERT_TRUE(port) << program_->err();
    std::string secret;
    std::getline(std::ifstream(data_.path() / "operator-token"), secret);
    caller_ = std::make_unique<ApiClient>(*port, secret);
  }
  void stop() {
    caller_.reset();
    program_->signal(SIGTERM);
    EXPECT_EQ(program_->wait(), 0);
    said_ = program_->err();
    program_.reset();
  }
  void make_tokens(int count) {
    for (int i = 0; i < count; ++i) {
      const auto token = caller_->create(R"({"name":"t","owner":"o)" + std::to_string(i % 3) +
                                         R"(","scopes":["r"]})");
      secrets_.push_back(token.text("/secret"));
      if (i % 4 == 0) {
        ASSERT_EQ(caller_->remove("/v1/tokens/" + token.text("/id")).status, 204U);
      }
    }
  }
  /// What a caller can see of the state; but for the last uses, which go on with the minute.
  std::string answers() {
    const std::regex last_use(R"("last_used_at":[^,]*,)");
    auto all = std::regex_replace(caller_->get("/v1/tokens?limit=100").body, last_use, "");
    for (const auto& secret : secrets_) all += std::to_string(caller_->gateway(secret));
    return all;
  }
  /// The directories that damaged read models were put into.
  std::size_t set_aside() const {
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator(data_.path())) {
      count += entry.path().filename().string().starts_with("view.corrupt-") ? 1 : 0;
    }
    return count;
  }

  FreshDirectory data_;
  std::unique_ptr<Program> program_;
  std::unique_ptr<ApiClient> caller_;
  std::vector<std::string> secrets_;
  std::string said_;
};

TEST_F(ReadModel, IsRebuiltToTheSameAnswersWhereItIsGone) {
  start();
  make_tokens(40);
  const auto before = answers();
  stop();
  fs::remove_all(data_.path() / "view");
  start();
  EXPECT_EQ(answers(), before);
  make_tokens(1);
  stop();
}

TEST_F(ReadModel, IsSetAsideAndRebuiltWhereItIsDamaged) {
  start();
  make_tokens(40);
  const auto before = answers();
  stop();
  for (const auto* extension : {"MANIFEST", "CURRENT"}) {
    for (const auto& entry : fs::directory_iterator(data_.path() / "view")) {
      if (!entry.path().filename().string().starts_with(extension)) continue;
      std::ofstream(entry.path(), std::ios::trunc) << "this was something else once";
    }
    const auto kept = set_aside();
    start();
    EXPECT_EQ(answers(), before) << extension;
    EXPECT_EQ(set_aside(), kept + 1) << extension;
    stop();
    EXPECT_THAT(said_, HasSubstr("the read model was damaged")) << extension;
  }
}

TEST_F(ReadModel, AheadOfTheLogStopsTheStartWithAnInstruction) {
  start();
  stop();
  const FreshDirectory copies;
  fs::copy(data_.path() / "log", copies.path() / "log", fs::copy_options::recursive);
  start();
  make_tokens(5);
  stop();
  fs::remove_all(data_.path() / "log");
  fs::copy(copies.path() / "log", data_.path() / "log", fs::copy_options::recursive);
  Program program(TOKENLEDGER_PROGRAM, serve_arguments(data_.path()));
  EXPECT_EQ(program.port(), std::nullopt);
  EXPECT_EQ(program.wait(), 1);
  EXPECT_THAT(program.err(), HasSubstr("cannot start"));
  EXPECT_THAT(program.err(), HasSubstr("it was cut off"));
  EXPECT_THAT(program.err(), HasSubstr("Restore the log"));
}

TEST_F(ReadModel, OfAnotherLedgerStopsTheStartWithAnInstruction) {
  start();
  stop();
  const FreshDirectory copies;
  fs::copy(data_.path() / "view", copies.path() / "view", fs::copy_options::recursive);
  for (const auto* part : {"log", "view", "operator-token"}) fs::remove_all(data_.path() / part);
  start();
  stop();
  fs::remove_all(data_.path() / "view");
  fs::copy(copies.path() / "view", data_.path() / "view", fs::copy_options::recursive);
  Program program(TOKENLEDGER_PROGRAM, serve_arguments(data_.path()));
  EXPECT_EQ(program.wait(), 1);
  EXPECT_THAT(program.err(), HasSubstr("the read model is of ledger"));
}

TEST_F(ReadModel, BesideALogThatIsGoneStopsTheStartAndBeginsNoNewLedger) {
  start();
  make_tokens(1);
  stop();
  fs::remove_all(data_.path() / "log");
  Program refused(TOKENLEDGER_PROGRAM, serve_arguments(data_.path()));
  EXPECT_EQ(refused.wait(), 1);
  EXPECT_THAT(refused.err(), HasSubstr("the log is empty"));
  Program again(TOKENLEDGER_PROGRAM, serve_arguments(data_.path()));
  EXPECT_EQ(again.wait(), 1);
  EXPECT_THAT(again.err(), HasSubstr("the log is empty"));
}

}  // namespace
}  // namespace ledger::e2e
