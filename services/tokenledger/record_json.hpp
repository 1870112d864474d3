#pragma once
// A record of the log in JSON.

#include "events/log/event_log.hpp"
#include "events/log/json_writer.hpp"

namespace ledger::tokenledger {

/// The record's value; one that is no JSON as a text.
void write_value(log::JsonWriter& json, const log::Record& record);

}  // namespace ledger::tokenledger
