#include "services/signals/expiry_notices.hpp"

#include <algorithm>
#include <functional>

#include "events/log/envelope.hpp"
#include "events/token/own_event.hpp"
#include "events/token/standing.hpp"

namespace ledger::signals {
namespace {

using projections::ExpiryPlace;
using token::Timestamp;

/// How far behind its place each look begins: a secret whose node's clock is behind, or whose
/// record came late, is seen all the same.
constexpr std::chrono::minutes overlap{10};

}  // namespace

ExpiryNotices::ExpiryNotices(const projections::TokenView& view,
                             std::vector<std::chrono::seconds> thresholds)
    : view_(view) {
  std::sort(thresholds.begin(), thresholds.end(), std::greater<>());
  for (const auto time : thresholds) thresholds_.push_back({time, std::nullopt});
}

void ExpiryNotices::begin_again() { begun_ = false; }

/// What expired before it was told of: nothing is due of tokens that expired by then. Unless a
/// clock that was ahead told it: what expires from now on is looked at in any case.
std::optional<ExpiryPlace> ExpiryNotices::first_place(Timestamp now) const {
  const auto ledger = view_.ledger();
  if (!ledger || !ledger->expired_through) return std::nullopt;
  return projections::after_all_expired_by(std::min(*ledger->expired_through, now));
}

ExpiryNotices::Due ExpiryNotices::due(Timestamp now, Limits limits) {
  // A place beyond what is due comes from a clock that was ahead.
  const bool is_ahead =
      std::any_of(thresholds_.begin(), thresholds_.end(), [&](const Threshold& threshold) {
        return threshold.after && threshold.after->first > now + threshold.time;
      });
  if (!begun_ || is_ahead) {
    const auto first = first_place(now);
    for (auto& threshold : thresholds_) threshold.after = first;
    begun_ = true;
  }
  Due due;
  for (auto& threshold : thresholds_) {
    due.complete = look(threshold, now, limits, due.events);
    if (!due.complete) break;
  }
  return due;
}

bool ExpiryNotices::look(Threshold& threshold, Timestamp now, Limits& limits,
                         std::vector<token::Event>& events) const {
  bool complete = true;
  auto last = threshold.after;
  view_.for_each_expiring(threshold.after, now + threshold.time, [&](const ExpiryPlace& place) {
    complete = events.size() < limits.events && limits.places > 0;
    if (!complete) return false;
    --limits.places;
    last = place;
    const auto token = view_.token(place.second);
    if (!token || token->expires_at != place.first || !is_due(*token, threshold.time)) return true;
    const auto told = "expiring " + to_text(token->id) + " issued " +
                      std::to_string(token->issued_position.value()) + " threshold " +
                      std::to_string(threshold.time.count());
    events.push_back(token::own_event(told, now, token->id, token->revision,
                                      token::TokenExpiring{token->expires_at, threshold.time}));
    return true;
  });
  if (!complete) {
    threshold.after = last;
    return false;
  }
  const auto place = projections::after_all_expired_by(now + threshold.time - overlap);
  if (!threshold.after || *threshold.after < place) threshold.after = place;
  return true;
}

bool ExpiryNotices::is_due(const token::TokenState& token, std::chrono::seconds threshold) const {
  if (token.deleted || (token.expiry_told && *token.expiry_told <= threshold)) return false;
  if (token::is_revoked(token, view_.owner(token.owner))) return false;
  // A threshold that was over when the secret was issued tells nothing new.
  const auto issued = view_.event(token.issued_position);
  if (!issued) return true;
  const auto decoded = log::decode(issued->value, {});
  const auto* event = std::get_if<token::Event>(&decoded);
  return event == nullptr || event->time < token.expires_at - threshold;
}

}  // namespace ledger::signals
