#include "services/tokenledger/first_start.hpp"

#include <stdexcept>

#include "events/token/own_event.hpp"
#include "services/runtime/entropy.hpp"
#include "services/runtime/log_line.hpp"
#include "services/tokenledger/housekeeping.hpp"

namespace ledger::tokenledger {

void open_ledger(log::EventLog& event_log, const projections::TokenView& view,
                 const runtime::Clock& clock) {
  const auto end = event_log.end();
  if (!end) throw std::runtime_error("the log cannot be read: " + end.error().message());
  if (*end) return;
  if (view.checkpoint().position) {
    throw std::runtime_error(
        "the log is empty, and the read model beside it is not: bring the log back, or remove both "
        "to begin a new ledger");
  }
  append_genesis(event_log, clock);
}

void append_genesis(log::EventLog& event_log, const runtime::Clock& clock) {
  const auto ledger_id = token::to_hex(runtime::random_bytes<16>());
  append_now(
      event_log,
      token::own_event("genesis", clock.now(), std::monostate(), 0, token::LedgerOpened{ledger_id}),
      ledger_id);
  runtime::log_line(runtime::Level::info, "ledger opened", {{"ledger_id", ledger_id}});
}

}  // namespace ledger::tokenledger
