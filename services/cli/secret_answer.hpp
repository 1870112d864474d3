#pragma once
// What the server answers to a create or regenerate: the secret goes to standard output alone, so
// that `$(tokenledger token create …)` is the secret; everything for people to standard error.

#include "services/cli/reply_json.hpp"

namespace ledger::cli {

[[nodiscard]] Answer<ExitStatus> print_secret(const Reply& reply, const ServerAddress& server,
                                              bool as_json);

}  // namespace ledger::cli
