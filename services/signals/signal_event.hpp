#pragma once
// Events of the ledger's own. Their command ids are derived from what they tell: nodes that notice
// the same append the same command, and the first one counts. Of the room, not for others.

#include <string_view>

#include "events/token/event.hpp"

namespace ledger::signals {

/// `told`: what it tells, in one form for all nodes and versions.
[[nodiscard]] token::Event signal_event(std::string_view told, token::Timestamp now,
                                        token::Subject subject, std::uint64_t revision,
                                        token::Payload payload);

}  // namespace ledger::signals
