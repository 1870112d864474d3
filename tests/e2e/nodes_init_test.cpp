// `init`: a ledger is made once, whoever comes and however often; what a crash cut short the next
// one finishes; and on a topic that is not fit for a ledger neither `init` nor `serve` does
// anything but say why, and how to mend it.

#include <filesystem>
#include <fstream>
#include <future>

#include "events/log/envelope.hpp"
#include "events/token/own_event.hpp"
#include "tests/e2e/nodes_fixture.hpp"
#include "tests/support/kafka_client.hpp"

namespace ledger::e2e {
namespace {

using support::Ended;
using support::FreshDirectory;
using support::KafkaTopic;
using testing::HasSubstr;

using Settings = std::vector<std::pair<std::string, std::string>>;

Settings fit_settings() {
  return {{"retention.ms", "-1"},
          {"retention.bytes", "-1"},
          {"cleanup.policy", "delete"},
          {"message.timestamp.type", "LogAppendTime"}};
}

Settings settings_but(const std::string& name, const std::string& value) {
  auto settings = fit_settings();
  for (auto& [known, text] : settings) {
    if (known == name) text = value;
  }
  return settings;
}

class Init : public testing::Test {
 protected:
  void SetUp() override {
    support::skip_without_shared_kafka();
    if (IsSkipped() || HasFatalFailure()) return;
    client.emplace(support::shared_kafka_bootstrap());
  }
  std::string config_of(const std::string& topic) {
    const auto file = directory.path() / (topic + ".toml");
    if (!std::filesystem::exists(file)) {
      support::write_kafka_settings(file, support::shared_kafka_bootstrap(), topic);
    }
    return file.string();
  }
  std::filesystem::path data(const std::string& name) const { return directory.path() / name; }
  Ended init(const std::string& topic, const std::string& name) {
    return support::run_tokenledger(
        {"init", "--config", config_of(topic), "--data", data(name).string()});
  }
  Ended serve(const std::string& topic) {
    return support::run_tokenledger({"serve", "--config", config_of(topic), "--data",
                                     data("serve").string(), "--listen", "127.0.0.1:0"});
  }
  std::string made(KafkaTopic topic) {
    topic.name = support::fresh_topic_name();
    client->make_topic(topic);
    return topic.name;
  }
  bool has_token(const std::string& name) const {
    return std::filesystem::exists(data(name) / "operator-token");
  }
  /// Serves from the topic with the token that `init` wrote there.
  void expect_serves(const std::string& topic, const std::string& name) {
    support::Program node(support::tokenledger_program(),
                          {"serve", "--config", config_of(topic), "--data", data(name).string(),
                           "--listen", "127.0.0.1:0"});
    const auto port = node.port();
    ASSERT_TRUE(port) << node.err();
    std::string secret;
    std::getline(std::ifstream(data(name) / "operator-token"), secret);
    support::ApiClient op(*port, secret);
    EXPECT_TRUE(comes_true([&] { return op.get("/readyz").status == 200; }));
    EXPECT_EQ(op.get("/v1/self").json().text("/owner"), "operator");
  }
  /// Neither verb does anything, and both say `why`.
  void expect_refused(const std::string& topic, const std::string& why) {
    SCOPED_TRACE(why);
    const auto before = client->end_of(topic);
    const auto started = init(topic, "refused");
    EXPECT_EQ(started.code, 2);
    EXPECT_THAT(started.err, HasSubstr(why));
    EXPECT_FALSE(has_token("refused"));
    const auto served = serve(topic);
    EXPECT_EQ(served.code, 1);
    EXPECT_THAT(served.err, HasSubstr(why));
    EXPECT_EQ(client->end_of(topic), before);
  }

