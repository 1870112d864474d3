#include "services/issuance/query_opening.hpp"

namespace ledger::issuance {

http::Task<std::optional<QueryOpening>> open_query(const Desk& desk, http::Exchange& exchange) {
  auto problem = co_await desk.access.await_view(exchange.request, exchange.executor);
  if (!problem) problem = access::no_query(exchange.request);
  if (problem) {
    desk.access.refuse(exchange.response, *std::move(problem));
    co_return std::nullopt;
  }
  const auto position = desk.access.position();
  auto actor = desk.access.actor(access::caller_of(exchange));
  if (auto* refused = std::get_if<http::Problem>(&actor)) {
    desk.access.refuse(exchange.response, std::move(*refused), position);
    co_return std::nullopt;
  }
  QueryOpening opening{std::get<token::Actor>(std::move(actor)), position};
  co_return opening;
}

}  // namespace ledger::issuance
