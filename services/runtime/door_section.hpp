#pragma once
// Reads and checks what stands in [door] and [[door.scopes]]. Of the room, not for others.

#include <toml++/toml.h>

#include "services/runtime/door_settings.hpp"

namespace ledger::runtime {

/// The whole section over the defaults. Throws RefusedPart.
[[nodiscard]] DoorSettings read_door(const toml::table& section);

}  // namespace ledger::runtime
