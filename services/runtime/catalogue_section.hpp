#pragma once
// Reads and checks what stands in [[catalogue]]. Of the room, not for others.

#include <toml++/toml.h>

#include "services/runtime/catalogue_settings.hpp"

namespace ledger::runtime {

/// Throws RefusedPart.
[[nodiscard]] Catalogue read_catalogue(const toml::node& node);

}  // namespace ledger::runtime
