#pragma once
// `tokenledger replay`: a ledger folded anew from its log, told record by record, or asked about a
// moment of the past.

#include <CLI/CLI.hpp>

namespace ledger::tokenledger {

/// `status`: 6 where a token that was asked about was not good.
void add_replay(CLI::App& program, int& status);

}  // namespace ledger::tokenledger
