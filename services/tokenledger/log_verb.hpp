#pragma once
// The verb `log`: prints the log's records, also while others serve it.

#include <cstdint>
#include <optional>

#include "services/runtime/settings.hpp"

namespace ledger::tokenledger {

/// One line of JSON a record on standard output: `{"position":…,"log_time":…,"key":…,"event":…}`.
/// `after` is exclusive; absent: from the start. Throws std::exception with a text for people.
void print_log(const runtime::Settings& settings, std::optional<std::uint64_t> after);

}  // namespace ledger::tokenledger
