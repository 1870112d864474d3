// `replay`, as the real binary, beside a service that goes on or alone with a log.

#include <csignal>
#include <fstream>

#include <gmock/gmock.h>

#include "events/embedded/embedded_log.hpp"
#include "events/log/envelope.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/client_program.hpp"
#include "tests/support/program.hpp"
#include "tests/support/projections_support.hpp"

namespace ledger::e2e {
namespace {

using support::ApiClient;
using support::Ended;
using support::Json;
using support::Program;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr int not_good = 6;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

class Replayed : public testing::Test {
 protected:
  Ended replay(std::vector<std::string> arguments, std::string_view input = {}) const {
    arguments.insert(arguments.begin(), "replay");
    arguments.insert(arguments.end(), {"--data", data_.string()});
    return support::run_piped(TOKENLEDGER_PROGRAM, arguments, {}, input);
  }
  support::FreshDirectory directory_;
  std::filesystem::path data_ = directory_.path() / "data";
};

class ReplayOfALife : public Replayed {
 protected:
  void SetUp() override {
    program_.emplace(TOKENLEDGER_PROGRAM, support::serve_arguments(data_));
    const auto port = program_->port();
    ASSERT_TRUE(port) << program_->err();
    std::getline(std::ifstream(data_ / "operator-token"), operator_);
    node_ = "http://127.0.0.1:" + std::to_string(*port);
    ApiClient op(*port, operator_);
    const auto made = op.create(R"({"owner":"alice","name":"deploy","scopes":["repo:read"]})");
    id_ = made.text("/id");
    first_ = made.text("/secret");
    op.call("PATCH", "/v1/tokens/" + id_, R"({"name":"renamed"})");
    second_ = op.post("/v1/tokens/" + id_ + "/regenerate", "").json().text("/secret");
    op.post("/v1/owners/alice/suspend", "");
    op.remove("/v1/tokens/" + id_);
  }
  // The genesis and the operator's token take 0 and 1.
  static constexpr int created = 2;
  static constexpr int regenerated = 4;
  static constexpr int suspended = 5;
  static constexpr int deleted = 6;

  Ended at(int position, const std::string& token, std::string_view input = {}) const {
    return replay({"--at", std::to_string(position), "--token", token, "--json"}, input);
  }

  std::optional<Program> program_;
  std::string node_;
  std::string operator_;
  std::string id_;
  std::string first_;
  std::string second_;
};

TEST_F(ReplayOfALife, TellsWhatHappenedAlsoWhileItIsServed) {
  const auto all = replay({"--json"});
  EXPECT_EQ(all.code, 0) << all.err;
  const auto lines = lines_of(all.out);
  ASSERT_EQ(lines.size(), 7U) << all.out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Json line(lines[i]);
    EXPECT_EQ(line.number("/position"), i);
    EXPECT_EQ(line.text("/verdict"), "applied");
    EXPECT_EQ(line.text("/event/specversion"), "1.0");
  }
  EXPECT_THAT(all.out + all.err, Not(HasSubstr(second_)));
  EXPECT_THAT(replay({}).out, HasSubstr("token deleted"));
}

TEST_F(ReplayOfALife, ShowsOnlyWhatIsAskedFor) {
  const auto positions = [&](std::vector<std::string> arguments) {
    arguments.emplace_back("--json");
    const auto found = replay(arguments);
    EXPECT_EQ(found.code, 0) << found.err;
    std::vector<std::uint64_t> shown;
    for (const auto& line : lines_of(found.out)) shown.push_back(Json(line).number("/position"));
    return shown;
  };
  EXPECT_THAT(positions({"--type", "token.deleted"}), ElementsAre(6));
  EXPECT_THAT(positions({"--type", "token.deleted", "--type", "tokenledger.owner.suspended.v1"}),
              ElementsAre(5, 6));
  EXPECT_THAT(positions({"--token", id_}), ElementsAre(2, 3, 4, 6));
  EXPECT_THAT(positions({"--owner", "alice"}), ElementsAre(2, 3, 4, 5, 6));
  EXPECT_THAT(positions({"--owner", "nobody"}), IsEmpty());
  EXPECT_THAT(positions({"--by", "ledger"}), ElementsAre(0, 1));
  EXPECT_THAT(positions({"--since", "3", "--until", "4"}), ElementsAre(3, 4));
  EXPECT_THAT(positions({"--until", "2000-01-01"}), IsEmpty());
  EXPECT_THAT(positions({"--verdict", "superseded"}), IsEmpty());
}

TEST_F(ReplayOfALife, AnswersWhetherATokenWasGoodAndByWhoseHandNot) {
  const auto good = at(created, id_);
  EXPECT_EQ(good.code, 0) << good.err;
  EXPECT_TRUE(Json(good.out).boolean("/good"));
  EXPECT_EQ(Json(good.out).texts("/token/scopes"), std::vector<std::string>{"repo:read"});
  EXPECT_EQ(Json(good.out).text("/token/name"), "deploy") << "as it was then";

  const auto replaced = at(regenerated, "-", first_ + "\n");
  EXPECT_EQ(replaced.code, not_good) << replaced.err;
  EXPECT_EQ(Json(replaced.out).text("/reason"), "regenerated");
  EXPECT_EQ(Json(replaced.out).number("/ended_position"), 4U);
  EXPECT_THAT(Json(replaced.out).text("/by"), HasSubstr("tok_"));
  EXPECT_EQ(at(regenerated, "-", second_).code, 0);

  EXPECT_EQ(Json(at(suspended, id_).out).text("/reason"), "suspended");
  const auto gone = at(deleted, id_);
  EXPECT_EQ(gone.code, not_good);
  EXPECT_EQ(Json(gone.out).text("/reason"), "deleted");
  EXPECT_EQ(Json(at(0, id_).out).text("/reason"), "unknown");
  const auto text = replay({"--at", "2999-01-01", "--token", id_});
  EXPECT_THAT(text.out, HasSubstr("Not good: it was deleted, since "));
  EXPECT_THAT(text.out, HasSubstr("position 6)"));
  EXPECT_THAT(replaced.out + replaced.err + text.out, Not(HasSubstr("tl_")));
}

TEST_F(ReplayOfALife, ReadsTheLogOfANodeFromAfar) {
  const auto here = replay({"--json"});
  const auto afar = support::run_piped(TOKENLEDGER_PROGRAM, {"replay", "--from", node_, "--json"},
                                       {"TOKENLEDGER_TOKEN=" + operator_});
  EXPECT_EQ(afar.code, 0) << afar.err;
  EXPECT_EQ(afar.out, here.out);
  const auto refused = support::run_piped(TOKENLEDGER_PROGRAM, {"replay", "--from", node_},
                                          {"TOKENLEDGER_TOKEN=" + second_});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("it refuses the token, which needs ledger:audit"));
  program_.reset();
  const auto away = support::run_piped(TOKENLEDGER_PROGRAM, {"replay", "--from", node_},
                                       {"TOKENLEDGER_TOKEN=" + operator_});
  EXPECT_EQ(away.err, "tokenledger: " + node_ + ": Connection refused\n");
  EXPECT_THAT(refused.out, IsEmpty());
}

