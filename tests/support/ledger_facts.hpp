#pragma once
// A settled history against the ledger's own records of it. Positions say in which order everything
// happened, so nothing is searched for: the commands are played in that order, and every answer is
// held against what it may have seen (token_course.hpp).

#include <string>
#include <vector>

#include "tests/support/history.hpp"

namespace ledger::support {

/// Complaints, the first some dozens of them. Each begins with what is broken:
/// - `applied twice`: a key has two records
/// - `two winners`, `gap`: revisions of a token are not 1, 2, 3 … in the order of positions
/// - `lost`: answered as done, and there is no record
/// - `refused, and applied`: every try was refused, and there is a record
/// - `order`: answered before another was sent, and behind it in the log
/// - `position`: a success whose Ledger-Position is before its record
/// - `impossible`: a record of what could not happen then: a revival, a lost condition
/// - `untrue`: an answer that shows what was not so at any moment it may speak of
/// - `issued`: a verification that names another position for its secret than that of its record
[[nodiscard]] std::vector<std::string> broken_facts(const History& history);

}  // namespace ledger::support
