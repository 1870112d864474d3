#pragma once
// Reads and checks what stands in [quota] and [[quota.owner]]. Of the room, not for others.

#include <toml++/toml.h>

#include "services/runtime/quota_settings.hpp"

namespace ledger::runtime {

/// The whole section over the defaults, and each [[quota.owner]] over the section's own values,
/// wherever in the section those stand. Throws RefusedPart.
[[nodiscard]] QuotaSettings read_quota(const toml::table& section);

}  // namespace ledger::runtime
