#pragma once
// The verbs that work on a ledger itself and not through its service: backup, restore, init,
// operator-token, log.

#include <memory>

#include <CLI/CLI.hpp>

namespace ledger::tokenledger {

/// Adds them to the program. What they throw says what to do.
void add_data_verbs(CLI::App& program);

}  // namespace ledger::tokenledger
