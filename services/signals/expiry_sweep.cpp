#include "services/signals/expiry_sweep.hpp"

#include "events/token/own_event.hpp"

namespace ledger::signals {
namespace {

/// How far one record tells, so that it is not about more than told_of_max tokens and old secrets
/// (those of one moment stay together); nothing: there are none.
std::optional<token::Timestamp> last_told_of(const projections::TokenView& view,
                                             const std::optional<projections::ExpiryPlace>& after,
                                             token::Timestamp through) {
  auto last = through;
  bool any = false;
  std::size_t count = 0;
  const auto count_to_max = [&](const projections::ExpiryPlace& place) {
    any = true;
    if (++count < told_of_max) return true;
    last = std::min(last, place.first);
    return false;
  };
  view.for_each_expiring(after, through, count_to_max);
  count = 0;
  view.for_each_overlap_ending(after, last, count_to_max);
  if (!any) return std::nullopt;
  return last;
}

}  // namespace

std::optional<token::Event> sweep_expired(const projections::TokenView& view, token::Timestamp now,
                                          std::chrono::milliseconds interval) {
  const auto ledger = view.ledger();
  if (!ledger) return std::nullopt;
  const token::Timestamp through(now.time_since_epoch() / interval * interval);
  std::optional<projections::ExpiryPlace> after;
  if (ledger->expired_through) after = projections::after_all_expired_by(*ledger->expired_through);
  if (after && after->first >= through) return std::nullopt;
  const auto last = last_told_of(view, after, through);
  if (!last) return std::nullopt;
  return token::own_event("expired through " + token::to_text(*last), now, std::monostate(), 0,
                          token::ExpiredThrough{*last});
}

}  // namespace ledger::signals
