#pragma once
// Records that the program itself writes while nobody is served: genesis, operator tokens, the mark
// of a restore.

#include <string>

#include "events/log/event_log.hpp"
#include "events/token/event.hpp"

namespace ledger::tokenledger {

/// Appends and waits until the record is durable. Throws std::runtime_error.
void append_now(log::EventLog& event_log, const token::Event& event, const std::string& ledger_id);

}  // namespace ledger::tokenledger
