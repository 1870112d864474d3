// What a TokenView tells of the log's past, in its order.

#include <algorithm>

#include "projections/token_view.hpp"
#include "projections/view_store.hpp"

namespace ledger::projections {

using namespace token;

namespace {

Position behind(const std::optional<Position>& after) {
  return after ? after->next() : Position(0);
}

}  // namespace

AcceptedSlice TokenView::accepted(std::optional<Position> after, Position through,
                                  std::size_t records_max) const {
  const auto first = behind(after);
  AcceptedSlice slice{{}, through};
  if (through < first || records_max == 0) return slice;
  if (store_->keeps_records()) {
    store_->scan(Keys::through(Keys::event(first), through),
                 [&](std::string_view key, std::string_view row) {
                   const auto position = Keys::position_of(key);
                   auto event = position ? decode_event(*position, row) : std::nullopt;
                   if (!event) store_->damaged("an event's row");
                   slice.events.push_back(*std::move(event));
                   if (slice.events.size() < records_max) return true;
                   slice.last = *position;
                   return false;
                 });
    return slice;
  }
  const auto left = through.value() - first.value() + 1;
  auto records = store_->records(first, std::min<std::uint64_t>(records_max, left));
  slice.last = records.back().position;
  std::vector<Position> others;
  store_->scan(Keys::through(Keys::passed_by(first), slice.last),
               [&](std::string_view key, std::string_view) {
                 const auto position = Keys::position_of(key);
                 if (!position) store_->damaged("the row of a record passed by");
                 others.push_back(*position);
                 return true;
               });
  slice.events.reserve(records.size());
  for (auto& record : records) {
    if (std::ranges::binary_search(others, record.position)) continue;
    slice.events.push_back({record.position, record.log_time, std::move(record.value)});
  }
  return slice;
}

RevocationSlice TokenView::revocations(std::optional<Position> after, Position through,
                                       std::size_t count_max) const {
  RevocationSlice slice{{}, through};
  const auto first = behind(after);
  if (through < first) return slice;
  store_->scan(Keys::through(Keys::revocation(first), through),
               [&](std::string_view key, std::string_view row) {
                 const auto position = Keys::position_of(key);
                 auto revocation = position ? decode_revocation(*position, row) : std::nullopt;
                 if (!revocation) store_->damaged("a revocation's row");
                 if (revocation->reason == RevocationReason::expired) {
                   // It may be many: on a page of their own.
                   if (!slice.revocations.empty()) {
                     slice.last = Position(position->value() - 1);
                     return false;
                   }
                   spell_out(*revocation, slice.revocations);
                 } else {
                   slice.revocations.push_back(*std::move(revocation));
                 }
                 if (slice.revocations.size() < count_max) return true;
                 slice.last = *position;
                 return false;
               });
  return slice;
}

void TokenView::spell_out(const Revocation& expired, std::vector<Revocation>& out) const {
  std::optional<ExpiryPlace> from;
  if (expired.behind) from = after_all_expired_by(*expired.behind);
  const auto add = [&](RevocationReason reason, const TokenState& token,
                       std::vector<TokenDigest> digests) {
    out.push_back({expired.position,
                   expired.log_time,
                   reason,
                   token.owner.text(),
                   token.id,
                   std::move(digests),
                   {},
                   std::nullopt,
                   {}});
  };
  for_each_overlap_ending(from, expired.through, [&](const ExpiryPlace& place) {
    const auto token = this->token(place.second);
    // It may have changed since the row was read: then its own record tells of it.
    if (token && token->overlap && token->overlap->until == place.first) {
      add(RevocationReason::overlap_ended, *token, {token->overlap->digest});
    }
    return true;
  });
  for_each_expiring(from, expired.through, [&](const ExpiryPlace& place) {
    const auto token = this->token(place.second);
    if (!token || token->deleted || token->expires_at != place.first) return true;
    std::vector<TokenDigest> digests{token->digest};
    if (token->overlap && token->overlap->until > expired.through) {
      digests.push_back(token->overlap->digest);
    }
    add(RevocationReason::expired, *token, std::move(digests));
    return true;
  });
}

}  // namespace ledger::projections
