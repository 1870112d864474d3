#include "tests/support/kafka_client.hpp"

#include <algorithm>
#include <stdexcept>
#include <thread>

#include <librdkafka/rdkafka.h>

namespace ledger::support {
namespace {

using Clock = std::chrono::steady_clock;
using Time = KafkaClient::Time;

template <typename T, void (*destroy)(T*)>
struct Destroyed {
  void operator()(T* it) const { destroy(it); }
};
template <typename T, void (*destroy)(T*)>
using Owned = std::unique_ptr<T, Destroyed<T, destroy>>;

using Metadata = Owned<const rd_kafka_metadata_t, rd_kafka_metadata_destroy>;
using Topic = Owned<rd_kafka_topic_t, rd_kafka_topic_destroy>;
using Queue = Owned<rd_kafka_queue_t, rd_kafka_queue_destroy>;
using NewTopic = Owned<rd_kafka_NewTopic_t, rd_kafka_NewTopic_destroy>;
using Resource = Owned<rd_kafka_ConfigResource_t, rd_kafka_ConfigResource_destroy>;
using Options = Owned<rd_kafka_AdminOptions_t, rd_kafka_AdminOptions_destroy>;
using Event = Owned<rd_kafka_event_t, rd_kafka_event_destroy>;
using Partitions = Owned<rd_kafka_topic_partition_list_t, rd_kafka_topic_partition_list_destroy>;
using Message = Owned<rd_kafka_message_t, rd_kafka_message_destroy>;

int left(Clock::time_point until) {
  const auto time = std::chrono::ceil<Time>(until - Clock::now());
  return static_cast<int>(std::max<std::int64_t>(time.count(), 0));
}

void silent(const rd_kafka_t*, int, const char*, const char*) {}

/// The delivery report of an append, written into the place that the append gave.
void note_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
  if (auto* const place = static_cast<std::optional<bool>*>(message->_private)) {
    *place = message->err == RD_KAFKA_RESP_ERR_NO_ERROR;
  }
}

std::map<std::string, std::string> headers_of(const rd_kafka_message_t& message) {
  std::map<std::string, std::string> found;
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return found;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0;
       rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
       ++i) {
    found.emplace(name, std::string(static_cast<const char*>(value), size));
  }
  return found;
}

}  // namespace

