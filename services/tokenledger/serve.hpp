#pragma once
// The verb `serve`: runs the service until a signal ends it.

#include "services/runtime/settings.hpp"

namespace ledger::tokenledger {

/// The process's exit status: 0 after SIGTERM or SIGINT, 1 after a failure that was said.
[[nodiscard]] int serve(const runtime::Settings& settings);

/// Blocks the signals that serve() waits for (SIGTERM, SIGINT, SIGHUP); before any other thread
/// exists.
void block_watched_signals();

}  // namespace ledger::tokenledger
