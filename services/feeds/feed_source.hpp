#pragma once
// What a feed tells: items of the log's past, in its order, each told by one position.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/token/ids.hpp"
#include "events/token/position.hpp"

namespace ledger::feeds {

struct FeedItem {
  token::Position position;
  std::string json;   ///< an object, without line breaks
  std::string owner;  ///< whom it concerns; empty: the ledger itself
  std::string token;  ///< `tok_…`; empty: no one token
  std::size_t type = 0;
};

struct FeedSlice {
  std::vector<FeedItem> items;
  token::Position last;  ///< everything through here was looked at
};

class FeedSource {
 public:
  virtual ~FeedSource() = default;
  /// Behind `after` (nothing: from the start) through `through`, which is applied: until about
  /// `count_max` items or records were looked at. Those of one position stay together. Throws
  /// projections::ViewFailure.
  [[nodiscard]] virtual FeedSlice read(std::optional<token::Position> after,
                                       token::Position through, std::size_t count_max) const = 0;
  /// Empty: there is no such token.
  [[nodiscard]] virtual std::string owner_of(const token::TokenId& id) const = 0;
  /// `events`: the member of a page, and what is behind `/v1/`.
  [[nodiscard]] virtual std::string_view name() const noexcept = 0;
  /// `event`: what a server-sent one is called.
  [[nodiscard]] virtual std::string_view item_name() const noexcept = 0;
};

}  // namespace ledger::feeds
