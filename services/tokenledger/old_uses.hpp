#pragma once
// Last uses of tokens that nobody is shown any more go, some rows in each round.

#include "projections/token_view.hpp"
#include "services/usage/use_store.hpp"

namespace ledger::tokenledger {

/// Looks at the next `rows_max` uses. A deleted token's is over; one that was revoked with its
/// owner is listed still, so its last use goes when a retired digest of that age is forgotten. Does
/// nothing where the view cannot be read: every door says that.
void drop_old_uses(usage::UseStore& uses, const projections::TokenView& view, token::Timestamp now,
                   std::size_t rows_max = 4096);

}  // namespace ledger::tokenledger
