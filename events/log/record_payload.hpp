#pragma once
// Reads the `data` of a record as what its event type says. The twin of encode's write_payload.

#include <optional>

#include "events/log/record_members.hpp"

namespace ledger::log {

/// `type` is an index into event_types. Nothing, and a fault noted, if `data` is not what the type
/// demands or has a member that it does not define.
[[nodiscard]] std::optional<token::Payload> read_payload(std::size_t type, RecordMembers& data,
                                                         RecordFault& fault);

}  // namespace ledger::log
