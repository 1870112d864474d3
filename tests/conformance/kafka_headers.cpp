// What stands beside a record on Kafka: by it a consumer filters without parsing.

#include <future>

#include <gtest/gtest.h>

#include "events/kafka/kafka_log.hpp"
#include "events/kafka/topic.hpp"
#include "events/kafka/topic_writer.hpp"
#include "events/log/envelope.hpp"
#include "tests/support/golden_events.hpp"
#include "tests/support/kafka_client.hpp"
#include "tests/support/shared_kafka.hpp"

namespace ledger::kafka {
namespace {

class KafkaHeaders : public testing::Test {
 protected:
  void SetUp() override {
    support::skip_without_shared_kafka();
    if (IsSkipped() || HasFatalFailure()) return;
    client_.brokers = {support::shared_kafka_bootstrap()};
    client_.topic = support::fresh_topic_name();
    ASSERT_TRUE(create_topic(client_, {}));
  }
  void append(log::EventLog& log, const std::string& key, const std::string& value) {
    std::promise<log::AppendOutcome> outcome;
    ASSERT_TRUE(log.append(key, value, [&](auto reported) { outcome.set_value(reported); }));
    ASSERT_EQ(outcome.get_future().get(), log::AppendOutcome::durable);
  }
  [[nodiscard]] std::vector<support::KafkaMessage> read(std::size_t count) const {
    return support::KafkaClient(client_.brokers.front()).read_messages(client_.topic, count);
  }

  ClientOptions client_;
};

/// `origin`: whether a node that could read it back wrote it.
void expect_said(const support::KafkaMessage& message, const token::Event& event, bool origin) {
  auto headers = message.headers;
  EXPECT_EQ(headers.erase("tokenledger-origin"), origin ? 1U : 0U) << message.value;
  std::map<std::string, std::string> expected{
      {"content-type", "application/cloudevents+json"},
      {"ce_type", std::string(log::type_of(event.payload))}};
  if (!std::holds_alternative<std::monostate>(event.subject)) expected["ce_subject"] = message.key;
  EXPECT_EQ(headers, expected) << message.value;
}

TEST_F(KafkaHeaders, SayTypeAndSubjectOfEveryEvent) {
  const auto golden = support::golden_events();
  {
    KafkaLogOptions options;
    options.producer.client = client_;
    KafkaLog log(options);
    for (const auto& each : golden) append(log, std::string(each.key), std::string(each.value));
  }
  const auto messages = read(golden.size());
  ASSERT_EQ(messages.size(), golden.size());
  for (std::size_t i = 0; i < golden.size(); ++i) {
    EXPECT_EQ(messages[i].value, golden[i].value) << "a record keeps its bytes";
    expect_said(messages[i], golden[i].event, true);
  }
}

TEST_F(KafkaHeaders, StandBesideACopiedRecordToo) {
  const auto golden = support::golden_events();
  std::vector<log::Record> records;
  for (const auto& each : golden) {
    records.push_back({token::Position(records.size()), support::sample_time(),
                       std::string(each.key), std::string(each.value)});
  }
  TopicWriter writer(client_);
  ASSERT_TRUE(writer.append(records));
  const auto messages = read(golden.size());
  ASSERT_EQ(messages.size(), golden.size());
  for (std::size_t i = 0; i < golden.size(); ++i) {
    expect_said(messages[i], golden[i].event, false);
  }
}

TEST_F(KafkaHeaders, OfWhatIsNoEventNameNothing) {
  {
    KafkaLogOptions options;
    options.producer.client = client_;
    KafkaLog log(options);
    for (const auto* value : {"value", "[]", "{}", R"({"type":1})"}) append(log, "key", value);
  }
  for (const auto& message : read(4)) {
    EXPECT_EQ(message.headers.count("ce_type"), 0U) << message.value;
    EXPECT_EQ(message.headers.count("ce_subject"), 0U) << message.value;
  }
}

}  // namespace
}  // namespace ledger::kafka
