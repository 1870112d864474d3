#include "services/issuance/reading.hpp"

#include <algorithm>

#include "services/access/token_json.hpp"
#include "services/http/conditions.hpp"
#include "services/issuance/command_opening.hpp"
#include "services/issuance/query_opening.hpp"

namespace ledger::issuance {

using boost::beast::http::verb;

namespace {

/// What If-Match and If-None-Match come to, in the order of RFC 9110 §13.2.2.
enum class Condition { holds, failed, not_modified };

/// The list under that name, which was found well-formed before.
std::optional<http::TagList> tags_in(const http::Request& request, std::string_view name) {
  auto read = http::read_tags(request, name);
  auto* list = std::get_if<std::optional<http::TagList>>(&read);
  return list ? std::move(*list) : std::nullopt;
}

Condition judge_conditions(const http::Request& request, const access::EntityTags& tags,
                           std::uint64_t revision, std::string_view tag) {
  const auto wanted = tags_in(request, "If-Match");
  const auto is_wanted = [&](std::string_view each) { return tags.revision_of(each) == revision; };
  if (wanted && !wanted->any && std::ranges::none_of(wanted->tags, is_wanted)) {
    return Condition::failed;
  }
  const auto known = tags_in(request, "If-None-Match");
  return known && http::matches_weakly(*known, tag) ? Condition::not_modified : Condition::holds;
}

}  // namespace

void Reading::add_routes(http::Router& router) {
  http::Route one;
  one.methods = {verb::get};
  one.pattern = "/v1/tokens/{}";
  one.answer_type = "application/json";
  one.conditions = http::Conditions::read;
  one.admission = [this](http::Exchange& exchange) {
    return desk_.access.admit_page(exchange, token::scope_tokens);
  };
  one.handler = [this](http::Exchange& exchange) { return get(exchange); };
  router.add(std::move(one));

  http::Route own;
  own.methods = {verb::get};
  own.pattern = "/v1/self";
  own.answer_type = "application/json";
  own.conditions = http::Conditions::read;
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
  write(exchange, opening->position, *token, std::nullopt);
}

http::Task<void> Reading::self(http::Exchange& exchange) {
  const auto opening = co_await open_query(desk_, exchange);
  if (!opening) co_return;
  write(exchange, opening->position, opening->actor.token, opening->actor.secret_expires_at());
}

void Reading::write(http::Exchange& exchange, token::Position position,
                    const token::TokenState& token,
                    std::optional<token::Timestamp> secret_expires_at) const {
  const auto standing = token::judge(token, desk_.view.owner(token.owner), desk_.clock.now());
  const auto use = desk_.access.uses().find(token.id);
  access::ShownBeside beside{standing, use, secret_expires_at};
  if (secret_expires_at == token.expires_at) beside.secret_expires_at.reset();
  const auto& tags = desk_.access.entity_tags();
  const auto tag = tags.of(token.revision, beside);
  const auto condition = judge_conditions(exchange.request, tags, token.revision, tag);
  auto& response = exchange.response;
  if (condition == Condition::failed) {
    return desk_.access.refuse(response, access::problem_of(token::errc::revision_mismatch),
                               position);
  }
  const bool is_known = condition == Condition::not_modified;
  response.status(is_known ? 304 : 200).header("ETag", tag);
  desk_.access.write_position(response, position);
  if (is_known) return response.no_body();
  response.body("application/json",
                access::token_json(token, standing, use, {}, secret_expires_at));
}

}  // namespace ledger::issuance
