#pragma once
// The file `complete` of a backup: through which position it once was whole, and the state digest
// there. One that was cut short the first time has none. Text: position, a blank, digest.

#include <filesystem>
#include <optional>
#include <string>

#include "events/token/position.hpp"

namespace ledger::tokenledger {

struct BackupMark {
  token::Position position;
  std::string state_digest;
};

/// Durable when it returns. Throws std::runtime_error.
void write_mark(const std::filesystem::path& backup, const BackupMark& mark);
/// Nothing if there is none, or no readable one.
[[nodiscard]] std::optional<BackupMark> read_mark(const std::filesystem::path& backup);

/// Everything in the file system of `path` is on disk when it returns. Throws std::runtime_error.
void sync_file_system(const std::filesystem::path& path);

}  // namespace ledger::tokenledger
