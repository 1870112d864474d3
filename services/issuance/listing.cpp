#include "services/issuance/listing.hpp"

#include <map>

#include "events/log/json_writer.hpp"
#include "services/access/token_json.hpp"

namespace ledger::issuance {
namespace {

/// Rows looked at before other scans get their turn, and before a page ends short.
constexpr std::size_t slice_rows = 256;
constexpr std::size_t rows_max = 100'000;

/// A page that is being filled: one token more than asked for tells whether there is a next page.
class Page {
 public:
  Page(const Desk& desk, const ListFilter& filter) : desk_(desk), filter_(filter) {}

  void take(const token::TokenState& token) {
    const auto standing = token::judge(token, owner_of(token.owner), desk_.clock.now());
    if (filter_.status && *filter_.status != standing) return;
    if (!filter_.name.matches(token.name)) return;
    if (tokens_.size() == filter_.limit) {
      has_more_ = true;
      return;
    }
    tokens_.push_back(access::token_json(token, standing, desk_.access.uses().find(token.id)));
    last_ = token.created_position;
  }
  [[nodiscard]] bool has_more() const noexcept { return has_more_; }
  [[nodiscard]] std::optional<token::Position> last() const noexcept { return last_; }
  [[nodiscard]] const std::vector<std::string>& tokens() const noexcept { return tokens_; }

 private:
  const token::OwnerState& owner_of(const token::OwnerId& id) {
    auto found = owners_.find(id);
    if (found == owners_.end()) found = owners_.emplace(id, desk_.view.owner(id)).first;
    return found->second;
  }

  const Desk& desk_;
  const ListFilter& filter_;
  std::vector<std::string> tokens_;
  std::optional<token::Position> last_;
  bool has_more_ = false;
  std::map<token::OwnerId, token::OwnerState> owners_;
};

}  // namespace

void Listing::add_routes(http::Router& router) {
  http::Route route;
  route.methods = {boost::beast::http::verb::get};
  route.pattern = "/v1/tokens";
  route.answer_type = "application/json";
  route.admission = [this](http::Exchange& exchange) {
    return desk_.access.admit_page(exchange, token::scope_tokens);
  };
  route.handler = [this](http::Exchange& exchange) { return list(exchange); };
  router.add(std::move(route));
}

http::Task<void> Listing::list(http::Exchange& exchange) {
  auto problem = co_await desk_.access.await_view(exchange.request, exchange.executor);
  if (problem) co_return desk_.access.refuse(exchange.response, *std::move(problem));
  auto read = read_list_filter(exchange.request.query);
  if (auto* bad = std::get_if<http::Problem>(&read)) {
    co_return desk_.access.refuse(exchange.response, std::move(*bad));
  }
  const auto position = desk_.access.position();
  auto actor = desk_.access.actor(access::caller_of(exchange));
  if (auto* bad = std::get_if<http::Problem>(&actor)) {
    co_return desk_.access.refuse(exchange.response, std::move(*bad), position);
  }
  auto& filter = std::get<ListFilter>(read);
  const auto& calling = std::get<token::Actor>(actor);
  if (!calling.is_operator()) {
    if (filter.owner && *filter.owner != calling.token.owner) {
      co_return desk_.access.refuse(exchange.response,
                                    access::problem_of(token::errc::other_owner));
    }
    filter.owner = calling.token.owner;
  }
  Page page(desk_, filter);
  // Where some are passed over, a slice ends with its rows; else with the first of the next page.
  const bool picks = filter.status || !filter.name.is_empty();
  projections::ListQuery query{filter.owner, filter.after, picks ? slice_rows : filter.limit + 1, 0,
                               filter.order};
  std::optional<token::Position> next;
  for (std::size_t rows = 0;; rows += query.rows_max) {
    query.rows_max = std::min(slice_rows, rows_max - rows);
    const auto fill = [&] {
      const auto slice = desk_.view.list(query);
      for (const auto& token : slice.tokens) page.take(token);
      query.after = slice.resume_after;
    };
    if (!co_await desk_.scans.run(fill, exchange.executor)) {
      co_return desk_.access.refuse(exchange.response, access::too_many_lists(), position);
    }
    next = page.has_more() ? page.last() : query.after;
    if (page.has_more() || !query.after || rows + query.rows_max == rows_max) break;
  }
  std::optional<std::string> cursor;
  if (next) cursor = cursor_of(*next, filter.order);
  write(exchange.response, position, page.tokens(), cursor);
}

void Listing::write(http::Response& response, token::Position position,
                    const std::vector<std::string>& tokens,
                    const std::optional<std::string>& next_cursor) const {
  std::string text;
  log::JsonWriter json(text);
  json.begin_object().key("tokens").begin_array();
  for (const auto& token : tokens) json.raw(token);
  json.end_array().key("next_cursor");
  if (next_cursor) {
    json.text(*next_cursor);
  } else {
    json.null();
  }
  json.end_object();
  response.status(200);
  desk_.access.write_position(response, position);
  response.body("application/json", text);
}

}  // namespace ledger::issuance
