#pragma once
// `log export` and `log import`: `log copy` with a file at one end, position for position and with
// the times that the log gave.

#include <filesystem>

#include "services/runtime/settings.hpp"
#include "services/tokenledger/log_copy.hpp"
#include "services/tokenledger/log_source.hpp"

namespace ledger::tokenledger {

struct ExportResult {
  token::Position through;  ///< the last record in the file
  std::uint64_t records_new = 0;
  std::string chain;  ///< over the whole file, hexadecimal
};

/// Into a file that is made, or that is an export of the same log: that one is gone on with. Throws
/// std::runtime_error, which says what to do.
[[nodiscard]] ExportResult export_log(LogSource& source, const std::filesystem::path& file);

/// From a finished file into `settings.data`, which must be empty, or, with [kafka], into a topic
/// that is not there yet. All or nothing. The digest is of what stands there then.
[[nodiscard]] CopyResult import_log(const std::filesystem::path& file,
                                    const runtime::Settings& settings, int replication);

}  // namespace ledger::tokenledger
