#pragma once
// `GET /v1/tokens`: the caller's tokens (an operator's: everybody's), in the log's order or against
// it, a page at a time. A page misses and repeats nothing while tokens are being made.

#include "services/issuance/desk.hpp"
#include "services/issuance/name_filter.hpp"

namespace ledger::issuance {

inline constexpr std::size_t page_default = 25;
inline constexpr std::size_t page_max = 100;

using Order = projections::ListOrder;

/// What any list's query may have: which page.
struct PageQuery {
  std::size_t limit = page_default;
  std::optional<token::Position> after;
  Order order = Order::oldest_first;
};

/// What a list of tokens was asked for.
struct ListFilter : PageQuery {
  std::optional<token::Standing> status;
  std::optional<token::OwnerId> owner;
  NameFilter name{""};
};

class Listing {
 public:
  explicit Listing(Desk desk) : desk_(desk) {}
  /// Must outlive the router.
  void add_routes(http::Router& router);

 private:
  [[nodiscard]] http::Task<void> list(http::Exchange& exchange);
  void write(http::Response& response, token::Position position,
             const std::vector<std::string>& tokens,
             const std::optional<std::string>& next_cursor) const;

  Desk desk_;
};

/// Reads the query of a list; a problem names the parameter.
[[nodiscard]] std::variant<ListFilter, http::Problem> read_list_filter(std::string_view query);

/// Reads a query of nothing but `limit` and `cursor`; a problem names the parameter.
[[nodiscard]] std::variant<PageQuery, http::Problem> read_page_query(std::string_view query);

/// An opaque cursor for what comes after a position in an order, and back; one of another order is
/// none.
[[nodiscard]] std::string cursor_of(token::Position after, Order order);
[[nodiscard]] std::optional<token::Position> parse_cursor(std::string_view text, Order order);

}  // namespace ledger::issuance
