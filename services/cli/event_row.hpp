#pragma once
// An event of the log (a CloudEvent, docs/events.md) as one row for people. Types that this program
// does not know are shown by their names.

#include "events/token/timestamp.hpp"
#include "services/cli/json.hpp"
#include "services/cli/table.hpp"

namespace ledger::cli {

[[nodiscard]] Row event_header();
[[nodiscard]] Row event_row(const JsonValue& event, token::Timestamp now);

}  // namespace ledger::cli
