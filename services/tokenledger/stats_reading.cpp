#include "services/tokenledger/stats_reading.hpp"

namespace ledger::tokenledger {

void StatsReading::add_routes(http::Router& router) {
  http::Route route;
  route.methods = {boost::beast::http::verb::get};
  route.pattern = "/v1/stats";
  route.answer_type = "application/json";
  route.admission = [this](http::Exchange& exchange) {
    return access_.admit_page(exchange, token::scope_operate);
  };
  route.handler = [this](http::Exchange& exchange) { return get(exchange); };
  router.add(std::move(route));
}

http::Task<void> StatsReading::get(http::Exchange& exchange) {
  auto problem = co_await access_.await_view(exchange.request, exchange.executor);
  if (!problem) problem = access::no_query(exchange.request);
  if (!problem) problem = access_.refusal_of(access::caller_of(exchange));
  if (problem) co_return access_.refuse(exchange.response, *std::move(problem));
  const auto view = view_now();
  exchange.response.status(200);
  access_.write_position(exchange.response, token::Position(view.position));
  exchange.response.body("application/json", recent_.json(view));
}

runtime::ViewMoment StatsReading::view_now() const {
  const auto position = access_.position();  // first: the end is not before it
  const auto end = log_.known_end().value_or(position);
  const auto at = log::boot_time_now();
  return {at, clock_.now(), position.value(), std::max(position, end).value(),
          access_.age().age_of(position, at)};
}

}  // namespace ledger::tokenledger
