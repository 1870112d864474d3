// backup, restore and operator-token, as the real binary beside a service that runs meanwhile.

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

#include <gmock/gmock.h>

#include "tests/support/api_client.hpp"
#include "tests/support/client_program.hpp"
#include "tests/support/program.hpp"

namespace ledger::e2e {
namespace {

using support::ApiClient;
using support::Ended;
using support::FreshDirectory;
using support::Program;
using testing::HasSubstr;
using testing::Not;

Ended run(const std::vector<std::string>& arguments) {
  return support::run_piped(TOKENLEDGER_PROGRAM, arguments, {});
}

std::string first_line(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  return line;
}

std::string line_with(const std::string& text, const std::string& what) {
  const auto at = text.find(what);
  return at == text.npos ? "" : text.substr(at, text.find('\n', at) - at);
}

/// A ledger of its own, served by a process that can be stopped and started.
class Served {
 public:
  explicit Served(std::filesystem::path data) : data_(std::move(data)) { start(); }
  void start() {
    program_.emplace(TOKENLEDGER_PROGRAM, support::serve_arguments(data_));
    port_ = program_->port().value();
    if (secret_.empty()) secret_ = first_line(data_ / "operator-token");
  }
  void stop() {
    program_->signal(SIGTERM);
    EXPECT_EQ(program_->wait(), 0) << program_->err();
    program_.reset();
  }
  [[nodiscard]] ApiClient as(const std::string& secret) const { return {port_, secret}; }
  [[nodiscard]] ApiClient as_operator() const { return as(secret_); }
  std::string create() {
    auto operators = as_operator();
    return operators.create(R"({"owner":"alice","name":"t","scopes":["r"]})").text("/secret");
  }
  [[nodiscard]] const std::filesystem::path& data() const { return data_; }

 private:
  std::filesystem::path data_;
  std::string secret_;
  std::optional<Program> program_;
  std::uint16_t port_ = 0;
};

class Backup : public ::testing::Test {
 protected:
  Ended back_up(const std::filesystem::path& target) {
    return run({"backup", target.string(), "--data", served.data().string()});
  }
  Ended restore(const std::filesystem::path& backup) {
    return run({"restore", backup.string(), "--data", served.data().string()});
  }

  FreshDirectory place;
  Served served{place.path() / "data"};
  std::filesystem::path copy = place.path() / "copy";
};

TEST_F(Backup, OfALedgerThatIsServedBringsItBackAsItWas) {
  const auto before = served.create();
  const auto first = back_up(copy);
  ASSERT_EQ(first.code, 0) << first.err;
  EXPECT_THAT(first.out, HasSubstr("through position 2 (3 new records)"));
  served.as_operator().remove("/v1/tokens/" + served.as(before).get("/v1/self").json().text("/id"));
  const auto kept = served.create();
  const auto second = back_up(copy);
  ASSERT_EQ(second.code, 0) << second.err;
  EXPECT_THAT(second.out, HasSubstr("through position 4 (2 new records)"));
  EXPECT_THAT(back_up(copy).out, HasSubstr("(0 new records)"));
  const auto lost = served.create();
  const auto position = served.as_operator().get("/v1/self").field("Ledger-Position");
  const auto epoch = served.as_operator().get("/v1/self").field("Ledger-Epoch");
  EXPECT_EQ(epoch.size(), 16U);
  served.stop();
  std::filesystem::remove_all(served.data());

  const auto restored = restore(copy);
  ASSERT_EQ(restored.code, 0) << restored.err;
  EXPECT_THAT(restored.out, HasSubstr("through position 4"));
  EXPECT_EQ(line_with(restored.out, "state digest"), line_with(second.out, "state digest"));
  served.start();
  EXPECT_EQ(served.as(kept).get("/v1/self").status, 200U);
  EXPECT_EQ(served.as(before).get("/v1/self").status, 401U);
  EXPECT_EQ(served.as(lost).get("/v1/self").status, 401U) << "made behind the backup";
  // A position from behind the backup says nothing here, and does not lie.
  auto operators = served.as_operator();
  const auto now = operators.get("/v1/self");
  EXPECT_EQ("new epoch " + now.field("Ledger-Epoch"), line_with(restored.out, "new epoch"));
  EXPECT_NE(now.field("Ledger-Epoch"), epoch);
  const auto stale =
      operators.get("/v1/self", {{"Ledger-Min-Position", position}, {"Ledger-Epoch", epoch}});
  EXPECT_EQ(stale.status, 412U);
  EXPECT_EQ(stale.problem(), "other-epoch");
  EXPECT_EQ(operators
                .get("/v1/self", {{"Ledger-Min-Position", position},
                                  {"Ledger-Epoch", now.field("Ledger-Epoch")}})
                .status,
            200U);
  EXPECT_EQ(operators.get("/v1/self", {{"Ledger-Epoch", epoch}, {"Ledger-Epoch", epoch}}).status,
            400U);
}

TEST_F(Backup, WithoutItsReadModelIsRestoredAllTheSame) {
  const auto kept = served.create();
  const auto made = back_up(copy);
  served.stop();
  std::filesystem::remove_all(served.data());
  std::filesystem::remove_all(copy / "view");
  const auto restored = restore(copy);
  ASSERT_EQ(restored.code, 0) << restored.err;
  EXPECT_EQ(line_with(restored.out, "state digest"), line_with(made.out, "state digest"));
  served.start();
  EXPECT_EQ(served.as(kept).get("/v1/self").status, 200U);
}

TEST_F(Backup, HoldsNoSecret) {
  const auto secret = served.create();
  ASSERT_EQ(back_up(copy).code, 0);
  EXPECT_FALSE(std::filesystem::exists(copy / "operator-token"));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(copy)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    EXPECT_EQ(bytes.find(secret), std::string::npos) << entry.path();
  }
}

/// All that is below, and the directory itself.
std::vector<std::filesystem::path> all_of(const std::filesystem::path& directory) {
  std::vector<std::filesystem::path> all{directory};
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    all.push_back(entry.path());
  }
  return all;
}

