#pragma once
// The verb `log`: prints the records of an embedded log, also while another process serves it.

#include <cstdint>
#include <filesystem>
#include <optional>

namespace ledger::tokenledger {

/// One line of JSON a record on standard output: `{"position":…,"log_time":…,"key":…,"event":…}`.
/// `after` is exclusive; absent: from the start. Throws std::exception with a text for people.
void print_log(const std::filesystem::path& data, std::optional<std::uint64_t> after);

}  // namespace ledger::tokenledger
