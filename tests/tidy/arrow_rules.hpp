#pragma once
// The arrows between rooms (folders): an include is an address from the top, it points down in the
// house, and following arrows never leads back.

#include "tests/tidy/source_tree.hpp"

namespace ledger::tidy {

/// Each include in quotes names a file of the tree by its path from the top.
[[nodiscard]] Complaints lost_includes(const SourceFiles& files);

/// A room includes only rooms that its place in the house allows, and has such a place.
[[nodiscard]] Complaints upward_arrows(const SourceFiles& files);

/// No way along the arrows, tests included, leads from a room back to it.
[[nodiscard]] Complaints room_cycles(const SourceFiles& files);

}  // namespace ledger::tidy