TEST_F(Backup, IsItsMakersAlone) {
  using std::filesystem::perms;
  ASSERT_EQ(back_up(copy).code, 0);
  for (const auto& path : all_of(copy)) {
    EXPECT_EQ(std::filesystem::status(path).permissions() & (perms::group_all | perms::others_all),
              perms::none)
        << path;
  }
}

/// Verbs that root runs on the directory of a service that is not root's.
class RootsVerb : public Backup {
 protected:
  static constexpr uid_t service = 65'534;
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "ROOT ALONE can show what root's verbs leave behind";
    served.create();
    served.stop();
    std::filesystem::permissions(place.path(), std::filesystem::perms(0755));
    give(served.data());
  }
  static void give(const std::filesystem::path& directory) {
    for (const auto& path : all_of(directory))
      ASSERT_EQ(::chown(path.c_str(), service, service), 0);
  }
  static void expect_given(const std::filesystem::path& directory) {
    for (const auto& path : all_of(directory)) {
      struct stat found{};
      ASSERT_EQ(::stat(path.c_str(), &found), 0);
      EXPECT_EQ(found.st_uid, service) << path;
    }
  }
};

TEST_F(RootsVerb, LeavesTheServiceItsFiles) {
  const auto made = run({"operator-token", "--data", served.data().string()});
  ASSERT_EQ(made.code, 0) << made.err;
  expect_given(served.data());
  EXPECT_EQ(run({"log", "--data", served.data().string()}).code, 0);
  expect_given(served.data());
}

TEST_F(RootsVerb, BacksUpIntoWhatIsRootsAndRestoresIntoWhatIsTheServices) {
  ASSERT_EQ(back_up(copy).code, 0);
  expect_given(served.data());
  std::filesystem::remove_all(served.data());
  std::filesystem::create_directory(served.data());
  give(served.data());
  const auto restored = restore(copy);
  ASSERT_EQ(restored.code, 0) << restored.err;
  expect_given(served.data());
}

TEST_F(RootsVerb, BacksUpAsTheServiceIntoWhatIsTheServices) {
  std::filesystem::create_directory(copy);
  give(copy);
  const auto made = back_up(copy);
  ASSERT_EQ(made.code, 0) << made.err;
  expect_given(copy);
}

TEST_F(Backup, SaysWhatItDidAsJsonToo) {
  const auto json_of = [](const Ended& ended) {
    EXPECT_EQ(ended.code, 0) << ended.err;
    return support::Json(ended.out);
  };
  const auto data = served.data().string();
  const auto made = json_of(run({"backup", copy.string(), "--data", data, "--json"}));
  EXPECT_THAT(made.names(""), testing::ElementsAre("position", "records_new", "state_digest"));
  served.stop();
  const auto token = json_of(run({"operator-token", "--data", data, "--json"}));
  EXPECT_EQ(token.text("/operator_token_file"), data + "/operator-token");
  std::filesystem::remove_all(served.data());
  const auto back = json_of(run({"restore", copy.string(), "--data", data, "--json"}));
  EXPECT_EQ(back.number("/position"), made.number("/position"));
  EXPECT_EQ(back.text("/state_digest"), made.text("/state_digest"));
  EXPECT_EQ(back.text("/epoch").size(), 16U);
}

