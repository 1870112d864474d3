#include "services/issuance/command_lookup.hpp"

#include "events/log/json_writer.hpp"
#include "services/issuance/query_opening.hpp"

namespace ledger::issuance {
namespace {

std::string command_json(const token::CommandState& command) {
  std::string text;
  log::JsonWriter json(text);
  json.begin_object().key("command_id").text(to_text(command.attempt.id));
  const bool applied = command.outcome == token::CommandOutcome::applied;
  json.key("outcome").text(applied ? "applied" : "rejected").key("token");
  if (const auto* id = std::get_if<token::TokenId>(&command.subject)) {
    json.text(to_text(*id));
  } else {
    json.null();
  }
  if (const auto* id = std::get_if<token::WebhookId>(&command.subject)) {
    json.key("webhook").text(to_text(*id));
  }
  json.key("position").number(command.position.value()).end_object();
  return text;
}

}  // namespace

void CommandLookup::add_routes(http::Router& router) {
  http::Route route;
  route.methods = {boost::beast::http::verb::get};
  route.pattern = "/v1/commands/{}";
  route.answer_type = "application/json";
  route.admission = [this](http::Exchange& exchange) {
    return desk_.access.admit_page(exchange, {});
  };
  route.handler = [this](http::Exchange& exchange) { return get(exchange); };
  router.add(std::move(route));
}

std::optional<token::CommandState> CommandLookup::find(const token::CommandId& id) const {
  std::optional<token::CommandState> last;
  for (token::CommandAttempt attempt{id, 1}; attempt.number <= token::CommandAttempt::number_max;
       ++attempt.number) {
    auto decided = desk_.view.command(attempt);
    if (!decided || !desk_.view.is_remembered(*decided)) break;
    last = std::move(decided);
    if (last->outcome == token::CommandOutcome::applied) break;
  }
  return last;
}

http::Task<void> CommandLookup::get(http::Exchange& exchange) {
  const auto opening = co_await open_query(desk_, exchange);
  if (!opening) co_return;
  const auto& [calling, position] = *opening;
  const auto id = token::CommandId::parse(exchange.path_parameters.at(0));
  const auto command = id ? find(*id) : std::nullopt;
  if (!command || (!calling.is_operator() && command->caller != to_text(calling.token.id))) {
    auto unknown = access::not_found("command");
    unknown.detail =
        "No such command of yours is in the log, or not yet. If its outcome was unknown, send it "
        "again with the same Idempotency-Key.";
    co_return desk_.access.refuse(exchange.response, std::move(unknown), position);
  }
  exchange.response.status(200);
  desk_.access.write_position(exchange.response, position);
  exchange.response.body("application/json", command_json(*command));
}

}  // namespace ledger::issuance
