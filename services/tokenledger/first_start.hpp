#pragma once
// What only the first start of an embedded ledger does: genesis.

#include "events/log/event_log.hpp"
#include "projections/token_view.hpp"
#include "services/runtime/clock.hpp"

namespace ledger::tokenledger {

/// Appends genesis to an empty log, with a random ledger id. Throws std::runtime_error; also where
/// the read model shows that the log was not always empty.
void open_ledger(log::EventLog& event_log, const projections::TokenView& view,
                 const runtime::Clock& clock);

}  // namespace ledger::tokenledger
