#pragma once
// The newest items of a feed, read once for all who follow it. Any thread. Bounded: who is further
// behind reads the feed's source.

#include <deque>
#include <mutex>

#include "services/feeds/feed_query.hpp"

namespace ledger::feeds {

class FeedTail {
 public:
  static constexpr std::size_t bytes_max = std::size_t{4} << 20;
  /// Records that are read under the lock at most, to come up to the end.
  static constexpr std::uint64_t gap_max = 512;

  /// `source` must outlive it.
  explicit FeedTail(const FeedSource& source) : source_(source) {}

  /// What `query` wants behind `after` through `through`, which is applied, until there are
  /// `count_max`. Nothing: the tail does not reach back as far.
  [[nodiscard]] std::optional<FeedSlice> read(token::Position after, token::Position through,
                                              const FeedQuery& query, std::size_t count_max);

 private:
  void extend(token::Position through);
  void trim();

  const FeedSource& source_;
  std::mutex mutex_;
  std::deque<FeedItem> items_;  ///< all of them behind from_, through through_
  std::optional<token::Position> from_;
  token::Position through_;
  std::size_t bytes_ = 0;
};

/// Moves those that `query` wants to `out`, until there are `count_max` and their position is over.
/// The last position that is covered by what `out` has now.
token::Position take_wanted(FeedSlice slice, const FeedQuery& query, std::size_t count_max,
                            std::vector<FeedItem>& out);

}  // namespace ledger::feeds
