#pragma once
// Reads and checks what stands in [kafka] and [kafka.client]. Of the room, not for others.
// No text that is thrown here has a value of the file in it.

#include <optional>
#include <string>

#include <toml++/toml.h>

#include "services/runtime/kafka_settings.hpp"

namespace ledger::runtime {

/// These throw std::runtime_error with what the value must be.
[[nodiscard]] std::vector<std::string> read_brokers(const toml::node& node);
[[nodiscard]] std::string read_topic(const toml::node& node);

/// A name may be one quoted key or dotted ones. Throws RefusedPart, or std::runtime_error.
[[nodiscard]] decltype(KafkaSettings::client) read_client(const toml::node& node);

/// The name of a property there whose value is a secret, if there is one.
[[nodiscard]] std::optional<std::string> first_secret(const KafkaSettings& kafka);

}  // namespace ledger::runtime
