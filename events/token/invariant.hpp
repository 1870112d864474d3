#pragma once
// The treatment of bugs: say where and stop, in release builds too. Never for bad input.

#include <source_location>

namespace ledger::token {

/// Ends the process with a message on standard error if `condition` is false.
void invariant(bool condition, std::source_location where = std::source_location::current());

}  // namespace ledger::token