TEST_F(Backup, OfAnotherLedgerOrAnotherPastIsNotOverwritten) {
  ASSERT_EQ(back_up(copy).code, 0);
  const auto older = place.path() / "older";
  std::filesystem::copy(copy, older, std::filesystem::copy_options::recursive);
  static_cast<void>(served.create());
  ASSERT_EQ(back_up(copy).code, 0);
  served.stop();
  std::filesystem::remove_all(served.data());
  ASSERT_EQ(restore(older).code, 0);
  const auto refused = back_up(copy);
  EXPECT_NE(refused.code, 0);
  EXPECT_THAT(refused.err, HasSubstr("before it was restored"));
  const auto goes_on = back_up(older);
  EXPECT_EQ(goes_on.code, 0) << goes_on.err;
  EXPECT_THAT(goes_on.out, HasSubstr("(1 new records)"));
  std::filesystem::remove_all(served.data());
  served.start();
  EXPECT_NE(back_up(copy).code, 0) << "another ledger";
}

TEST_F(Backup, ThatIsNotWhatItWasIsNotRestored) {
  ASSERT_EQ(back_up(copy).code, 0);
  served.stop();
  std::filesystem::remove_all(served.data());
  std::ofstream(copy / "complete") << "1 " << std::string(64, '0') << '\n';
  const auto refused = restore(copy);
  EXPECT_NE(refused.code, 0);
  EXPECT_THAT(refused.err, HasSubstr("not what it was"));
  EXPECT_TRUE(std::filesystem::is_empty(served.data())) << "nothing is left behind";
}

TEST_F(Backup, IsRestoredIntoAnEmptyPlaceAlone) {
  ASSERT_EQ(back_up(copy).code, 0);
  const auto refused = restore(copy);
  EXPECT_NE(refused.code, 0);
  EXPECT_THAT(refused.err, HasSubstr("is not empty"));
  served.stop();
  std::filesystem::remove_all(served.data());
  std::filesystem::create_directory(served.data());
  EXPECT_EQ(restore(copy).code, 0) << "an empty directory is fine";
  EXPECT_THAT(restore(copy).err, HasSubstr("is not empty"));
  std::filesystem::remove_all(served.data());
  std::filesystem::remove(copy / "complete");
  const auto cut_short = restore(copy);
  EXPECT_NE(cut_short.code, 0);
  EXPECT_THAT(cut_short.err, HasSubstr("was cut short"));
  EXPECT_FALSE(std::filesystem::exists(served.data()));
  const auto nothing = restore(place.path() / "nothing");
  EXPECT_NE(nothing.code, 0);
  EXPECT_THAT(nothing.err, HasSubstr("no backup"));
}

TEST_F(Backup, AnOperatorTokenIsMadeAnewOnTheMachineOfTheLog) {
  const auto verb = [&] { return run({"operator-token", "--data", served.data().string()}); };
  const auto served_meanwhile = verb();
  EXPECT_NE(served_meanwhile.code, 0);
  EXPECT_THAT(served_meanwhile.err, HasSubstr("stop the process that serves it"));
  served.stop();
  const auto old = first_line(served.data() / "operator-token");
  std::filesystem::remove(served.data() / "operator-token");
  const auto made = verb();
  ASSERT_EQ(made.code, 0) << made.err;
  const auto secret = first_line(served.data() / "operator-token");
  EXPECT_NE(secret, old);
  EXPECT_THAT(made.out + made.err, Not(HasSubstr(secret)));
  EXPECT_EQ(std::filesystem::status(served.data() / "operator-token").permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  served.start();
  EXPECT_EQ(served.as(secret).get("/v1/tokens").status, 200U);
  EXPECT_EQ(served.as(old).get("/v1/tokens").status, 200U);
  const auto nowhere = run({"operator-token", "--data", (place.path() / "x").string()});
  EXPECT_NE(nowhere.code, 0);
  EXPECT_THAT(nowhere.err, HasSubstr("no ledger"));
}

}  // namespace
}  // namespace ledger::e2e
