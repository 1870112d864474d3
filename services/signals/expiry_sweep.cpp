#include "services/signals/expiry_sweep.hpp"

#include "events/token/own_event.hpp"

namespace ledger::signals {

std::optional<token::Event> sweep_expired(const projections::TokenView& view, token::Timestamp now,
                                          std::chrono::milliseconds interval) {
  const auto ledger = view.ledger();
  if (!ledger) return std::nullopt;
  const token::Timestamp through(now.time_since_epoch() / interval * interval);
  std::optional<projections::ExpiryPlace> after;
  if (ledger->expired_through) after = projections::after_all_expired_by(*ledger->expired_through);
  if (after && after->first >= through) return std::nullopt;
  bool expired = false;
  view.for_each_expiring(after, through, [&](const projections::ExpiryPlace&) {
    expired = true;
    return false;
  });
  if (!expired) return std::nullopt;
  return token::own_event("expired through " + token::to_text(through), now, std::monostate(), 0,
                          token::ExpiredThrough{through});
}

}  // namespace ledger::signals
