#pragma once
// What a replay answers at its end: was a token good, what lived, which digests.

#include "services/audit/moment.hpp"
#include "services/audit/replay.hpp"
#include "services/audit/what_if.hpp"

namespace ledger::tokenledger {

/// True where it was good.
bool print_judgement(const audit::Judgement& judgement, const projections::Checkpoint& at,
                     token::Timestamp moment, bool as_json);
/// Every token that lives or may live again: neither deleted nor revoked.
void print_state(const projections::MemoryEntities& entities, token::Timestamp moment,
                 bool as_json);
void print_digests(const projections::Checkpoint& at, bool as_json);
void print_what_if(std::span<const audit::Refused> refused, bool as_json);

}  // namespace ledger::tokenledger
