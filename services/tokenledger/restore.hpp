#pragma once
// Brings a ledger back from a backup. The log then says that it was restored: it begins a new
// epoch, so that positions handed out behind the backup's end are known for what they are.

#include <filesystem>
#include <string>

#include "events/token/position.hpp"

namespace ledger::tokenledger {

struct RestoreResult {
  token::Position through;   ///< the last record that came from the backup
  std::string state_digest;  ///< of the state there, as the backup said it
  std::string epoch;         ///< the new one
};

/// From `backup`, which stays as it is, into the data directory `data`, which must be empty or not
/// be there. All or nothing: the log appears in it when everything is whole and on disk. Throws
/// with a text that says what to do.
[[nodiscard]] RestoreResult restore(const std::filesystem::path& backup,
                                    const std::filesystem::path& data);

}  // namespace ledger::tokenledger
