#pragma once
// The verb `init`: does once what only one node may do on Kafka: makes the topic, opens the ledger,
// makes the operator's token. Whoever comes second finds it done and changes nothing; what a crash
// cut short, the next one finishes.

#include <string>

#include "services/runtime/settings.hpp"

namespace ledger::tokenledger {

struct InitResult {
  bool done_before = false;  ///< nothing was changed
  std::string ledger_id;
};

/// `settings.kafka` is there. Throws with a text that says what to do: where the topic is not fit
/// for a ledger, or holds other records than one's.
[[nodiscard]] InitResult init(const runtime::Settings& settings, int replication);

}  // namespace ledger::tokenledger
