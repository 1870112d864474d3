#pragma once
// Random domain values and events, of every type and up to every limit. For property tests.

#include "events/token/event.hpp"
#include "tests/support/dice.hpp"

namespace ledger::support {

/// Any scope, up to the longest; a few short ones often, so that some cover others.
[[nodiscard]] std::string random_scope(Dice& dice);
[[nodiscard]] token::ScopeSet random_scopes(Dice& dice, std::size_t count_max);
[[nodiscard]] std::string random_name(Dice& dice);
[[nodiscard]] token::OwnerId random_owner(Dice& dice);
[[nodiscard]] token::TokenDigest random_digest(Dice& dice);
/// Any event that can be written; it need not make sense.
[[nodiscard]] token::Event random_event(Dice& dice);

}  // namespace ledger::support
