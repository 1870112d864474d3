#include "services/signals/retired_signals.hpp"

#include <algorithm>

#include "events/token/own_event.hpp"

namespace ledger::signals {

RetiredSignals::RetiredSignals(const projections::TokenView& view, RetiredNotes& notes,
                               std::size_t per_hour_max)
    : view_(view), notes_(notes), per_hour_max_(per_hour_max) {}

std::optional<token::TokenId> RetiredSignals::token_of(const token::TokenDigest& digest,
                                                       token::Timestamp now) const {
  if (const auto retired = view_.retired(digest)) return retired->token;
  const auto token = view_.find(digest);
  const bool ended =
      token && projections::is_in_overlap(*token, digest) && token->overlap->until <= now;
  return ended ? std::optional(token->id) : std::nullopt;
}

void RetiredSignals::begin_again() noexcept {
  told_in_hour_ -= given_;
  given_ = 0;
  notes_.begin_again();
}

std::vector<token::Event> RetiredSignals::due(token::Timestamp now) {
  given_ = 0;
  const token::Timestamp hour = std::chrono::floor<std::chrono::hours>(now);
  if (hour_ != hour) {
    hour_ = hour;
    told_in_hour_ = 0;
    notes_.begin_again();
  }
  std::vector<token::Event> events;
  for (std::size_t taken = 0; taken < RetiredNotes::notes_max; ++taken) {
    const auto digest = notes_.take();
    if (!digest) break;
    const auto id = token_of(*digest, now);
    const auto token = id ? view_.token(*id) : std::nullopt;
    if (!token) continue;
    auto event =
        token::own_event("retired secret " + to_text(*id) + " hour " + token::to_text(hour), now,
                         *id, token->revision, token::RetiredSecretPresented{});
    const bool told = view_.command(event.command) ||
                      std::any_of(events.begin(), events.end(), [&](const token::Event& other) {
                        return other.command == event.command;
                      });
    if (told) continue;
    if (told_in_hour_ == per_hour_max_) {
      ++dropped_;
      continue;
    }
    ++told_in_hour_;
    ++given_;
    events.push_back(std::move(event));
  }
  return events;
}

}  // namespace ledger::signals
