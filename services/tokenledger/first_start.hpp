#pragma once
// Genesis: what only the first start of an embedded ledger does, and `init` on Kafka.

#include "events/log/event_log.hpp"
#include "projections/token_view.hpp"
#include "services/runtime/clock.hpp"

namespace ledger::tokenledger {

/// Appends genesis to an empty log, with a random ledger id. Throws std::runtime_error; also where
/// the read model shows that the log was not always empty.
void open_ledger(log::EventLog& event_log, const projections::TokenView& view,
                 const runtime::Clock& clock);

/// Appends genesis, with a random ledger id, to a log that was found empty. Throws
/// std::runtime_error.
void append_genesis(log::EventLog& event_log, const runtime::Clock& clock);

}  // namespace ledger::tokenledger