class KafkaClient::Handle {
 public:
  using Settings = std::vector<std::pair<std::string, std::string>>;
  Handle(rd_kafka_type_t type, const std::string& bootstrap, Settings more) {
    // A broker that starts is asked often; by default the pause grows to 10 s.
    more.insert(more.end(), {{"bootstrap.servers", bootstrap},
                             {"reconnect.backoff.ms", "50"},
                             {"reconnect.backoff.max.ms", "200"},
                             {"socket.nagle.disable", "true"}});
    auto* const settings = rd_kafka_conf_new();
    char why[512] = "";
    for (const auto& [name, value] : more) {
      if (rd_kafka_conf_set(settings, name.c_str(), value.c_str(), why, sizeof why) !=
          RD_KAFKA_CONF_OK)
        throw std::runtime_error(why);
    }
    rd_kafka_conf_set_log_cb(settings, silent);
    if (type == RD_KAFKA_PRODUCER) rd_kafka_conf_set_dr_msg_cb(settings, note_delivery);
    handle_ = rd_kafka_new(type, settings, why, sizeof why);
    if (handle_ == nullptr) throw std::runtime_error(why);
  }
  ~Handle() {
    rd_kafka_purge(handle_, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    rd_kafka_destroy(handle_);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  [[nodiscard]] rd_kafka_t* get() const noexcept { return handle_; }

  [[nodiscard]] Metadata metadata(const Topic* topic, Clock::time_point until) const {
    const rd_kafka_metadata_t* raw = nullptr;
    rd_kafka_metadata(handle_, 0, topic == nullptr ? nullptr : topic->get(), &raw, left(until));
    return Metadata(raw);
  }

 private:
  rd_kafka_t* handle_ = nullptr;
};

KafkaClient::KafkaClient(std::string bootstrap)
    : bootstrap_(std::move(bootstrap)),
      producer_(std::make_unique<Handle>(
          RD_KAFKA_PRODUCER, bootstrap_,
          Handle::Settings{{"enable.idempotence", "true"}, {"linger.ms", "0"}})) {}

KafkaClient::~KafkaClient() = default;

std::optional<std::vector<int>> KafkaClient::broker_ids(Time at_most) {
  const auto found = producer_->metadata(nullptr, Clock::now() + at_most);
  if (!found) return std::nullopt;
  std::vector<int> ids;
  for (int i = 0; i < found->broker_cnt; ++i) ids.push_back(found->brokers[i].id);
  std::ranges::sort(ids);
  return ids;
}

std::optional<int> KafkaClient::leader_of(const std::string& topic, Time at_most) {
  const Topic handle(rd_kafka_topic_new(producer_->get(), topic.c_str(), nullptr));
  const auto found = producer_->metadata(&handle, Clock::now() + at_most);
  if (!found || found->topic_cnt != 1 || found->topics[0].partition_cnt < 1) return std::nullopt;
  const int leader = found->topics[0].partitions[0].leader;
  return leader < 0 ? std::nullopt : std::optional(leader);
}

void KafkaClient::make_topic(const KafkaTopic& topic, Time at_most) {
  const auto until = Clock::now() + at_most;
  char why[512] = "";
  const NewTopic wanted(
      rd_kafka_NewTopic_new(topic.name.c_str(), topic.partitions, topic.replicas, why, sizeof why));
  if (!wanted) throw std::runtime_error(why);
  for (const auto& [name, value] : topic.settings) {
    rd_kafka_NewTopic_set_config(wanted.get(), name.c_str(), value.c_str());
  }
  const Queue queue(rd_kafka_queue_new(producer_->get()));
  const Options options(
      rd_kafka_AdminOptions_new(producer_->get(), RD_KAFKA_ADMIN_OP_CREATETOPICS));
  rd_kafka_AdminOptions_set_operation_timeout(options.get(), left(until), why, sizeof why);
  rd_kafka_AdminOptions_set_request_timeout(options.get(), left(until), why, sizeof why);
  auto* one = wanted.get();
  rd_kafka_CreateTopics(producer_->get(), &one, 1, options.get(), queue.get());
  const Event event(rd_kafka_queue_poll(queue.get(), left(until)));
  if (!event) throw std::runtime_error("no answer to the making of topic " + topic.name);
  if (rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw std::runtime_error(rd_kafka_event_error_string(event.get()));
  }
  std::size_t count = 0;
  auto* const results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  if (rd_kafka_topic_result_error(results[0]) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw std::runtime_error(rd_kafka_topic_result_error_string(results[0]));
  }
  while (!leader_of(topic.name, Time(left(until)))) {
    if (left(until) == 0) throw std::runtime_error("nobody leads topic " + topic.name);
    std::this_thread::sleep_for(Time(20));
  }
}

void KafkaClient::alter_topic(const KafkaTopic& topic, Time at_most) {
  const auto until = Clock::now() + at_most;
  const Resource wanted(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.name.c_str()));
  for (const auto& [name, value] : topic.settings) {
    rd_kafka_ConfigResource_set_config(wanted.get(), name.c_str(), value.c_str());
  }
  const Queue queue(rd_kafka_queue_new(producer_->get()));
  const Options options(
      rd_kafka_AdminOptions_new(producer_->get(), RD_KAFKA_ADMIN_OP_ALTERCONFIGS));
  char why[512] = "";
  rd_kafka_AdminOptions_set_request_timeout(options.get(), left(until), why, sizeof why);
  auto* one = wanted.get();
  rd_kafka_AlterConfigs(producer_->get(), &one, 1, options.get(), queue.get());
  const Event event(rd_kafka_queue_poll(queue.get(), left(until)));
  if (!event) throw std::runtime_error("no answer to the change of topic " + topic.name);
  if (rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw std::runtime_error(rd_kafka_event_error_string(event.get()));
  }
  std::size_t count = 0;
  const auto* const* const results = rd_kafka_AlterConfigs_result_resources(
      rd_kafka_event_AlterConfigs_result(event.get()), &count);
  if (rd_kafka_ConfigResource_error(results[0]) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw std::runtime_error(rd_kafka_ConfigResource_error_string(results[0]));
  }
}

bool KafkaClient::append(const std::string& topic, const std::string& text, Time at_most) {
  const auto until = Clock::now() + at_most;
  std::optional<bool> delivered;
  const Topic handle(rd_kafka_topic_new(producer_->get(), topic.c_str(), nullptr));
  const int refused =
      rd_kafka_produce(handle.get(), 0, RD_KAFKA_MSG_F_COPY, const_cast<char*>(text.data()),
                       text.size(), nullptr, 0, &delivered);
  if (refused != 0) return false;
  while (!delivered && left(until) > 0) rd_kafka_poll(producer_->get(), left(until));
  if (!delivered) {
    // Its report would come to a place that is gone: have it made now.
    rd_kafka_purge(producer_->get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    while (!delivered) rd_kafka_poll(producer_->get(), 100);
  }
  return *delivered;
}

std::int64_t KafkaClient::end_of(const std::string& topic, Time at_most) {
  const auto until = Clock::now() + at_most;
  std::int64_t low = 0;
  std::int64_t high = 0;
  for (;;) {
    const auto error = rd_kafka_query_watermark_offsets(producer_->get(), topic.c_str(), 0, &low,
                                                        &high, left(until));
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return high;
    // Just after a topic was made its leader may not know of it yet.
    if (left(until) == 0) throw std::runtime_error(rd_kafka_err2str(error));
    std::this_thread::sleep_for(Time(20));
  }
}

std::vector<std::string> KafkaClient::read(const std::string& topic, std::size_t count,
                                           Time at_most) const {
  std::vector<std::string> values;
  for (auto& message : read_messages(topic, count, at_most)) {
    values.push_back(std::move(message.value));
  }
  return values;
}

std::vector<KafkaMessage> KafkaClient::read_messages(const std::string& topic, std::size_t count,
                                                     Time at_most) const {
  const auto until = Clock::now() + at_most;
  const Handle consumer(RD_KAFKA_CONSUMER, bootstrap_,
                        {{"group.id", "tests"},
                         {"enable.auto.commit", "false"},
                         {"check.crcs", "true"},
                         {"auto.offset.reset", "error"}});
  rd_kafka_poll_set_consumer(consumer.get());
  const Partitions places(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(places.get(), topic.c_str(), 0)->offset = 0;
  rd_kafka_assign(consumer.get(), places.get());
  std::vector<KafkaMessage> records;
  while (records.size() < count && left(until) > 0) {
    const Message message(rd_kafka_consumer_poll(consumer.get(), left(until)));
    if (!message || message->err != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    records.push_back({{static_cast<const char*>(message->key), message->key_len},
                       {static_cast<const char*>(message->payload), message->len},
                       headers_of(*message)});
  }
  rd_kafka_consumer_close(consumer.get());
  return records;
}

}  // namespace ledger::support
