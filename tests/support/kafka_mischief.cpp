#include "tests/support/kafka_mischief.hpp"

#include <chrono>
#include <initializer_list>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

#include <librdkafka/rdkafka.h>

namespace ledger::support {
namespace {

constexpr int wait_ms = 30'000;

struct Destroy {
  void operator()(rd_kafka_t* it) const { rd_kafka_destroy(it); }
  void operator()(rd_kafka_queue_t* it) const { rd_kafka_queue_destroy(it); }
  void operator()(rd_kafka_event_t* it) const { rd_kafka_event_destroy(it); }
  void operator()(rd_kafka_topic_t* it) const { rd_kafka_topic_destroy(it); }
  void operator()(rd_kafka_DeleteTopic_t* it) const { rd_kafka_DeleteTopic_destroy(it); }
  void operator()(rd_kafka_DeleteRecords_t* it) const { rd_kafka_DeleteRecords_destroy(it); }
  void operator()(const rd_kafka_metadata_t* it) const { rd_kafka_metadata_destroy(it); }
  void operator()(rd_kafka_topic_partition_list_t* it) const {
    rd_kafka_topic_partition_list_destroy(it);
  }
};
template <class Handle>
using Owned = std::unique_ptr<Handle, Destroy>;

using Settings = std::initializer_list<std::pair<const char*, const char*>>;

Owned<rd_kafka_t> client_at(const std::string& bootstrap, Settings settings = {}) {
  auto* const conf = rd_kafka_conf_new();
  char why[512] = "";
  rd_kafka_conf_set(conf, "bootstrap.servers", bootstrap.c_str(), why, sizeof why);
  for (const auto& [name, value] : settings) {
    rd_kafka_conf_set(conf, name, value, why, sizeof why);
  }
  rd_kafka_conf_set_log_cb(conf, [](const rd_kafka_t*, int, const char*, const char*) {});
  Owned<rd_kafka_t> client(rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why));
  if (!client) throw std::runtime_error(why);
  return client;
}

void expect_done(const Owned<rd_kafka_event_t>& event) {
  if (!event) throw std::runtime_error("no answer");
  if (rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw std::runtime_error(rd_kafka_event_error_string(event.get()));
  }
}

void expect_done(rd_kafka_error_t* error) {
  if (error == nullptr) return;
  const std::string why = rd_kafka_error_string(error);
  rd_kafka_error_destroy(error);
  throw std::runtime_error(why);
}

bool is_there(rd_kafka_t* client, const std::string& topic) {
  const Owned<rd_kafka_topic_t> handle(rd_kafka_topic_new(client, topic.c_str(), nullptr));
  const rd_kafka_metadata_t* raw = nullptr;
  rd_kafka_metadata(client, 0, handle.get(), &raw, wait_ms);
  const Owned<const rd_kafka_metadata_t> found(raw);
  return !found || found->topics[0].err != RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
}

}  // namespace

void delete_topic(const std::string& bootstrap, const std::string& topic) {
  const auto client = client_at(bootstrap);
  const Owned<rd_kafka_queue_t> queue(rd_kafka_queue_new(client.get()));
  const Owned<rd_kafka_DeleteTopic_t> wanted(rd_kafka_DeleteTopic_new(topic.c_str()));
  auto* one = wanted.get();
  rd_kafka_DeleteTopics(client.get(), &one, 1, nullptr, queue.get());
  expect_done(Owned<rd_kafka_event_t>(rd_kafka_queue_poll(queue.get(), wait_ms)));
  while (is_there(client.get(), topic)) std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

void remove_first_records(const std::string& bootstrap, const std::string& topic,
                          std::int64_t count) {
  const auto client = client_at(bootstrap);
  const Owned<rd_kafka_queue_t> queue(rd_kafka_queue_new(client.get()));
  const Owned<rd_kafka_topic_partition_list_t> before(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(before.get(), topic.c_str(), 0)->offset = count;
  const Owned<rd_kafka_DeleteRecords_t> wanted(rd_kafka_DeleteRecords_new(before.get()));
  auto* one = wanted.get();
  rd_kafka_DeleteRecords(client.get(), &one, 1, nullptr, queue.get());
  expect_done(Owned<rd_kafka_event_t>(rd_kafka_queue_poll(queue.get(), wait_ms)));
}

void write_in_transaction(const std::string& bootstrap, const std::string& topic,
                          const std::string& value) {
  const auto client = client_at(bootstrap, {{"transactional.id", topic.c_str()}});
  expect_done(rd_kafka_init_transactions(client.get(), wait_ms));
  expect_done(rd_kafka_begin_transaction(client.get()));
  const Owned<rd_kafka_topic_t> handle(rd_kafka_topic_new(client.get(), topic.c_str(), nullptr));
  if (rd_kafka_produce(handle.get(), 0, RD_KAFKA_MSG_F_COPY, const_cast<char*>(value.data()),
                       value.size(), nullptr, 0, nullptr) != 0) {
    throw std::runtime_error(rd_kafka_err2str(rd_kafka_last_error()));
  }
  expect_done(rd_kafka_commit_transaction(client.get(), wait_ms));
}

}  // namespace ledger::support
