#pragma once
// Reads and checks what stands in [[listen]]. Of the room, not for others.

#include <vector>

#include <toml++/toml.h>

#include "services/runtime/listen_settings.hpp"

namespace ledger::runtime {

/// All sections. Throws RefusedPart.
[[nodiscard]] std::vector<ListenSettings> read_listeners(const toml::node& node);

}  // namespace ledger::runtime
