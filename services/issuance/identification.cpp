#include "services/issuance/identification.hpp"

#include "events/log/json_writer.hpp"
#include "services/access/token_json.hpp"
#include "services/issuance/query_opening.hpp"

namespace ledger::issuance {
namespace {

/// Nothing: what is no secret of this kind is nobody's; or an error was noted.
std::optional<token::TokenDigest> read_digest(const http::JsonObject& body) {
  body.allow_only({"token", "digest"});
  if (body.has("token") == body.has("digest")) {
    body.refuse("token", "Give token or digest, one of the two.");
    return std::nullopt;
  }
  if (const auto secret = body.text("token")) return token::digest_of_secret(*secret);
  const auto text = body.text("digest");
  if (!text) return std::nullopt;
  token::TokenDigest digest;
  if (token::from_hex(*text, digest.value)) return digest;
  body.refuse("digest", "A digest is the SHA-256 of a token, 64 hexadecimal digits in lower case.");
  return std::nullopt;
}

}  // namespace

void Identification::add_routes(http::Router& router) {
  http::Route route;
  route.methods = {boost::beast::http::verb::post};
  route.pattern = "/v1/identify";
  route.body_types = {"application/json"};
  route.body_required = true;
  route.answer_type = "application/json";
  route.admission = [this](http::Exchange& exchange) {
    return desk_.access.admit_page(exchange, token::scope_operate);
  };
  route.handler = [this](http::Exchange& exchange) { return identify(exchange); };
  router.add(std::move(route));
}

http::Task<void> Identification::identify(http::Exchange& exchange) {
  const auto opening = co_await open_query(desk_, exchange);
  if (!opening) co_return;
  http::Problem malformed;
  const auto body = http::JsonBody::read(exchange.request.body, malformed);
  if (!body) {
    co_return desk_.access.refuse(exchange.response, std::move(malformed), opening->position);
  }
  const auto digest = read_digest(body->root());
  if (body->has_errors()) {
    co_return desk_.access.refuse(exchange.response, access::body_problem(*body),
                                  opening->position);
  }
  const auto found = digest ? find(*digest) : std::nullopt;
  exchange.response.status(200);
  desk_.access.write_position(exchange.response, opening->position);
  exchange.response.body("application/json",
                         found ? answer(*found, *digest) : R"({"known":false})");
}

std::optional<Identification::Found> Identification::find(const token::TokenDigest& digest) const {
  if (auto token = desk_.view.find(digest)) return Found{*std::move(token), std::nullopt};
  const auto retired = desk_.view.retired(digest);
  auto token = retired ? desk_.view.token(retired->token) : std::nullopt;
  if (!token) return std::nullopt;
  return Found{*std::move(token), retired->position};
}

std::string Identification::answer(const Found& found, const token::TokenDigest& digest) const {
  const auto& token = found.token;
  const auto owner = desk_.view.owner(token.owner);
  const bool in_overlap = !found.retired && projections::is_in_overlap(token, digest);
  auto died = found.retired;
  const auto issued = token::issued_at(token, digest);
  if (!died && issued && token::is_revoked(*issued, owner)) died = owner.revoked_through;
  std::string text;
  log::JsonWriter json(text);
  json.begin_object().key("known").boolean(true);
  json.key("current").boolean(!found.retired && !in_overlap).key("token");
  json.raw(access::token_json(token, token::judge(token, owner, desk_.clock.now()),
                              desk_.access.uses().find(token.id)));
  if (in_overlap) json.key("overlap_until").text(token::to_text(token.overlap->until));
  json.key("died_position");
  died ? json.number(died->value()) : json.null();
  json.end_object();
  return text;
}

}  // namespace ledger::issuance
