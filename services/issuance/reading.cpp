#include "services/issuance/reading.hpp"

#include "services/access/token_json.hpp"

namespace ledger::issuance {

using boost::beast::http::verb;

void Reading::add_routes(http::Router& router) {
  http::Route one;
  one.methods = {verb::get};
  one.pattern = "/v1/tokens/{}";
  one.admission = [this](http::Exchange& exchange) {
    return desk_.access.admit(exchange, token::scope_tokens);
  };
  one.handler = [this](http::Exchange& exchange) { return get(exchange); };
  router.add(std::move(one));

  http::Route own;
  own.methods = {verb::get};
  own.pattern = "/v1/self";
  own.admission = [this](http::Exchange& exchange) { return desk_.access.admit(exchange, {}); };
  own.handler = [this](http::Exchange& exchange) { return self(exchange); };
  router.add(std::move(own));
}

http::Task<void> Reading::get(http::Exchange& exchange) {
  auto problem = co_await desk_.access.await_view(exchange.request, exchange.executor);
  if (problem) co_return desk_.access.refuse(exchange.response, *std::move(problem));
  if (auto refused = access::no_query(exchange.request)) {
    co_return desk_.access.refuse(exchange.response, *std::move(refused));
  }
  const auto position = desk_.access.position();
  auto actor = desk_.access.actor(exchange.request);
  if (auto* refused = std::get_if<http::Problem>(&actor)) {
    co_return desk_.access.refuse(exchange.response, std::move(*refused));
  }
  const auto id = token::TokenId::parse(exchange.path_parameters.at(0));
  const auto token = id ? desk_.view.token(*id) : std::nullopt;
  if (!token || !may_see(std::get<token::Actor>(actor), *token)) {
    co_return desk_.access.refuse(exchange.response, access::problem_of(token::errc::not_found),
                                  position);
  }
  write(exchange.response, position, *token);
}

http::Task<void> Reading::self(http::Exchange& exchange) {
  auto problem = co_await desk_.access.await_view(exchange.request, exchange.executor);
  if (problem) co_return desk_.access.refuse(exchange.response, *std::move(problem));
  if (auto refused = access::no_query(exchange.request)) {
    co_return desk_.access.refuse(exchange.response, *std::move(refused));
  }
  const auto position = desk_.access.position();
  auto actor = desk_.access.actor(exchange.request);
  if (auto* refused = std::get_if<http::Problem>(&actor)) {
    co_return desk_.access.refuse(exchange.response, std::move(*refused));
  }
  write(exchange.response, position, std::get<token::Actor>(actor).token);
}

void Reading::write(http::Response& response, token::Position position,
                    const token::TokenState& token) const {
  const auto standing = token::judge(token, desk_.view.owner(token.owner), desk_.clock.now());
  response.status(200).header("ETag", access::entity_tag(token.revision));
  response.header(access::position_header, position.value());
  response.body("application/json",
                access::token_json(token, standing, desk_.access.uses().find(token.id)));
}

}  // namespace ledger::issuance
