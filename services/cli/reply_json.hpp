#pragma once
// The JSON of a 2xx answer. One that is none comes from something else than a tokenledger server.

#include "services/cli/client.hpp"
#include "services/cli/json.hpp"

namespace ledger::cli {

[[nodiscard]] Answer<Json> json_of(const Reply& reply, const ServerAddress& server);

}  // namespace ledger::cli
