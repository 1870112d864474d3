#include "services/issuance/reading.hpp"

#include "services/access/token_json.hpp"
#include "services/issuance/command_opening.hpp"
#include "services/issuance/query_opening.hpp"

namespace ledger::issuance {

using boost::beast::http::verb;

void Reading::add_routes(http::Router& router) {
  http::Route one;
  one.methods = {verb::get};
  one.pattern = "/v1/tokens/{}";
  one.answer_type = "application/json";
  one.admission = [this](http::Exchange& exchange) {
    return desk_.access.admit(exchange, token::scope_tokens);
  };
  one.handler = [this](http::Exchange& exchange) { return get(exchange); };
  router.add(std::move(one));

  http::Route own;
  own.methods = {verb::get};
  own.pattern = "/v1/self";
  own.answer_type = "application/json";
  own.admission = [this](http::Exchange& exchange) { return desk_.access.admit(exchange, {}); };
  own.handler = [this](http::Exchange& exchange) { return self(exchange); };
  router.add(std::move(own));
}

http::Task<void> Reading::get(http::Exchange& exchange) {
  const auto opening = co_await open_query(desk_, exchange);
  if (!opening) co_return;
  const auto token = desk_.view.token(token_in_path(exchange));
  if (!token || !may_see(opening->actor, *token)) {
    co_return desk_.access.refuse(exchange.response, access::problem_of(token::errc::not_found),
                                  opening->position);
  }
  write(exchange.response, opening->position, *token, std::nullopt);
}

http::Task<void> Reading::self(http::Exchange& exchange) {
  const auto opening = co_await open_query(desk_, exchange);
  if (!opening) co_return;
  write(exchange.response, opening->position, opening->actor.token,
        opening->actor.secret_expires_at());
}

void Reading::write(http::Response& response, token::Position position,
                    const token::TokenState& token,
                    std::optional<token::Timestamp> secret_expires_at) const {
  const auto standing = token::judge(token, desk_.view.owner(token.owner), desk_.clock.now());
  response.status(200).header("ETag", access::entity_tag(token.revision));
  desk_.access.write_position(response, position);
  response.body("application/json",
                access::token_json(token, standing, desk_.access.uses().find(token.id), {},
                                   secret_expires_at));
}

}  // namespace ledger::issuance
