#pragma once
// What [kafka] of the settings file says: where the log is, and how to be let in. Values of
// `client` may be secrets: they go to librdkafka and nowhere else, no error, program log or metric.

#include <map>
#include <string>
#include <vector>

namespace ledger::runtime {

struct KafkaSettings {
  std::vector<std::string> brokers;  ///< 1 to 32 of "host:port"
  std::string topic = "tokenledger";
  /// Properties of librdkafka by their own names: `security.protocol`, `ssl.…`, `sasl.…`.
  std::map<std::string, std::string> client;
};

}  // namespace ledger::runtime
