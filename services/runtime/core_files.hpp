#pragma once
// A process that holds secrets leaves no core file: its memory would be on disk.

namespace ledger::runtime {

/// From here on, for the whole process; no debugger of the same user gets in either.
void keep_out_of_core_files() noexcept;

}  // namespace ledger::runtime
