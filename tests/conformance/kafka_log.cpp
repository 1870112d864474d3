#include "events/kafka/kafka_log.hpp"

#include <optional>

#include "events/kafka/topic.hpp"
#include "tests/conformance/event_log_contract.hpp"
#include "tests/support/shared_kafka.hpp"

namespace ledger::conformance {
namespace {

/// On a real broker, which other tests use as well, a topic of its own.
class KafkaLogUnderTest final : public LogUnderTest {
 public:
  KafkaLogUnderTest() {
    auto& client = options_.producer.client;
    client.brokers = {support::shared_kafka_bootstrap()};
    client.topic = support::fresh_topic_name();
    if (!kafka::create_topic(client, {})) throw std::runtime_error("the topic is there already");
    options_.producer.node.fill(1);
    log_.emplace(options_);
  }
  log::EventLog& log() override { return *log_; }
  bool reopen() override {
    log_.reset();
    log_.emplace(options_);
    return true;
  }

 private:
  kafka::KafkaLogOptions options_;
  std::optional<kafka::KafkaLog> log_;
};

INSTANTIATE_TEST_SUITE_P(KafkaLog, EventLogContract,
                         testing::Values(LogKind{
                             "Kafka", [] { return std::make_unique<KafkaLogUnderTest>(); },
                             support::skip_without_shared_kafka}),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace ledger::conformance
