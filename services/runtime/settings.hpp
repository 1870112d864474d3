#pragma once
// Every setting of the program, with its default. Read from a TOML file; docs/operations.md lists
// them. What is unknown, has a wrong type or a value out of range stops the start, with the line.

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "events/token/policy.hpp"
#include "services/http/limits.hpp"
#include "services/http/origin.hpp"
#include "services/http/trusted_peers.hpp"
#include "services/runtime/catalogue_settings.hpp"
#include "services/runtime/door_settings.hpp"
#include "services/runtime/follow_settings.hpp"
#include "services/runtime/kafka_settings.hpp"
#include "services/runtime/listen_settings.hpp"
#include "services/runtime/quota_settings.hpp"
#include "services/runtime/request_sight.hpp"

namespace ledger::runtime {

struct Settings {
  std::filesystem::path data = "data";
  std::string listen = "127.0.0.1:8080";  ///< the one listener, where `listeners` is empty
  std::vector<ListenSettings> listeners;
  std::optional<http::Origin> public_url;  ///< where people reach the server
  unsigned threads = 0;                    ///< 0: the usable cores
  http::Limits http;
  http::TrustedPeers trusted_peers;        ///< whose word about a client's address is taken
  http::TrustedPeers webhook_networks;     ///< reached by webhooks though they are not public
  std::filesystem::path webhook_key_file;  ///< empty: `webhook-key` in the data directory
  token::Policy policy;
  Catalogue catalogue;                                 ///< of scopes, for forms
  std::chrono::milliseconds command_deadline{10'000};  ///< then 504, outcome unknown
  std::size_t commands_in_flight_max = 4096;           ///< then 503
  std::chrono::milliseconds position_wait{2'000};      ///< for Ledger-Min-Position
  std::chrono::milliseconds view_age_max{30'000};      ///< past it the node answers 503
  /// Between barriers, where the log needs them; below view_age_max. 0: a third of that.
  std::chrono::milliseconds barrier_interval{0};
  std::size_t hot_set_bytes_max = std::size_t{2} << 30;
  std::size_t block_cache_bytes = std::size_t{256} << 20;
  std::size_t disk_free_bytes_min = 0;  ///< below it no commands; 0: by the disk's size
  /// At a stop: how long connections are still taken, while /readyz says that it stops.
  std::chrono::milliseconds shutdown_drain{0};
  std::chrono::milliseconds shutdown_grace{10'000};
  std::chrono::milliseconds signals_interval{60'000};  ///< between looks at what expires
  /// Before an expiry, largest first: the log tells once at each.
  std::vector<std::chrono::seconds> expiry_thresholds{std::chrono::days(7), std::chrono::days(1)};
  std::size_t retired_per_hour_max = 1000;  ///< events on dead secrets that turn up
  QuotaSettings quota;
  RequestLogSettings request_log;
  std::filesystem::path log_file;  ///< empty: standard error
  DoorSettings door;
  std::optional<KafkaSettings> kafka;    ///< there: the log is on Kafka; else it is embedded
  std::optional<FollowSettings> follow;  ///< there: the log is another node's, and only read
};

/// Reads a TOML file over the defaults. Throws std::runtime_error: file, line, and what is wrong.
/// With a secret in it, the file must be its owner's alone (mode 0600).
[[nodiscard]] Settings load_settings(const std::filesystem::path& file);

/// The interval that view.barrier_interval_ms stands for.
[[nodiscard]] std::chrono::milliseconds barrier_interval_of(const Settings& settings) noexcept;

/// Where the service is reached: `listeners`, or `listen` with all roles.
[[nodiscard]] std::vector<ListenSettings> listeners_of(const Settings& settings);

}  // namespace ledger::runtime
