#include "events/kafka/client.hpp"

#include <array>
#include <stdexcept>

namespace ledger::kafka {
namespace {

// LOG_WARNING of syslog(3): what is worse has a smaller number.
constexpr int warning_level = 4;
constexpr int error_level = 3;

void set(rd_kafka_conf_t* conf, const std::string& name, const std::string& value) {
  std::array<char, 512> ignored;  // it may show the value
  if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), ignored.data(), ignored.size()) !=
      RD_KAFKA_CONF_OK) {
    throw std::runtime_error("librdkafka does not accept \"" + name +
                             "\" of [kafka.client]: its name or its value is wrong, or this "
                             "build lacks it");
  }
}

void pass_on(const rd_kafka_t* client, int level, const char* facility, const char* text) {
  const auto* listener = static_cast<const Listener*>(rd_kafka_opaque(client));
  if (level > warning_level || listener == nullptr || !listener->on_note) return;
  listener->on_note(level <= error_level, std::string(facility) + ": " + text);
}

void tell_error(rd_kafka_t*, int error, const char* reason, void* opaque) {
  const auto* listener = static_cast<const Listener*>(opaque);
  if (!listener->on_error) return;
  listener->on_error(static_cast<rd_kafka_resp_err_t>(error), reason == nullptr ? "" : reason);
}

std::string joined(const std::vector<std::string>& brokers) {
  std::string list;
  for (const auto& broker : brokers) list += (list.empty() ? "" : ",") + broker;
  return list;
}

}  // namespace

Conf make_conf(const ClientOptions& options, Listener& listener, Properties properties) {
  Conf conf(rd_kafka_conf_new());
  for (const auto& [name, value] : options.client) set(conf.get(), name, value);
  set(conf.get(), "bootstrap.servers", joined(options.brokers));
  set(conf.get(), "client.id", "tokenledger");
  set(conf.get(), "allow.auto.create.topics", "false");
  set(conf.get(), "socket.nagle.disable", "true");
  set(conf.get(), "socket.keepalive.enable", "true");
  // A broker that hangs is given up soon, and one that comes back is found soon.
  set(conf.get(), "socket.timeout.ms", "3000");
  set(conf.get(), "reconnect.backoff.ms", "50");
  set(conf.get(), "reconnect.backoff.max.ms", "500");
  for (const auto& [name, value] : properties) set(conf.get(), name, value);
  rd_kafka_conf_set_log_cb(conf.get(), pass_on);
  rd_kafka_conf_set_error_cb(conf.get(), tell_error);
  rd_kafka_conf_set_opaque(conf.get(), &listener);
  return conf;
}

Client make_client(rd_kafka_type_t type, Conf conf) {
  std::array<char, 512> why;
  rd_kafka_t* const client = rd_kafka_new(type, conf.get(), why.data(), why.size());
  if (client == nullptr)
    throw std::runtime_error("librdkafka cannot start: " + std::string(why.data()));
  static_cast<void>(conf.release());  // the client's now
  return Client(client);
}

Topic open_topic(rd_kafka_t* client, const std::string& name) {
  Topic topic(rd_kafka_topic_new(client, name.c_str(), nullptr));
  if (!topic) throw std::runtime_error("librdkafka cannot open the topic \"" + name + "\"");
  return topic;
}

}  // namespace ledger::kafka
