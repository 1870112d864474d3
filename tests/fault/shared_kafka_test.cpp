// The broker that a run of ctest starts for all tests.

#include "tests/support/shared_kafka.hpp"

#include <gmock/gmock.h>

#include "tests/support/kafka_client.hpp"

namespace ledger::fault {
namespace {

using namespace std::chrono_literals;

class SharedKafka : public testing::Test {
 protected:
  void SetUp() override { support::skip_without_shared_kafka(); }
};

TEST_F(SharedKafka, GivesBackWhatWasAppended) {
  support::KafkaClient client(support::shared_kafka_bootstrap());
  const auto topic = support::fresh_topic_name();
  client.make_topic({.name = topic, .settings = {{"retention.ms", "-1"}}});
  EXPECT_TRUE(client.append(topic, "first"));
  EXPECT_TRUE(client.append(topic, "second"));
  EXPECT_THAT(client.read(topic, 2), testing::ElementsAre("first", "second"));
}

TEST_F(SharedKafka, NamesNoTopicTwice) {
  EXPECT_NE(support::fresh_topic_name(), support::fresh_topic_name());
}

TEST_F(SharedKafka, MakesNoTopicByItself) {
  support::KafkaClient client(support::shared_kafka_bootstrap());
  EXPECT_FALSE(client.append(support::fresh_topic_name(), "to nobody", 2s));
}

}  // namespace
}  // namespace ledger::fault