TEST_F(ReplayOfALife, ListsWhatLivedThen) {
  const auto then = replay({"--at", std::to_string(suspended), "--state", "--json"});
  ASSERT_EQ(lines_of(then.out).size(), 2U) << then.out << then.err;
  const Json token(lines_of(then.out).back());
  EXPECT_EQ(token.text("/id"), id_);
  EXPECT_EQ(token.text("/status"), "suspended");
  EXPECT_EQ(lines_of(replay({"--state", "--json"}).out).size(), 1U) << "it is deleted";
}

TEST_F(ReplayOfALife, FoldsToTheDigestsOfTheReadModel) {
  program_->signal(SIGTERM);
  ASSERT_EQ(program_->wait(), 0);
  const auto backup = support::run_piped(
      TOKENLEDGER_PROGRAM,
      {"backup", (directory_.path() / "copy").string(), "--data", data_.string(), "--json"}, {});
  ASSERT_EQ(backup.code, 0) << backup.err;
  const auto digests = replay({"--digest", "--json"});
  EXPECT_EQ(Json(digests.out).text("/state_digest"), Json(backup.out).text("/state_digest"));
  EXPECT_EQ(Json(digests.out).number("/events"), 7U);
  const auto before = replay({"--digest", "--json", "--at", "5"});
  EXPECT_EQ(Json(before.out).number("/position"), 5U);
  EXPECT_NE(Json(before.out).text("/state_digest"), Json(digests.out).text("/state_digest"));
  EXPECT_THAT(replay({"--digest"}).out, HasSubstr(Json(digests.out).text("/memory_digest")));
}

TEST_F(ReplayOfALife, IsTheSameOfAnExportAndOfTheLedgerThatIsMadeOfIt) {
  const auto file = (directory_.path() / "log.zst").string();
  const auto run = [](std::vector<std::string> arguments) {
    return support::run_piped(TOKENLEDGER_PROGRAM, arguments, {});
  };
  const auto exported = run({"log", "export", "--data", data_.string(), file, "--json"});
  EXPECT_EQ(exported.code, 0) << exported.err;
  EXPECT_EQ(Json(exported.out).number("/position"), 6U);
  EXPECT_EQ(Json(exported.out).number("/records_new"), 7U);
  EXPECT_EQ(std::filesystem::status(file).permissions(), std::filesystem::perms(0600));
  const auto again = run({"log", "export", "--data", data_.string(), file, "--json"});
  EXPECT_EQ(Json(again.out).number("/records_new"), 0U);
  EXPECT_EQ(Json(again.out).text("/chain"), Json(exported.out).text("/chain"));
  EXPECT_EQ(run({"replay", "--file", file, "--json"}).out, replay({"--json"}).out);

  const auto other = (directory_.path() / "other").string();
  const auto imported = run({"log", "import", file, "--data", other, "--json"});
  EXPECT_EQ(imported.code, 0) << imported.err;
  EXPECT_EQ(Json(imported.out).text("/state_digest"),
            Json(replay({"--digest", "--json"}).out).text("/state_digest"));
  EXPECT_EQ(run({"log", "--data", other}).out, run({"log", "--data", data_.string()}).out);
  const auto refused = run({"log", "import", file, "--data", other});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("is not empty"));
  program_.emplace(TOKENLEDGER_PROGRAM, support::serve_arguments(other));
  const auto port = program_->port();
  ASSERT_TRUE(port) << program_->err();
  EXPECT_EQ(ApiClient(*port, operator_).get("/v1/self").status, 200U);

  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 1);
  const auto cut = run({"log", "import", file, "--data", other + "2"});
  EXPECT_EQ(cut.code, 2);
  EXPECT_THAT(cut.err, HasSubstr("it goes on where it was"));
  EXPECT_FALSE(std::filesystem::exists(other + "2/log"));
}

