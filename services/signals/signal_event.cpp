#include "services/signals/signal_event.hpp"

namespace ledger::signals {

token::Event signal_event(std::string_view told, token::Timestamp now, token::Subject subject,
                          std::uint64_t revision, token::Payload payload) {
  token::Event event{};
  event.command.id = token::CommandId::derive(token::caller_ledger, told);
  event.fingerprint = token::Fingerprint::of(told);
  event.caller = token::caller_ledger;
  event.time = now;
  event.subject = std::move(subject);
  event.revision = revision;
  event.payload = std::move(payload);
  return event;
}

}  // namespace ledger::signals
