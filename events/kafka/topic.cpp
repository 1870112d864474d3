#include "events/kafka/topic.hpp"

#include <array>
#include <optional>
#include <stdexcept>

namespace ledger::kafka {
namespace {

constexpr int answer_ms = 10'000;
/// A record of the limit (16 KiB), its key of as much, and what Kafka adds.
constexpr std::int64_t message_bytes_min = 65'536;

struct Destroy {
  void operator()(rd_kafka_queue_t* it) const noexcept { rd_kafka_queue_destroy(it); }
  void operator()(rd_kafka_event_t* it) const noexcept { rd_kafka_event_destroy(it); }
  void operator()(rd_kafka_NewTopic_t* it) const noexcept { rd_kafka_NewTopic_destroy(it); }
  void operator()(rd_kafka_ConfigResource_t* it) const noexcept {
    rd_kafka_ConfigResource_destroy(it);
  }
  void operator()(rd_kafka_AdminOptions_t* it) const noexcept { rd_kafka_AdminOptions_destroy(it); }
  void operator()(const rd_kafka_metadata_t* it) const noexcept { rd_kafka_metadata_destroy(it); }
};
template <class Handle>
using Owned = std::unique_ptr<Handle, Destroy>;

const char* name_of(TimestampType type) {
  return type == TimestampType::create ? "CreateTime" : "LogAppendTime";
}

/// What the topic is made with, and checked for.
std::vector<std::pair<std::string, std::string>> wanted_settings(TimestampType timestamps) {
  return {{"retention.ms", "-1"},
          {"retention.bytes", "-1"},
          {"cleanup.policy", "delete"},
          {"message.timestamp.type", name_of(timestamps)}};
}

std::vector<std::pair<std::string, std::string>> made_settings(const TopicPlan& plan) {
  auto settings = wanted_settings(plan.timestamps);
  // Two copies before a record counts; with fewer brokers than three that would stop on any loss.
  settings.emplace_back("min.insync.replicas", plan.replication >= 3 ? "2" : "1");
  settings.emplace_back("unclean.leader.election.enable", "false");
  return settings;
}

std::string brokers_of(const ClientOptions& options) {
  std::string list;
  for (const auto& broker : options.brokers) list += (list.empty() ? "" : ", ") + broker;
  return list;
}

[[noreturn]] void no_answer(const ClientOptions& options, const std::string& why) {
  throw std::runtime_error("Kafka at " + brokers_of(options) + " cannot be reached, or refuses (" +
                           why + "): check kafka.brokers and [kafka.client], and that it runs");
}

/// One question to the brokers, and its answer.
class Admin {
 public:
  explicit Admin(const ClientOptions& options)
      : options_(options),
        listener_{options.on_note, {}},
        client_(make_client(RD_KAFKA_PRODUCER, make_conf(options, listener_, {}))),
        queue_(rd_kafka_queue_new(client_.get())) {}

  [[nodiscard]] rd_kafka_t* client() const noexcept { return client_.get(); }
  [[nodiscard]] rd_kafka_queue_t* queue() const noexcept { return queue_.get(); }
  [[nodiscard]] Owned<rd_kafka_AdminOptions_t> timed(rd_kafka_admin_op_t operation) const {
    Owned<rd_kafka_AdminOptions_t> made(rd_kafka_AdminOptions_new(client(), operation));
    std::array<char, 256> ignored;
    rd_kafka_AdminOptions_set_request_timeout(made.get(), answer_ms, ignored.data(),
                                              ignored.size());
    return made;
  }
  [[nodiscard]] Owned<rd_kafka_event_t> answer() const {
    Owned<rd_kafka_event_t> event(rd_kafka_queue_poll(queue(), answer_ms + 1000));
    if (!event) no_answer(options_, "no answer within " + std::to_string(answer_ms / 1000) + " s");
    if (rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
      no_answer(options_, rd_kafka_event_error_string(event.get()));
    }
    return event;
  }

 private:
  const ClientOptions& options_;
  Listener listener_;
  Client client_;
  Owned<rd_kafka_queue_t> queue_;
};

/// Partitions of the topic; nothing where there is none.
std::optional<int> partitions(const Admin& admin, const ClientOptions& options) {
  const auto topic = open_topic(admin.client(), options.topic);
  const rd_kafka_metadata_t* found = nullptr;
  const auto error = rd_kafka_metadata(admin.client(), 0, topic.get(), &found, answer_ms);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) no_answer(options, rd_kafka_err2str(error));
  const Owned<const rd_kafka_metadata_t> metadata(found);
  if (metadata->topic_cnt != 1) no_answer(options, "no metadata of the topic");
  const auto& described = metadata->topics[0];
  if (described.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) return std::nullopt;
  if (described.err != RD_KAFKA_RESP_ERR_NO_ERROR &&
      described.err != RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE) {
    no_answer(options, rd_kafka_err2str(described.err));
  }
  return described.partition_cnt;
}

std::map<std::string, std::string> settings_of(const Admin& admin, const ClientOptions& options) {
  const Owned<rd_kafka_ConfigResource_t> resource(
      rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, options.topic.c_str()));
  rd_kafka_ConfigResource_t* const asked = resource.get();
  auto* mutable_asked = const_cast<rd_kafka_ConfigResource_t*>(asked);
  const auto timed = admin.timed(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS);
  rd_kafka_DescribeConfigs(admin.client(), &mutable_asked, 1, timed.get(), admin.queue());
  const auto event = admin.answer();
  std::size_t count = 0;
  const auto* const* resources = rd_kafka_DescribeConfigs_result_resources(
      rd_kafka_event_DescribeConfigs_result(event.get()), &count);
  if (count != 1) no_answer(options, "no description of the topic");
  if (rd_kafka_ConfigResource_error(resources[0]) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    no_answer(options, std::string("its settings cannot be read: ") +
                           rd_kafka_ConfigResource_error_string(resources[0]));
  }
  std::size_t entries = 0;
  const auto* const* found = rd_kafka_ConfigResource_configs(resources[0], &entries);
  std::map<std::string, std::string> settings;
  for (std::size_t i = 0; i < entries; ++i) {
    const char* const value = rd_kafka_ConfigEntry_value(found[i]);
    settings.emplace(rd_kafka_ConfigEntry_name(found[i]), value == nullptr ? "" : value);
  }
  return settings;
}

