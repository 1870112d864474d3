#include "tests/support/mock_kafka.hpp"

#include <array>
#include <stdexcept>
#include <vector>

#include <librdkafka/rdkafka_mock.h>

namespace ledger::support {
namespace {

constexpr const char* topic = "ledger";

kafka::Client any_client() {
  std::array<char, 256> why;
  rd_kafka_conf_t* const conf = rd_kafka_conf_new();
  rd_kafka_conf_set_log_cb(conf, [](const rd_kafka_t*, int, const char*, const char*) {});
  rd_kafka_t* const client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why.data(), why.size());
  if (client == nullptr) throw std::runtime_error(why.data());
  return kafka::Client(client);
}

}  // namespace

MockKafka::MockKafka(int brokers)
    : client_(any_client()), cluster_(rd_kafka_mock_cluster_new(client_.get(), brokers)) {
  if (cluster_ == nullptr) throw std::runtime_error("no mock cluster");
  rd_kafka_mock_topic_create(cluster_, topic, 1, brokers);
}

MockKafka::~MockKafka() { rd_kafka_mock_cluster_destroy(cluster_); }

kafka::KafkaLogOptions MockKafka::options(std::uint8_t node) const {
  kafka::KafkaLogOptions options;
  options.producer.client.brokers = {rd_kafka_mock_cluster_bootstraps(cluster_)};
  options.producer.client.topic = topic;
  options.producer.node.fill(node);
  return options;
}

void MockKafka::fail_next(std::int16_t request, std::initializer_list<rd_kafka_resp_err_t> errors) {
  const std::vector<rd_kafka_resp_err_t> list(errors);
  rd_kafka_mock_push_request_errors_array(cluster_, request, list.size(), list.data());
}

void MockKafka::set_down(int broker) { rd_kafka_mock_broker_set_down(cluster_, broker); }
void MockKafka::set_up(int broker) { rd_kafka_mock_broker_set_up(cluster_, broker); }
void MockKafka::set_round_trip(int milliseconds) {
  rd_kafka_mock_broker_set_rtt(cluster_, -1, milliseconds);
}
void MockKafka::set_leader(int broker) {
  rd_kafka_mock_partition_set_leader(cluster_, topic, 0, broker);
}

}  // namespace ledger::support
