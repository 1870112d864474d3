#pragma once
// Tells that tokens have expired: one event for all of them, and none where no token did.

#include <optional>

#include "events/token/event.hpp"
#include "projections/token_view.hpp"

namespace ledger::signals {

/// ExpiredThrough the last full `interval` before `now` (so that the sweeps of many nodes are one
/// command), if a token expired since the one before it. Looks at one row.
[[nodiscard]] std::optional<token::Event> sweep_expired(const projections::TokenView& view,
                                                        token::Timestamp now,
                                                        std::chrono::milliseconds interval);

}  // namespace ledger::signals
