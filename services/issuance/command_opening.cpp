#include "services/issuance/command_opening.hpp"

namespace ledger::issuance {

std::variant<CommandOpening, http::Problem> open_command(
    const Desk& desk, const CommandCounts& counts, const http::Request& request, BodyNeed need,
    const std::optional<access::Caller>& known_caller) {
  auto caller = known_caller ? *known_caller : desk.access.caller(request);
  if (const auto* known = std::get_if<access::Caller>(&caller)) {
    if (auto limited = desk.quotas.take(*known, std::chrono::steady_clock::now())) {
      counts.count_limited();
      return *std::move(limited);
    }
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
  if (auto* bad = std::get_if<http::Problem>(&caller)) return std::move(*bad);
  opening.headers = std::get<CommandHeaders>(std::move(headers));
  opening.caller = std::get<access::Caller>(caller).id;
  return opening;
}

token::TokenId token_in_path(const http::Exchange& exchange) {
  return token::TokenId::parse(exchange.path_parameters.at(0)).value_or(token::TokenId{});
}

}  // namespace ledger::issuance
