#include "services/feeds/feed_tail.hpp"

#include <algorithm>

namespace ledger::feeds {

using token::Position;

namespace {

constexpr std::size_t records_per_read = 256;

std::size_t bytes_of(const FeedItem& item) {
  return sizeof item + item.json.size() + item.owner.size() + item.token.size();
}

}  // namespace

Position take_wanted(FeedSlice slice, const FeedQuery& query, std::size_t count_max,
                     std::vector<FeedItem>& out) {
  std::optional<Position> covered;
  for (auto& item : slice.items) {
    const bool full = out.size() >= count_max;
    if (full && item.position != *covered) return *covered;
    covered = item.position;
    if (query.wants(item)) out.push_back(std::move(item));
  }
  return slice.last;
}

std::optional<FeedSlice> FeedTail::read(Position after, Position through, const FeedQuery& query,
                                        std::size_t count_max) {
  const std::lock_guard lock(mutex_);
  const bool is_far = !from_ || through.value() > through_.value() + gap_max;
  if (is_far && through.value() > after.value() + gap_max) return std::nullopt;
  if (is_far) {
    items_.clear();
    bytes_ = 0;
    from_ = through_ = after;
  }
  extend(through);
  if (after < *from_) return std::nullopt;
  FeedSlice found{{}, through_};
  const auto first = std::ranges::upper_bound(items_, after, {}, &FeedItem::position);
  for (auto item = first; item != items_.end(); ++item) {
    if (found.items.size() >= count_max && item->position != found.last) return found;
    found.last = item->position;
    if (query.wants(*item)) found.items.push_back(*item);
  }
  found.last = through_;
  return found;
}

void FeedTail::extend(Position through) {
  while (through_ < through) {
    auto slice = source_.read(through_, through, records_per_read);
    through_ = slice.last;
    for (auto& item : slice.items) {
      bytes_ += bytes_of(item);
      items_.push_back(std::move(item));
    }
  }
  trim();
}

/// Who goes on from the position of one that went skips what is left of that position.
void FeedTail::trim() {
  while (bytes_ > bytes_max) {
    from_ = items_.front().position;
    bytes_ -= bytes_of(items_.front());
    items_.pop_front();
  }
}

}  // namespace ledger::feeds
