#include "services/issuance/command_opening.hpp"

namespace ledger::issuance {

std::variant<CommandOpening, http::Problem> open_command(
    const Desk& desk, const http::Request& request, BodyNeed need,
    const std::optional<token::TokenId>& known_caller) {
  CommandOpening opening;
  if (need == BodyNeed::required || (need == BodyNeed::optional && !request.body.empty())) {
    http::Problem problem;
    opening.body = http::JsonBody::read(request.body, problem);
    if (!opening.body) return problem;
  }
  auto headers = read_command_headers(request);
  if (auto* bad = std::get_if<http::Problem>(&headers)) return std::move(*bad);
  if (known_caller) {
    opening.caller = *known_caller;
  } else {
    auto caller = desk.access.caller(request);
    if (auto* bad = std::get_if<http::Problem>(&caller)) return std::move(*bad);
    opening.caller = std::get<token::TokenId>(caller);
  }
  opening.headers = std::get<CommandHeaders>(std::move(headers));
  return opening;
}

token::TokenId token_in_path(const http::Exchange& exchange) {
  return token::TokenId::parse(exchange.path_parameters.at(0)).value_or(token::TokenId{});
}

}  // namespace ledger::issuance
