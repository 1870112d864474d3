// `log copy`: the real binary, an embedded ledger that was served, and a topic on a real broker.

#include "services/tokenledger/log_copy.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "events/kafka/topic.hpp"
#include "events/kafka/topic_writer.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/client_program.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/program.hpp"
#include "tests/support/scripted_log.hpp"
#include "tests/support/shared_kafka.hpp"

namespace ledger::e2e {
namespace {

using support::ApiClient;
using support::Program;
using testing::HasSubstr;
using testing::IsEmpty;

std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

class LogCopy : public testing::Test {
 protected:
  void SetUp() override {
    support::skip_without_shared_kafka();
    if (IsSkipped() || HasFatalFailure()) return;
    client_.brokers = {support::shared_kafka_bootstrap()};
    client_.topic = support::fresh_topic_name();
    std::ofstream(settings_) << "[kafka]\nbrokers = [\"" << client_.brokers.front()
                             << "\"]\ntopic = \"" << client_.topic << "\"\n";
  }

  support::Ended run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--data", data_.string()});
    return support::run_piped(TOKENLEDGER_PROGRAM, arguments, {});
  }
  support::Ended run_on_kafka(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--config", settings_.string()});
    return run(std::move(arguments));
  }

  /// Serves the ledger while `with` is under way, on Kafka if so said.
  template <class With>
  void serve(bool on_kafka, With with) const {
    auto arguments = support::serve_arguments(data_);
    if (on_kafka) arguments.insert(arguments.end(), {"--config", settings_.string()});
    Program program(TOKENLEDGER_PROGRAM, arguments);
    const auto port = program.port();
    ASSERT_TRUE(port) << program.err();
    auto secret = text_of(data_ / "operator-token");
    secret.pop_back();
    wait_until_ready(*port);
    with(ApiClient(*port, secret));
    program.signal(SIGTERM);
    EXPECT_EQ(program.wait(), 0) << program.err();
  }

  /// Makes three tokens, and deletes the last; the secrets.
  std::vector<std::string> live_a_little() const {
    std::vector<std::string> secrets;
    serve(false, [&](ApiClient operators) {
      for (const auto* name : {"a", "b", "c"}) {
        const auto made = operators.create(R"({"owner":"alice","scopes":["r"],"name":")" +
                                           std::string(name) + "\"}");
        secrets.push_back(made.text("/secret"));
        if (*name != 'c') continue;
        EXPECT_EQ(operators.remove("/v1/tokens/" + made.text("/id")).status, 204U);
      }
    });
    return secrets;
  }

  support::FreshDirectory directory_;
  std::filesystem::path data_ = directory_.path() / "data";
  std::filesystem::path settings_ = directory_.path() / "settings.toml";
  kafka::ClientOptions client_;

 private:
  static void wait_until_ready(std::uint16_t port) {
    ApiClient anybody(port, "");
    ASSERT_TRUE(support::comes_true([&] { return anybody.get("/readyz").status == 200; }));
  }
};

TEST_F(LogCopy, EveryRecordStandsAtItsPositionWithItsTime) {
  live_a_little();
  const auto embedded = run({"log"});
  const auto digests = run({"replay", "--digest"});
  const auto copied = run_on_kafka({"log", "copy"});
  EXPECT_EQ(copied.code, 0) << copied.err;
  EXPECT_THAT(copied.out, HasSubstr("copied through position 5"));
  EXPECT_EQ(run_on_kafka({"log"}).out, embedded.out);
  EXPECT_THAT(digests.out, HasSubstr("state digest"));
  EXPECT_EQ(run_on_kafka({"replay", "--digest"}).out, digests.out);
}

TEST_F(LogCopy, AnExportIsImportedIntoATopicAndExportedFromItAsItWas) {
  live_a_little();
  const auto file = (directory_.path() / "log.zst").string();
  const auto back = (directory_.path() / "back.zst").string();
  ASSERT_EQ(run({"log", "export", file}).code, 0);
  const auto digest = run({"replay", "--digest"});
  const auto imported = run_on_kafka({"log", "import", file});
  EXPECT_EQ(imported.code, 0) << imported.err;
  EXPECT_EQ(run_on_kafka({"replay", "--digest"}).out, digest.out);
  EXPECT_THAT(run_on_kafka({"log", "import", file}).err, HasSubstr("already, and nothing was"));
  ASSERT_EQ(run_on_kafka({"log", "export", back}).code, 0);
  EXPECT_EQ(text_of(back), text_of(file));
  serve(true, [&](ApiClient operators) { EXPECT_EQ(operators.get("/v1/self").status, 200U); });
}

TEST_F(LogCopy, TheLedgerGoesOnOnKafkaWithItsReadModelAndItsTokens) {
  const auto secrets = live_a_little();
  ASSERT_EQ(run_on_kafka({"log", "copy"}).code, 0);
  serve(true, [&](ApiClient operators) {
    EXPECT_EQ(operators.gateway(secrets[0]), 200U);
    EXPECT_EQ(operators.gateway(secrets[2]), 401U);
    const auto made = operators.create(R"({"owner":"alice","name":"new","scopes":["r"]})");
    EXPECT_EQ(operators.gateway(made.text("/secret")), 200U);
  });
}

TEST_F(LogCopy, TheTopicIsWhatALedgerNeeds) {
  live_a_little();
  ASSERT_EQ(run_on_kafka({"log", "copy"}).code, 0);
  EXPECT_THAT(kafka::topic_faults(client_), IsEmpty());
}

TEST_F(LogCopy, TheEmbeddedLogIsServedNoMore) {
  live_a_little();
  ASSERT_EQ(run_on_kafka({"log", "copy"}).code, 0);
  for (const auto* verb : {"serve", "operator-token"}) {
    const auto refused = run({verb});
    EXPECT_NE(refused.code, 0) << verb;
    EXPECT_THAT(refused.err, HasSubstr("was moved to topic " + client_.topic)) << verb;
  }
  std::filesystem::remove(data_ / "log" / "moved");
  serve(false, [](const ApiClient&) {});
}

TEST_F(LogCopy, IsRefusedWhileTheLedgerIsServed) {
  live_a_little();
  serve(false, [&](const ApiClient&) {
    const auto refused = run_on_kafka({"log", "copy"});
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.err, HasSubstr("stop the process that serves it"));
  });
  EXPECT_FALSE(kafka::topic_exists(client_));
}

TEST_F(LogCopy, IsRefusedWhereThereIsSuchATopicAndChangesNothing) {
  live_a_little();
  ASSERT_TRUE(kafka::create_topic(client_, {}));
  const auto refused = run_on_kafka({"log", "copy"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("already, and nothing was changed"));
  serve(false, [](const ApiClient&) {});
}

TEST_F(LogCopy, StopsWhereAnotherWriterHasShiftedThePositions) {
  ASSERT_TRUE(kafka::create_topic(client_, {1, kafka::TimestampType::create}));
  const log::Timestamp time(std::chrono::milliseconds(1'790'000'000'000));
  kafka::TopicWriter stranger(client_);
  ASSERT_TRUE(stranger.append({{log::Position(0), time, "theirs", "{}"}}));
  support::ScriptedLog source;
  source.inject("ours", "{}");
  try {
    tokenledger::copy_records(*source.read_after(std::nullopt).value(), log::Position(0), client_);
    FAIL() << "copied all the same";
  } catch (const std::runtime_error& stopped) {
    EXPECT_THAT(stopped.what(), HasSubstr("the record at position 0 came out as another one"));
  }
}

}  // namespace
}  // namespace ledger::e2e
