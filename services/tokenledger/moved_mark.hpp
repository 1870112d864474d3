#pragma once
// The file `moved` in an embedded log's directory: the ledger lives on Kafka now, and who served
// the directory as well would have two ledgers with one name.

#include <filesystem>
#include <string>

namespace ledger::tokenledger {

/// `where`: for people. Durable when it returns. Throws std::runtime_error.
void mark_as_moved(const std::filesystem::path& log, const std::string& where);

/// Throws std::runtime_error, which says where the ledger is, if `log` has the mark.
void refuse_if_moved(const std::filesystem::path& log);

}  // namespace ledger::tokenledger