TEST_F(ReplayOfALife, TellsWhatALongestLifetimeWouldHaveRefused) {
  const auto refused = replay({"--what-if", "operator=400d", "--what-if", "29d", "--json"});
  const auto lines = lines_of(refused.out);
  ASSERT_EQ(lines.size(), 2U) << refused.out << refused.err;
  EXPECT_EQ(Json(lines[0]).number("/position"), 2U);
  EXPECT_EQ(Json(lines[0]).number("/lifetime"), 30U * 86'400);
  EXPECT_EQ(Json(lines[0]).number("/allowed"), 29U * 86'400);
  EXPECT_FALSE(Json(lines[1]).boolean("/lives"));
  EXPECT_THAT(replay({"--what-if", "366d"}).err, HasSubstr("0 would have been refused"));
}

TEST_F(ReplayOfALife, RefusesWhatItCannotAnswerAndSaysWhy) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
      {{"--at", "7", "--digest"}, "the log ends at position 6"},
      {{"--at", "3"}, "--at needs a question"},
      {{"--at", "yesterday", "--digest"}, "neither a position (1042) nor a time"},
      {{"--at", "1970-01-01", "--digest"}, "the ledger was not yet opened at 1970-01-01"},
      {{"--type", "token.gone"}, "there is no such type of event"},
      {{"--verdict", "lost"}, "there are applied, superseded"},
      {{"--owner", "a b"}, "is no owner id"},
      {{"--what-if", "30"}, "give a longest lifetime"},
      {{"--at", "3", "--token", "alice"}, "give an id (tok_"},
      {{"--at", "3", "--token", "-"}, "what came on standard input is no token"}};
  for (const auto& [arguments, why] : cases) {
    const auto refused = replay(arguments);
    EXPECT_EQ(refused.code, 2) << why;
    EXPECT_THAT(refused.err, HasSubstr(why));
    EXPECT_THAT(refused.out, IsEmpty());
  }
  const auto nothing = support::run_piped(TOKENLEDGER_PROGRAM, {"replay", "--data", "/"}, {});
  EXPECT_EQ(nothing.code, 2);
  EXPECT_THAT(nothing.err, HasSubstr("no log to read in"));
}

TEST_F(Replayed, LosersSayWhatTheyLostToAndStrangersAreShown) {
  using namespace projections::test;
  std::filesystem::create_directories(data_);
  {
    embedded::EmbeddedLogOptions options;
    options.directory = data_ / "log";
    embedded::EmbeddedLog log(options);
    Events events;
    const auto add = [&](const token::Event& event) {
      ASSERT_TRUE(log.append(log::key_of(event, ledger_id), log::encode(event, ledger_id), {}));
    };
    add(events.opened());
    add(events.created(1, "alice", 1));
    add(events.deleted(1, 2));
    add(events.deleted(1, 2));
    ASSERT_TRUE(log.append("k", "no \"event\"", {}));
    ASSERT_TRUE(log.append(
        "k", R"({"specversion":"1.0","id":"1","source":"urn:other","type":"other"})", {}));
  }
  const auto lines = lines_of(replay({"--json"}).out);
  ASSERT_EQ(lines.size(), 6U);
  EXPECT_EQ(Json(lines[3]).text("/verdict"), "superseded");
  EXPECT_EQ(Json(lines[3]).number("/lost_to"), 2U);
  EXPECT_EQ(Json(lines[4]).text("/event"), "no \"event\"");
  EXPECT_THAT(Json(lines[4]).text("/verdict"), testing::AnyOf("malformed", "foreign"));
  EXPECT_EQ(Json(lines[5]).text("/verdict"), "foreign");
  const auto table = replay({}).out;
  EXPECT_THAT(table, HasSubstr("superseded by 2"));
  EXPECT_EQ(
      lines_of(replay({"--verdict", "superseded", "--verdict", "foreign", "--json"}).out).front(),
      lines[3]);
}

}  // namespace
}  // namespace ledger::e2e
