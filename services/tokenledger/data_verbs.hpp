#pragma once
// The verbs that work on a data directory itself: backup, restore, operator-token.

#include <memory>

#include <CLI/CLI.hpp>

namespace ledger::tokenledger {

/// Adds them to the program. What they throw says what to do.
void add_data_verbs(CLI::App& program);

}  // namespace ledger::tokenledger
