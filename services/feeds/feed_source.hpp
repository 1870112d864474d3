#pragma once
// What a feed tells: items of the log's past, in its order, each told by one position.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "projections/token_view.hpp"

namespace ledger::feeds {

struct FeedItem {
  token::Position position;
  std::string json;   ///< an object, without line breaks
  std::string owner;  ///< whom it concerns; empty: the ledger itself
  std::string token;  ///< `tok_…`; empty: no one token
  std::size_t type = 0;
  token::Timestamp log_time{};
};

struct FeedSlice {
  std::vector<FeedItem> items;
  token::Position last;  ///< everything through here was looked at
};

class FeedSource {
 public:
  /// `view` must outlive it.
  explicit FeedSource(const projections::TokenView& view) : view_(view) {}
  virtual ~FeedSource() = default;
  /// Behind `after` (nothing: from the start) through `through`, which is applied: until about
  /// `count_max` items or records were looked at. Those of one position stay together. Throws
  /// projections::ViewFailure.
  [[nodiscard]] virtual FeedSlice read(std::optional<token::Position> after,
                                       token::Position through, std::size_t count_max) const = 0;
  /// Empty: there is no such token.
  [[nodiscard]] std::string owner_of(const token::TokenId& id) const {
    const auto token = view_.token(id);
    return token ? token->owner.text() : std::string();
  }
  /// `events`: the member of a page, and what is behind `/v1/`.
  [[nodiscard]] virtual std::string_view name() const noexcept = 0;
  /// Of an item: `token.created`, or the reason of a revocation.
  [[nodiscard]] virtual std::string_view type_name(std::size_t type) const noexcept = 0;
  /// `event`: what a server-sent one is called.
  [[nodiscard]] virtual std::string_view item_name() const noexcept = 0;
  /// Each record is an item, read from the log: that may wait for a broker, and the source keeps
  /// the newest itself. Else it is read from the view.
  [[nodiscard]] virtual bool reads_the_log() const noexcept { return false; }

 protected:
  [[nodiscard]] const projections::TokenView& view() const noexcept { return view_; }

 private:
  const projections::TokenView& view_;
};

}  // namespace ledger::feeds
