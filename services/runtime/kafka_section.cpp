#include "services/runtime/kafka_section.hpp"

#include <algorithm>
#include <charconv>

#include "services/runtime/refused_part.hpp"

namespace ledger::runtime {
namespace {

constexpr std::size_t brokers_max = 32;
constexpr std::size_t host_bytes_max = 253;  // a name of DNS
constexpr std::size_t topic_bytes_max = 249;
constexpr std::size_t name_bytes_max = 100;
constexpr std::size_t value_bytes_max = 65536;

using Properties = decltype(KafkaSettings::client);

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_word(char c) { return is_digit(c) || is_small(c) || (c >= 'A' && c <= 'Z'); }
bool is_topic_character(char c) { return is_word(c) || c == '.' || c == '_' || c == '-'; }
bool is_property_character(char c) { return is_small(c) || is_digit(c) || c == '.' || c == '_'; }

bool is_host(std::string_view host) {
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) {
    host = host.substr(1, host.size() - 2);
    return std::ranges::all_of(host, [](char c) { return is_word(c) || c == ':' || c == '.'; });
  }
  return !host.empty() && host.size() <= host_bytes_max &&
         std::ranges::all_of(host, is_topic_character);
}

/// Stricter than librdkafka, which takes lists and schemes in one text.
bool is_broker(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || !is_host(text.substr(0, colon))) return false;
  const auto digits = text.substr(colon + 1);
  unsigned port = 0;
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return ec == std::errc() && end == digits.data() + digits.size() && port >= 1 && port <= 65535;
}

bool is_property_name(std::string_view name) {
  return name.size() <= name_bytes_max && std::ranges::all_of(name, is_property_character);
}

bool is_passed_on(std::string_view name) {
  return name == "security.protocol" || (name.starts_with("ssl.") && name.size() > 4) ||
         (name.starts_with("sasl.") && name.size() > 5);
}

/// After the list of librdkafka 2.0.2, and by the endings that later versions keep to.
bool is_secret(std::string_view name) {
  return name.ends_with("password") || name.ends_with("passphrase") || name.ends_with("secret") ||
         name.ends_with("key.pem") || name == "sasl.oauthbearer.config";
}

void read_properties(Properties& properties, const std::string& before, const toml::table& table) {
  for (const auto& [key, node] : table) {
    const std::string name = before + std::string(key.str());
    if (!is_property_name(name)) {
      throw RefusedPart(key.source(),
                        "[kafka.client] has a name that no property of librdkafka "
                        "has (small letters, digits, dots, underscores)");
    }
    if (const auto* deeper = node.as_table(); deeper != nullptr && !deeper->empty()) {
      read_properties(properties, name + '.', *deeper);
      continue;
    }
    if (!is_passed_on(name)) {
      throw RefusedPart(key.source(),
                        "[kafka.client] takes security.protocol, ssl.… and sasl.…, not " + name +
                            ": what the ledger promises stands on the others");
    }
    const auto value = node.value_exact<std::string>();
    if (!value || value->empty() || value->size() > value_bytes_max ||
        value->find('\0') != std::string::npos) {
      throw RefusedPart(node.source(), "[kafka.client] " + name +
                                           " must be a text in quotes, of 1 to " +
                                           std::to_string(value_bytes_max) + " bytes and no NUL");
    }
    if (!properties.emplace(name, *value).second) {
      throw RefusedPart(key.source(), "[kafka.client] has " + name + " twice");
    }
  }
}

}  // namespace

std::vector<std::string> read_brokers(const toml::node& node) {
  const std::string wanted = "must be a list of 1 to " + std::to_string(brokers_max) +
                             " brokers, each a text such as \"kafka1.example.com:9092\"";
  const auto* list = node.as_array();
  if (list == nullptr || list->empty() || list->size() > brokers_max) {
    throw std::runtime_error(wanted);
  }
  std::vector<std::string> brokers;
  for (const auto& entry : *list) {
    const auto value = entry.value_exact<std::string>();
    if (!value || !is_broker(*value)) throw std::runtime_error(wanted);
    brokers.push_back(*value);
  }
  return brokers;
}

std::string read_topic(const toml::node& node) {
  const auto value = node.value_exact<std::string>();
  if (!value || value->empty() || value->size() > topic_bytes_max || *value == "." ||
      *value == ".." || !std::ranges::all_of(*value, is_topic_character)) {
    throw std::runtime_error("must be a text of 1 to " + std::to_string(topic_bytes_max) +
                             " letters, digits, dots, underscores and hyphens, not \".\" or "
                             "\"..\"");
  }
  return *value;
}

Properties read_client(const toml::node& node) {
  const auto* table = node.as_table();
  if (table == nullptr) throw std::runtime_error("must be a section, [kafka.client]");
  Properties properties;
  read_properties(properties, "", *table);
  return properties;
}

std::optional<std::string> first_secret(const KafkaSettings& kafka) {
  const auto found = std::ranges::find_if(
      kafka.client, [](const auto& property) { return is_secret(property.first); });
  if (found == kafka.client.end()) return std::nullopt;
  return found->first;
}

}  // namespace ledger::runtime