  FreshDirectory directory;
  std::optional<support::KafkaClient> client;
};

/// As after a crash between the event and the naming of the file.
TEST_F(Init, FinishesAnOperatorsTokenThatIsInTheLogAndHasNoFileYet) {
  const auto topic = support::fresh_topic_name();
  ASSERT_EQ(init(topic, "cut").code, 0);
  std::filesystem::rename(data("cut") / "operator-token", data("cut") / "operator-token.new");
  const auto again = init(topic, "cut");
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_TRUE(has_token("cut"));
  EXPECT_EQ(client->end_of(topic), 2);
  expect_serves(topic, "cut");
}

TEST_F(Init, MakesALedgerOnceAndIsTheSameWhenRunAgain) {
  const auto topic = support::fresh_topic_name();
  const auto missing = serve(topic);
  EXPECT_EQ(missing.code, 1);
  EXPECT_THAT(missing.err, HasSubstr("there is no topic"));
  EXPECT_THAT(missing.err, HasSubstr("`tokenledger init` makes it"));
  const auto first = init(topic, "first");
  ASSERT_EQ(first.code, 0) << first.err;
  const auto file = data("first") / "operator-token";
  EXPECT_THAT(first.out, HasSubstr(file.string()));
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(file).permissions() & perms::mask,
            perms::owner_read | perms::owner_write);
  EXPECT_EQ(client->end_of(topic), 2);
  for (const auto* name : {"first", "second"}) {
    const auto again = init(topic, name);
    EXPECT_EQ(again.code, 0) << again.err;
    EXPECT_THAT(again.out, HasSubstr("it was there before, and nothing was changed"));
  }
  EXPECT_FALSE(has_token("second"));
  EXPECT_EQ(client->end_of(topic), 2);
  expect_serves(topic, "first");
}

TEST_F(Init, OfTwoAtOnceMakesOneLedger) {
  for (int round = 0; round < 3; ++round) {
    const auto topic = support::fresh_topic_name();
    config_of(topic);  // which both read
    const auto name = [&](const char* who) { return who + std::to_string(round); };
    auto other = std::async(std::launch::async, [&] { return init(topic, name("other")); });
    const auto one = init(topic, name("one"));
    const auto two = other.get();
    EXPECT_EQ(one.code, 0) << one.err;
    EXPECT_EQ(two.code, 0) << two.err;
    EXPECT_NE(has_token(name("one")), has_token(name("other")));
    EXPECT_EQ(client->end_of(topic), 2);
    expect_serves(topic, name(has_token(name("one")) ? "one" : "other"));
  }
}

TEST_F(Init, IsRefusedOnATopicThatIsNotFit) {
  expect_refused(made({"", 1, fit_settings(), 2}), "has 2 partitions");
  const struct {
    const char* setting;
    const char* value;
    const char* fit;
  } faults[] = {{"cleanup.policy", "compact", "delete"},
                {"cleanup.policy", "compact,delete", "delete"},
                {"message.timestamp.type", "CreateTime", "LogAppendTime"},
                {"retention.ms", "604800000", "-1"},
                {"retention.bytes", "1073741824", "-1"}};
  for (const auto& [setting, value, fit] : faults) {
    const auto topic = made({"", 1, settings_but(setting, value)});
    expect_refused(topic, std::string("the topic's ") + setting + " is " + value + " and must be " +
                              fit + ": kafka-configs.sh --alter --entity-type topics " +
                              "--entity-name " + topic + " --add-config " + setting + "=" + fit);
  }
}

TEST_F(Init, IsRefusedOnATopicOfOthers) {
  const auto topic = made({"", 1, fit_settings()});
  ASSERT_TRUE(client->append(topic, R"({"order":1})"));
  const auto refused = init(topic, "refused");
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("holds records that are not a ledger's, and nothing was "
                                     "changed: name another topic"));
  EXPECT_FALSE(has_token("refused"));
  const auto served = serve(topic);
  EXPECT_EQ(served.code, 1);
  EXPECT_THAT(served.err, HasSubstr("the log does not begin with the opening of a ledger"));
  EXPECT_EQ(client->end_of(topic), 1);
}

TEST_F(Init, FinishesWhatACrashCutShort) {
  const auto empty = made({"", 1, fit_settings()});
  const auto opened = made({"", 1, fit_settings()});
  const std::string ledger_id(32, '5');
  const auto genesis = token::own_event("genesis", token::Timestamp{}, std::monostate(), 0,
                                        token::LedgerOpened{ledger_id});
  ASSERT_TRUE(client->append(opened, log::encode(genesis, ledger_id)));
  const auto served = serve(empty);
  EXPECT_EQ(served.code, 1);
  EXPECT_THAT(served.err, HasSubstr("holds no ledger yet: `tokenledger init` makes it, once"));
  // Each waits first whether another init is at it.
  auto other = std::async(std::launch::async, [&] { return init(opened, "opened"); });
  const auto one = init(empty, "empty");
  const auto two = other.get();
  EXPECT_EQ(one.code, 0) << one.err;
  EXPECT_EQ(two.code, 0) << two.err;
  EXPECT_THAT(two.out, HasSubstr(ledger_id));
  for (const auto& topic : {empty, opened}) {
    EXPECT_EQ(client->end_of(topic), 2);
    expect_serves(topic, topic == empty ? "empty" : "opened");
  }
}

}  // namespace
}  // namespace ledger::e2e
