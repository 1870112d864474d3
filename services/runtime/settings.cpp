#include "services/runtime/settings.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <stdexcept>

#include <toml++/toml.h>

#include "services/runtime/catalogue_section.hpp"
#include "services/runtime/door_section.hpp"
#include "services/runtime/kafka_section.hpp"
#include "services/runtime/listen_section.hpp"
#include "services/runtime/quota_section.hpp"
#include "services/runtime/refused_part.hpp"
#include "services/runtime/settings_file.hpp"

namespace ledger::runtime {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Sets one setting from its value; throws std::runtime_error with what is wrong.
using Setter = std::function<void(Settings&, const toml::node&)>;

std::int64_t integer(const toml::node& node, std::int64_t min, std::int64_t max) {
  const auto value = node.value_exact<std::int64_t>();
  if (!value) throw std::runtime_error("must be a whole number");
  if (*value < min || *value > max) {
    throw std::runtime_error("must lie between " + std::to_string(min) + " and " +
                             std::to_string(max));
  }
  return *value;
}

std::string text(const toml::node& node) {
  const auto value = node.value_exact<std::string>();
  if (!value || value->empty()) throw std::runtime_error("must be a text in quotes, not empty");
  return *value;
}

http::TrustedPeers peers(const toml::node& node) {
  const char* const wanted =
      "must be a list of addresses or networks, such as \"10.0.0.0/8\", of which none is "
      "everybody's and none has bits behind its prefix, or \"unix\"";
  const auto* list = node.as_array();
  if (list == nullptr) throw std::runtime_error(wanted);
  http::TrustedPeers trusted;
  for (const auto& entry : *list) {
    const auto value = entry.value_exact<std::string>();
    if (!value || !trusted.add(*value)) throw std::runtime_error(wanted);
  }
  return trusted;
}

http::TrustedPeers networks(const toml::node& node) {
  const auto* list = node.as_array();
  const auto is_socket = [](const toml::node& entry) {
    return entry.value_exact<std::string>() == "unix";
  };
  if (list != nullptr && std::any_of(list->begin(), list->end(), is_socket)) {
    throw std::runtime_error("must not name \"unix\": a URL leads to no Unix socket");
  }
  return peers(node);
}

http::Origin origin(const toml::node& node) {
  const auto value = node.value_exact<std::string>();
  const auto parsed = value ? http::Origin::parse(*value) : std::nullopt;
  if (parsed) return *parsed;
  throw std::runtime_error(
      "must be where people reach the server, scheme and host alone, such as "
      "\"https://ledger.example.com\"");
}

Setter size(std::size_t Settings::* field, std::int64_t min, std::int64_t max) {
  return [=](Settings& settings, const toml::node& node) {
    settings.*field = static_cast<std::size_t>(integer(node, min, max));
  };
}
bool flag(const toml::node& node) {
  const auto value = node.value_exact<bool>();
  if (!value) throw std::runtime_error("must be true or false");
  return *value;
}
Setter duration(milliseconds Settings::* field, std::int64_t min, std::int64_t max) {
  return [=](Settings& settings, const toml::node& node) {
    settings.*field = milliseconds(integer(node, min, max));
  };
}
Setter http_size(std::size_t http::Limits::* field, std::int64_t min, std::int64_t max) {
  return [=](Settings& settings, const toml::node& node) {
    settings.http.*field = static_cast<std::size_t>(integer(node, min, max));
  };
}
Setter http_duration(milliseconds http::Limits::* field, std::int64_t min, std::int64_t max) {
  return [=](Settings& settings, const toml::node& node) {
    settings.http.*field = milliseconds(integer(node, min, max));
  };
}
Setter policy(seconds token::Policy::* field, std::int64_t min, std::int64_t max) {
  return [=](Settings& settings, const toml::node& node) {
    settings.policy.*field = seconds(integer(node, min, max));
  };
}

/// Up to `count_max` different whole numbers, kept from the largest to the smallest.
Setter falling_durations(std::vector<seconds> Settings::* field, std::size_t count_max,
                         std::int64_t min, std::int64_t max) {
  return [=](Settings& settings, const toml::node& node) {
    const auto* list = node.as_array();
    if (list == nullptr || list->size() > count_max) {
      throw std::runtime_error("must be a list of at most " + std::to_string(count_max) +
                               " whole numbers");
    }
    std::vector<seconds> values;
    for (const auto& element : *list) values.emplace_back(integer(element, min, max));
    std::sort(values.begin(), values.end(), std::greater<>());
    if (std::adjacent_find(values.begin(), values.end()) != values.end()) {
      throw std::runtime_error("must not have a number twice");
    }
    settings.*field = std::move(values);
  };
}

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t years_10_s = std::int64_t{10} * 366 * 24 * 3600;
constexpr std::int64_t days_7_s = std::int64_t{7} * 24 * 3600;
constexpr std::int64_t tebibyte = std::int64_t{1} << 40;

using Section = std::map<std::string, Setter, std::less<>>;

const std::map<std::string, Section, std::less<>>& sections() {
  static const std::map<std::string, Section, std::less<>> all{
      {"server",
       {{"data", [](Settings& s, const toml::node& node) { s.data = text(node); }},
        {"listen",
         [](Settings& s, const toml::node& node) {
           s.listen = text(node);
           static_cast<void>(parse_listen(s.listen));
         }},
        {"public_url", [](Settings& s, const toml::node& node) { s.public_url = origin(node); }},
        {"threads",
         [](Settings& s, const toml::node& node) {
           s.threads = static_cast<unsigned>(integer(node, 0, 1024));
         }},
        {"drain_ms", duration(&Settings::shutdown_drain, 0, hour_ms)},
        {"shutdown_grace_ms", duration(&Settings::shutdown_grace, 0, hour_ms)}}},
      {"http",
       {{"connections_max", http_size(&http::Limits::connections_max, 1, 1'000'000)},
        {"header_bytes_max", http_size(&http::Limits::header_bytes_max, 1024, 1 << 20)},
        {"target_bytes_max", http_size(&http::Limits::target_bytes_max, 256, 1 << 20)},
        {"body_bytes_max", http_size(&http::Limits::body_bytes_max, 8192, 16 << 20)},
        {"pipelined_max", http_size(&http::Limits::pipelined_max, 1, 4096)},
        {"header_time_ms", http_duration(&http::Limits::header_time, 100, hour_ms)},
        {"body_time_ms", http_duration(&http::Limits::body_time, 100, hour_ms)},
        {"idle_time_ms", http_duration(&http::Limits::idle_time, 100, hour_ms)},
        {"write_time_ms", http_duration(&http::Limits::write_time, 100, hour_ms)},
        {"drain_bytes_max", http_size(&http::Limits::drain_bytes_max, 0, 1 << 30)},
        {"drain_time_ms", http_duration(&http::Limits::drain_time, 0, hour_ms)},
        {"trusted_peers",
         [](Settings& s, const toml::node& node) { s.trusted_peers = peers(node); }}}},
      {"policy",
       {{"lifetime_default_s", policy(&token::Policy::lifetime_default, 1, years_10_s)},
        {"lifetime_max_s", policy(&token::Policy::lifetime_max, 1, years_10_s)},
        {"overlap_max_s", policy(&token::Policy::overlap_max, 0, years_10_s)}}},
      {"session",
       {{"idle_s", policy(&token::Policy::session_idle, 60, days_7_s)},
        {"lifetime_s", policy(&token::Policy::session_lifetime, 60, days_7_s)}}},
      {"catalogue", {}},  // sections, [[catalogue]]: read_catalogue
      {"commands",
       {{"deadline_ms", duration(&Settings::command_deadline, 1, hour_ms)},
        {"in_flight_max", size(&Settings::commands_in_flight_max, 1, 1'000'000)}}},
      {"door", {}},  // has sections of its own: read_door
      {"disk", {{"free_bytes_min", size(&Settings::disk_free_bytes_min, 0, tebibyte)}}},
      {"log",
       {{"file", [](Settings& s, const toml::node& node) { s.log_file = text(node); }},
        {"access", [](Settings& s, const toml::node& node) { s.request_log.access = flag(node); }},
        {"sample_every",
         [](Settings& s, const toml::node& node) {
           s.request_log.sample_every = static_cast<std::uint64_t>(integer(node, 0, 1'000'000));
         }},
        {"slow_ms",
         [](Settings& s, const toml::node& node) {
           s.request_log.slow = milliseconds(integer(node, 0, hour_ms));
         }}}},
      {"view",
       {{"position_wait_ms", duration(&Settings::position_wait, 0, hour_ms)},
        {"age_max_ms", duration(&Settings::view_age_max, 1, hour_ms)},
        {"barrier_interval_ms", duration(&Settings::barrier_interval, 0, hour_ms)},
        {"hot_set_bytes_max", size(&Settings::hot_set_bytes_max, 0, tebibyte)},
        {"block_cache_bytes", size(&Settings::block_cache_bytes, 1 << 20, tebibyte)}}},
      {"signals",
       {{"interval_ms", duration(&Settings::signals_interval, 1000, hour_ms)},
        {"expiring_s", falling_durations(&Settings::expiry_thresholds, 8, 1, years_10_s)},
        {"retired_per_hour_max", size(&Settings::retired_per_hour_max, 0, 1'000'000)}}},
      {"webhooks",
       {{"networks",
         [](Settings& s, const toml::node& node) { s.webhook_networks = networks(node); }},
        {"key_file",
         [](Settings& s, const toml::node& node) { s.webhook_key_file = text(node); }}}},
      {"listen", {}},  // sections, [[listen]]: read_listeners
      {"quota", {}},   // has sections of its own: read_quota
      {"kafka",
       {{"brokers", [](Settings& s, const toml::node& n) { s.kafka->brokers = read_brokers(n); }},
        {"topic", [](Settings& s, const toml::node& n) { s.kafka->topic = read_topic(n); }},
        {"client", [](Settings& s, const toml::node& n) { s.kafka->client = read_client(n); }}}},
  };
  return all;
}

[[noreturn]] void refuse(const std::filesystem::path& file, const toml::source_region& where,
                         const std::string& what) {
  throw std::runtime_error(file.string() + ", line " + std::to_string(where.begin.line) + ": " +
                           what);
}

std::string names(const auto& map) {
  std::string list;
  for (const auto& entry : map) list += (list.empty() ? "" : ", ") + entry.first;
  return list;
}

void load_section(Settings& settings, const std::filesystem::path& file, const std::string& name,
                  const Section& known, const toml::table& table) {
  for (const auto& [key, node] : table) {
    const auto setter = known.find(key.str());
    const std::string full = name + "." + std::string(key.str());
    if (setter == known.end()) {
      refuse(file, key.source(),
             ("unknown setting " + full).append("; [" + name + "] has ").append(names(known)));
    }
    try {
      setter->second(settings, node);
    } catch (const RefusedPart& part) {
      refuse(file, part.place(), part.what());
    } catch (const std::runtime_error& error) {
      refuse(file, node.source(), full + " " + error.what());
    }
  }
}

/// Of what has a reader of its own.
template <class Read>
auto read_part(const std::filesystem::path& file, const Read& read) {
  try {
    return read();
  } catch (const RefusedPart& part) {
    refuse(file, part.place(), part.what());
  }
}

void check_listeners(const std::filesystem::path& file, const toml::table& document) {
  if (!document.contains("listen")) return;
  const auto* server = document["server"].as_table();
  if (server != nullptr && server->contains("listen")) {
    refuse(file, server->get("listen")->source(),
           "server.listen is the short form of one [[listen]]: have one of the two");
  }
}

toml::table parse(const std::filesystem::path& file, const std::string& text) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    // The parser quotes what it stumbled over, which may be a password whose quotes are missing.
    const bool quoted = text.find("kafka") == std::string::npos;
    refuse(file, error.source(),
           quoted ? std::string(error.description())
                  : "is not TOML from column " + std::to_string(error.source().begin.column) +
                        " on: a text without its quotes, or something twice?");
  }
}

