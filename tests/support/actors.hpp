#pragma once
// Who calls, in tests of decide and of what stands on it.

#include "events/token/decide.hpp"
#include "tests/support/samples.hpp"

namespace ledger::support {

/// Token 100 of `owner` with these scopes; expires 30 days after sample_time().
[[nodiscard]] token::Actor actor(std::string_view owner, std::initializer_list<std::string> held);
/// Token 200 of `operator`, with `ledger:operate`.
[[nodiscard]] token::Actor operator_actor();

}  // namespace ledger::support
