#pragma once
// Reads a barrier from its envelope. For decode.

#include <optional>

#include "events/log/barrier.hpp"
#include "events/log/record_members.hpp"

namespace ledger::log {

/// `envelope`: of this ledger, with the type of a barrier. Nothing, and a fault noted, if it is not
/// what a barrier must be.
[[nodiscard]] std::optional<Barrier> read_barrier(RecordMembers& envelope, RecordFault& fault);

}  // namespace ledger::log
