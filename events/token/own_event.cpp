#include "events/token/own_event.hpp"

namespace ledger::token {

Event own_event(std::string_view purpose, Timestamp now, Subject subject, std::uint64_t revision,
                Payload payload) {
  Event event{};
  event.command.id = CommandId::derive(caller_ledger, purpose);
  event.fingerprint = Fingerprint::of(purpose);
  event.caller = caller_ledger;
  event.time = now;
  event.subject = std::move(subject);
  event.revision = revision;
  event.payload = std::move(payload);
  return event;
}

}  // namespace ledger::token
