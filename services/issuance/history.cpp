#include "services/issuance/history.hpp"

#include <algorithm>

#include "events/log/envelope.hpp"
#include "events/log/json_writer.hpp"
#include "services/issuance/listing.hpp"

namespace ledger::issuance {

void History::add_routes(http::Router& router) {
  http::Route route;
  route.methods = {boost::beast::http::verb::get};
  route.pattern = "/v1/tokens/{}/events";
  route.answer_type = "application/json";
  route.admission = [this](http::Exchange& exchange) {
    return desk_.access.admit_page(exchange, token::scope_tokens);
  };
  route.handler = [this](http::Exchange& exchange) { return list(exchange); };
  router.add(std::move(route));
}

http::Task<void> History::list(http::Exchange& exchange) {
  auto problem = co_await desk_.access.await_view(exchange.request, exchange.executor);
  if (problem) co_return desk_.access.refuse(exchange.response, *std::move(problem));
  auto read = read_page_query(exchange.request.query);
  if (auto* bad = std::get_if<http::Problem>(&read)) {
    co_return desk_.access.refuse(exchange.response, std::move(*bad));
  }
  const auto position = desk_.access.position();
  auto actor = desk_.access.actor(access::caller_of(exchange));
  if (auto* refused = std::get_if<http::Problem>(&actor)) {
    co_return desk_.access.refuse(exchange.response, std::move(*refused), position);
  }
  const auto id = token::TokenId::parse(exchange.path_parameters.at(0));
  const auto token = id ? desk_.view.token(*id) : std::nullopt;
  if (!token || !may_read_history(std::get<token::Actor>(actor), *token)) {
    co_return desk_.access.refuse(exchange.response, access::problem_of(token::errc::not_found),
                                  position);
  }
  const auto& query = std::get<PageQuery>(read);
  std::string text;
  const auto read_page = [&] {
    text = page(desk_.view.history(*id, query.after, query.limit + 1), query.limit);
  };
  if (!co_await desk_.scans.run(read_page, exchange.executor)) {
    co_return desk_.access.refuse(exchange.response, access::too_many_lists(), position);
  }
  exchange.response.status(200);
  desk_.access.write_position(exchange.response, position);
  exchange.response.body("application/json", text);
}

std::string History::page(const std::vector<projections::StoredEvent>& events,
                          std::size_t limit) const {
  std::string text;
  log::JsonWriter json(text);
  json.begin_object().key("events").begin_array();
  const auto count = std::min(events.size(), limit);
  for (std::size_t i = 0; i < count; ++i) {
    const auto decoded = log::decode(events[i].value, ledger_id_);
    const auto* event = std::get_if<token::Event>(&decoded);
    if (event == nullptr) throw projections::ViewFailure("an accepted record that is no event");
    json.raw(log::encode_without_digest(*event, ledger_id_));
  }
  json.end_array().key("next_cursor");
  if (events.size() > limit) {
    json.text(cursor_of(events[count - 1].position, Order::oldest_first));
  } else {
    json.null();
  }
  json.end_object();
  return text;
}

}  // namespace ledger::issuance
