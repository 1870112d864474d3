#pragma once
// A copy of a ledger that may be served meanwhile: every durable record, synced, and the read model
// folded from that very copy, so that the two are of one moment by construction. Running it again
// copies what is new.

#include <filesystem>
#include <string>

#include "events/token/position.hpp"

namespace ledger::tokenledger {

struct BackupResult {
  std::uint64_t records_new = 0;
  token::Position position;  ///< of the last record in the copy
  std::string state_digest;  ///< of the read model at that position
};

/// From the data directory `data` into `target`, which is made where it is missing. Progress goes
/// to the log lines. Throws with a text that says what to do: `target` holds another ledger, or one
/// that went on differently.
[[nodiscard]] BackupResult back_up(const std::filesystem::path& data,
                                   const std::filesystem::path& target);

}  // namespace ledger::tokenledger
