#pragma once
// What every librdkafka client of this room has in common: where the brokers are, the settings that
// the log's guarantees stand on, and the handles' lifetimes. Nothing of `client` settings is ever
// written anywhere: there are passwords among them.

#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <librdkafka/rdkafka.h>

namespace ledger::kafka {

/// What librdkafka has to say; `serious`: an operator should look. From any thread.
using OnNote = std::function<void(bool serious, std::string_view text)>;

/// Hears of what befalls a client; must outlive it. on_error: from whoever serves the client;
/// `reason` begins with the name of the connection that it is about, `host:port/broker: …`.
struct Listener {
  OnNote on_note;
  std::function<void(rd_kafka_resp_err_t, std::string_view reason)> on_error;
};

struct ClientOptions {
  std::vector<std::string> brokers;  ///< `host:port` each
  std::string topic;
  /// TLS and SASL properties, by librdkafka's names.
  std::map<std::string, std::string> client;
  OnNote on_note;
};

struct DestroyClient {
  // The consumers here are in no group: there is nothing to leave.
  void operator()(rd_kafka_t* client) const noexcept {
    rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
  }
};
using Client = std::unique_ptr<rd_kafka_t, DestroyClient>;

struct DestroyTopic {
  void operator()(rd_kafka_topic_t* topic) const noexcept { rd_kafka_topic_destroy(topic); }
};
using Topic = std::unique_ptr<rd_kafka_topic_t, DestroyTopic>;

struct DestroyConf {
  void operator()(rd_kafka_conf_t* conf) const noexcept { rd_kafka_conf_destroy(conf); }
};
using Conf = std::unique_ptr<rd_kafka_conf_t, DestroyConf>;

using Properties = std::initializer_list<std::pair<const char*, const char*>>;

/// The common settings and `properties`. Throws std::runtime_error, which names a property that is
/// not accepted, and never its value.
[[nodiscard]] Conf make_conf(const ClientOptions& options, Listener& listener,
                             Properties properties);

/// Takes the conf over. Throws std::runtime_error.
[[nodiscard]] Client make_client(rd_kafka_type_t type, Conf conf);

/// Throws std::runtime_error.
[[nodiscard]] Topic open_topic(rd_kafka_t* client, const std::string& name);

}  // namespace ledger::kafka