std::string mend(const std::string& topic, const std::string& setting, const std::string& value) {
  return "kafka-configs.sh --alter --entity-type topics --entity-name " + topic + " --add-config " +
         setting + "=" + value;
}

}  // namespace

bool create_topic(const ClientOptions& options, const TopicPlan& plan) {
  const Admin admin(options);
  std::array<char, 512> why;
  const Owned<rd_kafka_NewTopic_t> topic(
      rd_kafka_NewTopic_new(options.topic.c_str(), 1, plan.replication, why.data(), why.size()));
  if (!topic) throw std::runtime_error("the topic cannot be made: " + std::string(why.data()));
  for (const auto& [name, value] : made_settings(plan)) {
    rd_kafka_NewTopic_set_config(topic.get(), name.c_str(), value.c_str());
  }
  auto* asked = topic.get();
  const auto timed = admin.timed(RD_KAFKA_ADMIN_OP_CREATETOPICS);
  rd_kafka_CreateTopics(admin.client(), &asked, 1, timed.get(), admin.queue());
  const auto event = admin.answer();
  std::size_t count = 0;
  const auto* const* results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  if (count != 1) no_answer(options, "no answer about the topic");
  const auto error = rd_kafka_topic_result_error(results[0]);
  if (error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) return false;
  if (error == RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR) {
    throw std::runtime_error("the topic cannot have " + std::to_string(plan.replication) +
                             " replicas: there are fewer brokers. Start more, or give a smaller "
                             "--replication");
  }
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    no_answer(options, rd_kafka_topic_result_error_string(results[0]));
  }
  return true;
}

void stamp_by_broker(const ClientOptions& options, const TopicPlan& plan) {
  const Admin admin(options);
  const Owned<rd_kafka_ConfigResource_t> resource(
      rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, options.topic.c_str()));
  // The call replaces all that is set, so all of it is named again.
  for (const auto& [name, value] : made_settings({plan.replication, TimestampType::log_append})) {
    rd_kafka_ConfigResource_set_config(resource.get(), name.c_str(), value.c_str());
  }
  auto* asked = resource.get();
  const auto timed = admin.timed(RD_KAFKA_ADMIN_OP_ALTERCONFIGS);
  rd_kafka_AlterConfigs(admin.client(), &asked, 1, timed.get(), admin.queue());
  const auto event = admin.answer();
  std::size_t count = 0;
  const auto* const* resources = rd_kafka_AlterConfigs_result_resources(
      rd_kafka_event_AlterConfigs_result(event.get()), &count);
  if (count != 1 || rd_kafka_ConfigResource_error(resources[0]) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    no_answer(options, count == 1 ? rd_kafka_ConfigResource_error_string(resources[0])
                                  : "no answer about the topic");
  }
}

std::vector<std::string> topic_faults(const ClientOptions& options, TimestampType expected) {
  const Admin admin(options);
  const auto count = partitions(admin, options);
  if (!count) {
    return {"there is no topic \"" + options.topic + "\": `tokenledger init` makes it, once"};
  }
  std::vector<std::string> faults;
  if (*count != 1) {
    faults.push_back("the topic \"" + options.topic + "\" has " + std::to_string(*count) +
                     " partitions, and a ledger has one order: name another topic, and make it "
                     "with `tokenledger init`");
  }
  const auto found = settings_of(admin, options);
  for (const auto& [name, value] : wanted_settings(expected)) {
    const auto setting = found.find(name);
    if (setting != found.end() && setting->second == value) continue;
    std::string fault = "the topic's " + name + " is ";
    fault.append(setting == found.end() ? "not known" : setting->second);
    fault.append(" and must be ").append(value).append(": ");
    faults.push_back(fault + mend(options.topic, name, value));
  }
  const auto bytes = found.find("max.message.bytes");
  if (bytes != found.end() && std::stoll(bytes->second) < message_bytes_min) {
    const auto wanted = std::to_string(message_bytes_min);
    faults.push_back("the topic's max.message.bytes is " + bytes->second + " and must be " +
                     wanted + " at least: " + mend(options.topic, "max.message.bytes", wanted));
  }
  return faults;
}

bool topic_exists(const ClientOptions& options) {
  const Admin admin(options);
  return partitions(admin, options).has_value();
}

}  // namespace ledger::kafka
