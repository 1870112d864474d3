#pragma once
// Events of the ledger's own: genesis, operator tokens, signals, the mark of a restore.

#include <string_view>

#include "events/token/event.hpp"

namespace ledger::token {

/// An event whose caller is the ledger. `purpose` names the command, in one form for all nodes and
/// versions: the same purpose is the same command, for ever, and its first record counts.
[[nodiscard]] Event own_event(std::string_view purpose, Timestamp now, Subject subject,
                              std::uint64_t revision, Payload payload);

}  // namespace ledger::token