void check_kafka(const KafkaSettings& kafka, const std::filesystem::path& file, unsigned mode) {
  if (kafka.brokers.empty()) {
    throw std::runtime_error(file.string() +
                             ": kafka.brokers is missing; with [kafka] the log is on Kafka, so say "
                             "where: brokers = [\"kafka1.example.com:9092\"]");
  }
  const auto secret = first_secret(kafka);
  if (secret && (mode & 077U) != 0) {
    throw std::runtime_error(file.string() + ": [kafka.client] " + *secret +
                             " is a secret, and others than its owner may read the file. Type: "
                             "chmod 600 " +
                             file.string());
  }
}

}  // namespace

Settings load_settings(const std::filesystem::path& file) {
  const auto read = SettingsFile::read(file);
  const auto document = parse(file, read.text);
  Settings settings;
  for (const auto& [key, node] : document) {
    const auto section = sections().find(key.str());
    if (section == sections().end()) {
      refuse(file, key.source(),
             "unknown section [" + std::string(key.str()) + "]; there are " + names(sections()));
    }
    if (section->first == "listen") {
      settings.listeners = read_part(file, [&part = node] { return read_listeners(part); });
      continue;
    }
    if (section->first == "catalogue") {
      settings.catalogue = read_part(file, [&part = node] { return read_catalogue(part); });
      continue;
    }
    const auto* table = node.as_table();
    if (table == nullptr) {
      refuse(file, node.source(), "[" + std::string(key.str()) + "] must be a section");
    }
    if (section->first == "quota") {
      settings.quota = read_part(file, [table] { return read_quota(*table); });
      continue;
    }
    if (section->first == "door") {
      settings.door = read_part(file, [table] { return read_door(*table); });
      continue;
    }
    if (section->first == "kafka") settings.kafka.emplace();
    load_section(settings, file, section->first, section->second, *table);
  }
  check_listeners(file, document);
  if (settings.kafka) check_kafka(*settings.kafka, file, read.mode);
  if (settings.policy.lifetime_default > settings.policy.lifetime_max) {
    throw std::runtime_error(file.string() +
                             ": policy.lifetime_default_s must not exceed policy.lifetime_max_s");
  }
  if (settings.barrier_interval >= settings.view_age_max) {
    throw std::runtime_error(file.string() +
                             ": view.barrier_interval_ms must be below view.age_max_ms");
  }
  return settings;
}

milliseconds barrier_interval_of(const Settings& settings) noexcept {
  if (settings.barrier_interval > milliseconds(0)) return settings.barrier_interval;
  return std::max(milliseconds(1), settings.view_age_max / 3);
}

std::vector<ListenSettings> listeners_of(const Settings& settings) {
  if (!settings.listeners.empty()) return settings.listeners;
  ListenSettings only;
  only.address = settings.listen;
  return {only};
}

}  // namespace ledger::runtime
