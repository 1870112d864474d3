// Today's program opens a ledger that an earlier one made (fixture/make), and says of it what that
// one said.

#include <filesystem>
#include <fstream>
#include <map>

#include <gtest/gtest.h>

#include "services/tokenledger/ledger_service.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/fresh_directory.hpp"
#include "tests/support/held_clock.hpp"
#include "tests/support/program.hpp"

namespace ledger::e2e {
namespace {

using support::ApiClient;

const std::filesystem::path fixture = TOKENLEDGER_FIXTURE;

class Upgrade : public ::testing::Test {
 protected:
  Upgrade() {
    std::ifstream expected(fixture / "expected");
    for (std::string kind, value; expected >> kind >> value;) expected_[kind] = value;
    const auto packed = (fixture / "ledger.tgz").string();
    support::Program tar("/bin/tar", {"xzf", packed, "-C", data().string()});
    EXPECT_EQ(tar.wait(), 0) << tar.err();
    // Within the overlap of the regenerated token; others would expire in a month.
    clock_.set(token::parse_timestamp(expected_.at("time")).value());
  }
  [[nodiscard]] const std::filesystem::path& data() const { return data_.path(); }
  void start() {
    runtime::Settings settings;
    settings.data = data();
    settings.listen = "127.0.0.1:0";
    settings.threads = 1;
    service_ = std::make_unique<tokenledger::LedgerService>(settings, clock_);
    ASSERT_TRUE(service_->start());
    EXPECT_EQ(service_->state_digest(), expected_.at("digest"));
  }
  unsigned verified(const std::string& kind) {
    return ApiClient(service_->port(), expected_.at(kind)).get("/auth/request").status;
  }
  void expect_the_same_answers() {
    EXPECT_EQ(verified("good"), 200U);
    EXPECT_EQ(verified("updated"), 403U) << "No Access";
    EXPECT_EQ(verified("old"), 200U) << "in its overlap";
    EXPECT_EQ(verified("regenerated"), 200U);
    for (const auto* ended : {"deleted", "suspended", "revoked"}) EXPECT_EQ(verified(ended), 401U);
    const auto session =
        ApiClient(service_->port(), "")
            .get("/v1/session", {{"Cookie", "tokenledger=" + expected_.at("session")}});
    EXPECT_EQ(session.status, 200U) << session.body;
    const auto self = ApiClient(service_->port(), expected_.at("good")).get("/v1/self").json();
    EXPECT_EQ(self.text("/owner"), "alice");
    EXPECT_EQ(self.text("/name"), "deploy");
    EXPECT_EQ(self.texts("/scopes"), std::vector<std::string>{"repo:read"});
  }

  support::FreshDirectory data_;
  support::HeldClock clock_;
  std::map<std::string, std::string> expected_;
  std::unique_ptr<tokenledger::LedgerService> service_;
};

TEST_F(Upgrade, ALedgerOfAnEarlierProgramIsServedAsItWas) {
  start();
  EXPECT_FALSE(std::filesystem::exists(data() / "view.old-1")) << "its read model is of use";
  expect_the_same_answers();
}

TEST_F(Upgrade, ItsReadModelIsRebuiltFromItsLogToTheSameState) {
  std::filesystem::remove_all(data() / "view");
  start();
  expect_the_same_answers();
}

}  // namespace
}  // namespace ledger::e2e
