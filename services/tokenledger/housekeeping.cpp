#include "services/tokenledger/housekeeping.hpp"

#include <future>
#include <stdexcept>

#include "events/log/envelope.hpp"

namespace ledger::tokenledger {

void append_now(log::EventLog& event_log, const token::Event& event, const std::string& ledger_id) {
  auto done = std::make_shared<std::promise<log::AppendOutcome>>();
  auto outcome = done->get_future();
  const auto handed_over =
      event_log.append(log::key_of(event, ledger_id), log::encode(event, ledger_id),
                       [done](log::AppendOutcome end) { done->set_value(end); });
  if (!handed_over) throw std::runtime_error("the log refuses: " + handed_over.error().message());
  if (outcome.get() != log::AppendOutcome::durable) {
    throw std::runtime_error("the log did not confirm a record; start again");
  }
}

}  // namespace ledger::tokenledger
