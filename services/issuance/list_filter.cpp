#include <charconv>

#include "services/http/url.hpp"
#include "services/issuance/listing.hpp"

namespace ledger::issuance {
namespace {

constexpr std::string_view cursor_prefix(Order order) noexcept {
  return order == Order::newest_first ? "n" : "p";
}

http::Problem refuse(const std::string& type, std::string detail) {
  return access::bad_request(type, std::move(detail));
}

std::optional<std::uint64_t> parse_number(std::string_view text, int base) {
  std::uint64_t value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (text.empty() || ec != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Takes `limit`, and `cursor`, which is read when the order is known. `known`: whether it was one
/// of them. A problem: what is wrong.
std::optional<http::Problem> take_page(PageQuery& query, std::string_view name,
                                       std::string_view value, bool& known) {
  known = name == "limit" || name == "cursor";
  if (name == "limit") {
    const auto limit = parse_number(value, 10);
    if (!limit || *limit < 1 || *limit > page_max) {
      return refuse("invalid-limit", "limit is a whole number from 1 to 100.");
    }
    query.limit = static_cast<std::size_t>(*limit);
  }
  return std::nullopt;
}

std::optional<http::Problem> take_cursor(PageQuery& query, std::string_view value) {
  query.after = parse_cursor(value, query.order);
  if (query.after) return std::nullopt;
  return refuse("invalid-cursor",
                "cursor is what next_cursor of the page before said, in the same order.");
}

/// Nothing: taken. Else what is wrong with it.
std::optional<http::Problem> take(ListFilter& filter, std::string_view name,
                                  std::string_view value) {
  bool known = false;
  if (auto problem = take_page(filter, name, value, known); problem || known) return problem;
  if (name == "status") {
    filter.status = token::parse_standing(value);
    if (!filter.status) {
      return refuse("invalid-status", "status is active, expired, suspended or revoked.");
    }
  } else if (name == "order") {
    if (value != "oldest" && value != "newest") {
      return refuse("invalid-order", "order is oldest, which it is without, or newest.");
    }
    filter.order = value == "newest" ? Order::newest_first : Order::oldest_first;
  } else if (name == "owner") {
    filter.owner = token::OwnerId::parse(value);
    if (!filter.owner) return refuse("invalid-owner", "owner is no owner id.");
  } else if (name == "name") {
    filter.name = NameFilter(value);
  } else {
    return refuse("unknown-parameter",
                  "There is no query parameter \"" + std::string(name) +
                      "\" here, but limit, cursor, status, owner, name and order.");
  }
  return std::nullopt;
}

std::optional<http::Problem> take(PageQuery& page, std::string_view name, std::string_view value) {
  bool known = false;
  auto problem = take_page(page, name, value, known);
  if (known) return problem;
  return refuse("unknown-parameter", "There is no query parameter \"" + std::string(name) +
                                         "\" here, but limit and cursor.");
}

template <class Query>
std::variant<Query, http::Problem> read_query(std::string_view text) {
  const auto parameters = http::parse_query(text);
  if (!parameters) return refuse("invalid-query", "The query has a bad percent escape.");
  Query query;
  const std::string* cursor = nullptr;
  for (std::size_t i = 0; i < parameters->size(); ++i) {
    const auto& [name, value] = (*parameters)[i];
    for (std::size_t before = 0; before < i; ++before) {
      if ((*parameters)[before].first == name) {
        return refuse("repeated-parameter", "Give the query parameter " + name + " once.");
      }
    }
    if (name == "cursor") cursor = &value;
    if (auto problem = take(query, name, value)) return *std::move(problem);
  }
  if (cursor != nullptr) {
    if (auto problem = take_cursor(query, *cursor)) return *std::move(problem);
  }
  return query;
}

}  // namespace

std::string cursor_of(token::Position after, Order order) {
  char digits[16];
  const auto end = std::to_chars(digits, digits + sizeof digits, after.value(), 16).ptr;
  return std::string(cursor_prefix(order)).append(digits, end);
}

std::optional<token::Position> parse_cursor(std::string_view text, Order order) {
  const auto prefix = cursor_prefix(order);
  if (!text.starts_with(prefix)) return std::nullopt;
  const auto value = parse_number(text.substr(prefix.size()), 16);
  if (!value) return std::nullopt;
  return token::Position(*value);
}

std::variant<ListFilter, http::Problem> read_list_filter(std::string_view query) {
  return read_query<ListFilter>(query);
}

std::variant<PageQuery, http::Problem> read_page_query(std::string_view query) {
  return read_query<PageQuery>(query);
}

}  // namespace ledger::issuance
