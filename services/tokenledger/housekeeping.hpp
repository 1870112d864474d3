#pragma once
// Records that the program itself writes while nobody is served: genesis, operator tokens, the mark
// of a restore.

#include <string>

#include "events/log/event_log.hpp"
#include "events/token/event.hpp"

namespace ledger::tokenledger {

/// An event of the ledger's own. `purpose` names the command: the same purpose is the same command,
/// for ever.
[[nodiscard]] token::Event housekeeping(std::string_view purpose, token::Timestamp now,
                                        token::Subject subject, std::uint64_t revision,
                                        token::Payload payload);

/// Appends and waits until the record is durable. Throws std::runtime_error.
void append_now(log::EventLog& event_log, const token::Event& event, const std::string& ledger_id);

}  // namespace ledger::tokenledger
