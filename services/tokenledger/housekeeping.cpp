#include "services/tokenledger/housekeeping.hpp"

#include <future>
#include <stdexcept>

#include "events/log/envelope.hpp"

namespace ledger::tokenledger {

token::Event housekeeping(std::string_view purpose, token::Timestamp now, token::Subject subject,
                          std::uint64_t revision, token::Payload payload) {
  token::Event event{};
  event.command.id = token::CommandId::derive(token::caller_ledger, purpose);
  event.fingerprint = token::Fingerprint::of(purpose);
  event.caller = token::caller_ledger;
  event.time = now;
  event.subject = std::move(subject);
  event.revision = revision;
  event.payload = std::move(payload);
  return event;
}

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
