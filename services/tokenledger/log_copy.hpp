#pragma once
// The verb `log copy`: moves a ledger from the embedded log to a topic of its own, position for
// position and with its log times, and leaves a mark on the embedded log so that nobody goes on
// with both.

#include "events/kafka/client.hpp"
#include "events/log/event_log.hpp"
#include "services/runtime/settings.hpp"

namespace ledger::tokenledger {

struct CopyResult {
  token::Position through;   ///< the last record
  std::string state_digest;  ///< of both, after it
};

/// From `settings.data` to the topic of `settings.kafka`, which must not exist. No service may run
/// on the directory. Throws std::runtime_error, which says how things stand and what to do.
[[nodiscard]] CopyResult copy_log(const runtime::Settings& settings, int replication);

/// Its middle: what `source` reads, from the first record through that one, into a topic that is
/// empty and takes writers' times. Each is read back; where one stands at another position, or is
/// another one, this throws std::runtime_error.
void copy_records(log::EventReader& source, token::Position through,
                  const kafka::ClientOptions& client);

}  // namespace ledger::tokenledger
