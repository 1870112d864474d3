#pragma once
// Tells that tokens have expired and that overlaps have ended: one event for many of them, and none
// where there are none.

#include <optional>

#include "events/token/event.hpp"
#include "projections/token_view.hpp"

namespace ledger::signals {

/// Tokens that one event tells of at most, and as many old secrets; those of one moment stay
/// together.
inline constexpr std::size_t told_of_max = 500;

/// ExpiredThrough the last full `interval` before `now` (so that the sweeps of many nodes are one
/// command), or an earlier time where there is more to tell of; if a token expired or an overlap
/// ended since the one before it.
[[nodiscard]] std::optional<token::Event> sweep_expired(const projections::TokenView& view,
                                                        token::Timestamp now,
                                                        std::chrono::milliseconds interval);

}  // namespace ledger::signals
