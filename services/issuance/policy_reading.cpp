#include "services/issuance/policy_reading.hpp"

#include "events/log/json_writer.hpp"
#include "services/issuance/query_opening.hpp"

namespace ledger::issuance {
namespace {

std::string json_of(const runtime::Catalogue& catalogue) {
  std::string text;
  log::JsonWriter json(text);
  json.begin_array();
  for (const auto& entry : catalogue) {
    json.begin_object().key("scope").text(entry.scope).key("title").text(entry.title);
    json.key("description").text(entry.description).key("group").text(entry.group).end_object();
  }
  json.end_array();
  return text;
}

std::uint64_t number_of(std::chrono::seconds seconds) {
  return static_cast<std::uint64_t>(seconds.count());
}

}  // namespace

PolicyReading::PolicyReading(Desk desk, const runtime::Catalogue& catalogue)
    : desk_(desk), catalogue_json_(json_of(catalogue)) {}

void PolicyReading::add_routes(http::Router& router) {
  http::Route route;
  route.methods = {boost::beast::http::verb::get};
  route.pattern = "/v1/policy";
  route.answer_type = "application/json";
  route.admission = [this](http::Exchange& exchange) {
    return desk_.access.admit_page(exchange, {});
  };
  route.handler = [this](http::Exchange& exchange) { return get(exchange); };
  router.add(std::move(route));
}

http::Task<void> PolicyReading::get(http::Exchange& exchange) {
  const auto opening = co_await open_query(desk_, exchange);
  if (!opening) co_return;
  const auto& policy = desk_.policy;
  const auto latest = token::expires_at_max(opening->actor, policy, desk_.clock.now());
  std::string text;
  log::JsonWriter json(text);
  json.begin_object().key("lifetime_default").number(number_of(policy.lifetime_default));
  json.key("lifetime_max").number(number_of(policy.lifetime_max));
  json.key("overlap_max").number(number_of(policy.overlap_max));
  json.key("expires_at_max").text(token::to_text(latest));
  json.key("catalogue").raw(catalogue_json_).end_object();
  exchange.response.status(200);
  desk_.access.write_position(exchange.response, opening->position);
  exchange.response.body("application/json", text);
}

}  // namespace ledger::issuance
