#include "services/issuance/command_opening.hpp"

namespace ledger::issuance {

std::variant<CommandOpening, http::Problem> open_command(const Desk& desk,
                                                         const CommandCounts& counts,
                                                         const http::Exchange& exchange,
                                                         BodyNeed need) {
  auto opened = open_command_of_known(desk, counts, exchange, need);
  if (std::holds_alternative<http::Problem>(opened)) return opened;
  if (auto dead = desk.access.refusal_of(access::caller_of(exchange))) return *std::move(dead);
  return opened;
}

std::variant<CommandOpening, http::Problem> open_command_of_known(const Desk& desk,
                                                                  const CommandCounts& counts,
                                                                  const http::Exchange& exchange,
                                                                  BodyNeed need) {
  const auto& caller = access::caller_of(exchange);
  const auto& request = exchange.request;
  if (auto limited = desk.quotas.take(caller, std::chrono::steady_clock::now())) {
    counts.count_limited();
    return *std::move(limited);
  }
  CommandOpening opening;
  opening.received = desk.clock.now();
  if (need == BodyNeed::required || (need == BodyNeed::optional && !request.body.empty())) {
    http::Problem problem;
    opening.body = http::JsonBody::read(request.body, problem);
    if (!opening.body) return problem;
  }
  auto headers = read_command_headers(request, desk.access.entity_tags());
  if (auto* bad = std::get_if<http::Problem>(&headers)) return std::move(*bad);
  opening.headers = std::get<CommandHeaders>(std::move(headers));
  opening.caller = caller.id;
  return opening;
}

token::TokenId token_in_path(const http::Exchange& exchange) {
  return token::TokenId::parse(exchange.path_parameters.at(0)).value_or(token::TokenId{});
}

}  // namespace ledger::issuance
