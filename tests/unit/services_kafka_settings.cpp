// The section [kafka] of the settings file: limits, what is passed on, and what is kept quiet.

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "services/runtime/settings.hpp"
#include "tests/support/fresh_directory.hpp"

namespace ledger::runtime {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

constexpr auto own = std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;

Settings load(const std::string& text, std::filesystem::perms mode = own) {
  const support::FreshDirectory directory;
  const auto file = directory.path() / "ledger.toml";
  std::ofstream(file) << text;
  std::filesystem::permissions(file, mode);
  return load_settings(file);
}

std::string refusal(const std::string& text, std::filesystem::perms mode = own) {
  try {
    static_cast<void>(load(text, mode));
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

std::string with_brokers(const std::string& list) { return "[kafka]\nbrokers = " + list + "\n"; }
std::string with_topic(const std::string& topic) {
  return with_brokers("[\"k:1\"]") + "topic = \"" + topic + "\"\n";
}
std::string with_client(const std::string& lines) {
  return with_brokers("[\"k:1\"]") + "[kafka.client]\n" + lines + "\n";
}

TEST(KafkaSettings, AreThereWhenTheSectionIs) {
  EXPECT_FALSE(load("[server]\nthreads = 1\n").kafka);
  const auto kafka = load(with_brokers("[\"k:1\"]")).kafka;
  ASSERT_TRUE(kafka);
  EXPECT_THAT(kafka->brokers, ElementsAre("k:1"));
  EXPECT_EQ(kafka->topic, "tokenledger");
  EXPECT_TRUE(kafka->client.empty());
}

TEST(KafkaSettings, NeedBrokers) {
  EXPECT_THAT(refusal("[kafka]\n"), HasSubstr("kafka.brokers is missing"));
  EXPECT_THAT(refusal("[kafka.client]\n"), HasSubstr("kafka.brokers is missing"));
}

TEST(KafkaSettings, TakeOneToThirtyTwoBrokers) {
  std::string list;
  for (int i = 1; i <= 32; ++i) list += "\"k" + std::to_string(i) + ":9092\",";
  EXPECT_EQ(load(with_brokers("[" + list + "]")).kafka->brokers.size(), 32U);
  for (const auto& wrong : {"[" + list + "\"k33:9092\"]", std::string("[]"), std::string("\"k:1\""),
                            std::string("[1]")}) {
    EXPECT_THAT(refusal(with_brokers(wrong)),
                HasSubstr("line 2: kafka.brokers must be a list of 1 to 32 brokers"));
  }
}

TEST(KafkaSettings, TakeABrokerAsHostAndPort) {
  const std::string longest(253, 'h');
  for (const auto& broker : {std::string("kafka-1.example.com:1"), std::string("k_1:65535"),
                             std::string("[::1]:9092"), longest + ":1"}) {
    EXPECT_THAT(load(with_brokers("[\"" + broker + "\"]")).kafka->brokers, ElementsAre(broker));
  }
  for (const auto& broker :
       {std::string("k"), std::string("k:"), std::string(":1"), std::string("k:0"),
        std::string("k:65536"), std::string("k:-1"), std::string("k:1 "), std::string("k:1,l:1"),
        std::string("ssl://k:1"), std::string("::1:1"), std::string("[]:1"), std::string(),
        longest + "h:1"}) {
    EXPECT_THAT(refusal(with_brokers("[\"" + broker + "\"]")), HasSubstr("kafka.brokers must"))
        << broker;
  }
}

TEST(KafkaSettings, TakeATopicByKafkasOwnRule) {
  for (const auto& topic : {std::string("t"), std::string("Ledger_1.eu-west"), std::string("..."),
                            std::string(249, 't')}) {
    EXPECT_EQ(load(with_topic(topic)).kafka->topic, topic);
  }
  for (const auto& topic : {std::string(), std::string("."), std::string(".."), std::string("a b"),
                            std::string("a/b"), std::string("ä"), std::string(250, 't')}) {
    EXPECT_THAT(refusal(with_topic(topic)), HasSubstr("line 3: kafka.topic must be a text of 1"))
        << topic;
  }
}

TEST(KafkaClient, PassesTlsAndSaslOnByTheirOwnNames) {
  const auto client = load(with_client(R"("security.protocol" = "SASL_SSL"
"sasl.mechanism" = "SCRAM-SHA-512"
sasl.username = "ledger"
sasl.password = "hunter2"
[kafka.client.ssl.ca]
location = "/etc/ca.pem")"))
                          .kafka->client;
  EXPECT_THAT(client,
              ElementsAre(Pair("sasl.mechanism", "SCRAM-SHA-512"), Pair("sasl.password", "hunter2"),
                          Pair("sasl.username", "ledger"), Pair("security.protocol", "SASL_SSL"),
                          Pair("ssl.ca.location", "/etc/ca.pem")));
}

TEST(KafkaClient, RefusesEveryOtherPropertyByName) {
  for (const auto* name :
       {"acks", "group.id", "client.rack", "enable.idempotence", "bootstrap.servers",
        "security.protocol.map", "enable.ssl.certificate.verification", "sslx", "ssl.", "sasl",
        "ssl_key", "socket.timeout.ms"}) {
    EXPECT_THAT(refusal(with_client("\"" + std::string(name) + "\" = \"quiet\"")),
                AllOf(HasSubstr("line 4: [kafka.client] takes security.protocol, ssl.… and sasl.…"),
                      HasSubstr(std::string("not ") + name + ":"), Not(HasSubstr("quiet"))))
        << name;
  }
  EXPECT_THAT(refusal(with_client("[kafka.client.group]")), HasSubstr("not group:"));
  EXPECT_THAT(refusal(with_client("sasl.password.x = \"a\"\n\"sasl.password.x\" = \"a\"")),
              HasSubstr("[kafka.client] has sasl.password.x twice"));
}

TEST(KafkaClient, RefusesWhatIsNoNameWithoutShowingIt) {
  for (const auto* line : {"\"sasl.password=hunter2\" = \"x\"", "\"sasl.password \" = \"hunter2\"",
                           "\"SASL.hunter2\" = \"x\"", "\"\\u0000hunter2\" = \"x\""}) {
    EXPECT_THAT(refusal(with_client(line)),
                AllOf(HasSubstr("line 4: [kafka.client] has a name"), Not(HasSubstr("hunter2"))))
        << line;
  }
  const auto longest = "ssl." + std::string(96, 'x');
  EXPECT_EQ(load(with_client("\"" + longest + "\" = \"1\"")).kafka->client.size(), 1U);
  EXPECT_THAT(refusal(with_client("\"" + longest + "x\" = \"1\"")), HasSubstr("has a name"));
}

TEST(KafkaClient, TakesTextsOfOneToSixtyFourKibibytes) {
  const auto line = [](const std::string& value) { return "\"ssl.ca.pem\" = " + value; };
  const std::string largest(65536, 'p');
  EXPECT_EQ(load(with_client(line("\"" + largest + "\""))).kafka->client.begin()->second, largest);
  for (const auto& value :
       {std::string("\"\""), "\"" + largest + "p\"", std::string("12345"), std::string("true"),
        std::string("[\"quiet\"]"), std::string("{}"), std::string("\"quiet\\u0000\"")}) {
    EXPECT_THAT(refusal(with_client(line(value))),
                AllOf(HasSubstr("line 4: [kafka.client] ssl.ca.pem must be a text in quotes"),
                      Not(HasSubstr("12345")), Not(HasSubstr("quiet")), Not(HasSubstr("pppp"))));
  }
}

TEST(KafkaClient, NeedsAFileOfItsOwnersAloneForASecret) {
  using std::filesystem::perms;
  for (const auto* name :
       {"sasl.password", "ssl.key.password", "ssl.keystore.password", "ssl.key.pem",
        "sasl.oauthbearer.client.secret", "sasl.oauthbearer.config",
        "sasl.oauthbearer.assertion.private.key.passphrase"}) {
    const auto text = with_client("\"" + std::string(name) + "\" = \"hunter2\"");
    EXPECT_EQ(load(text, own).kafka->client.size(), 1U);
    EXPECT_EQ(load(text, perms::owner_read).kafka->client.size(), 1U);
    for (const auto other : {perms::group_read, perms::group_write, perms::group_exec,
                             perms::others_read, perms::others_write, perms::others_exec}) {
      const auto said = refusal(text, own | other);
      EXPECT_THAT(said, AllOf(HasSubstr(name), HasSubstr("Type: chmod 600 "),
                              EndsWith("ledger.toml"), Not(HasSubstr("hunter2"))));
    }
  }
}

TEST(KafkaClient, NeedsNoSuchFileWithoutASecret) {
  const auto text = with_client(
      "\"security.protocol\" = \"SSL\"\n\"ssl.ca.pem\" = \"x\"\n\"ssl.key.location\" = \"/k\"\n"
      "\"sasl.username\" = \"u\"\n\"ssl.certificate.pem\" = \"x\"");
  EXPECT_EQ(load(text, own | std::filesystem::perms::others_read).kafka->client.size(), 5U);
}

TEST(KafkaClient, IsNotQuotedByAFaultOfSyntax) {
  for (const auto* line : {"\"sasl.password\" = hunter2", "\"sasl.password\" = \"hunter2",
                           "\"sasl.password\" = \"\\hunter2\"", "sasl.password = trunter2",
                           "sasl.password hunter2", "hunter2 = \"x\"\nhunter2 = \"y\"",
                           "\"sasl.password\" = 2unter", "\"sasl.password\" = 'hunter2'hunter2"}) {
    EXPECT_THAT(refusal(with_client(line)),
                AllOf(HasSubstr("is not TOML from column"), Not(HasSubstr("unter"))))
        << line;
  }
  EXPECT_THAT(refusal("[server]\nthreads = nine\n"), HasSubstr("line 2: Error while parsing"));
}

}  // namespace
}  // namespace ledger::runtime
