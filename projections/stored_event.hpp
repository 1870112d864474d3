#pragma once
// An accepted record as it can be read again.

#include <string>

#include "events/token/position.hpp"
#include "events/token/timestamp.hpp"

namespace ledger::projections {

struct StoredEvent {
  token::Position position;
  token::Timestamp log_time;  ///< as a running maximum
  std::string value;          ///< byte by byte as it is on the log
  friend bool operator==(const StoredEvent&, const StoredEvent&) = default;
};

}  // namespace ledger::projections
