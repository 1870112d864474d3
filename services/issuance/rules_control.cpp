#include "services/issuance/rules_control.hpp"

#include <algorithm>

#include "events/log/json_writer.hpp"
#include "services/issuance/command_answer.hpp"
#include "services/issuance/command_opening.hpp"
#include "services/issuance/query_opening.hpp"

namespace ledger::issuance {
namespace {

using boost::beast::http::verb;

/// Nodes that are named where the switch has to wait for them.
constexpr std::size_t named_max = 5;

http::Problem not_everywhere(const projections::NodesSeen& nodes, std::uint32_t rules) {
  std::string who;
  std::size_t count = 0;
  for (const auto& [node, seen] : nodes) {
    if (std::find(seen.rules.begin(), seen.rules.end(), rules) != seen.rules.end()) continue;
    if (++count > named_max) continue;
    who += (who.empty() ? "" : ", ") + node.substr(0, 8);
    if (!seen.name.empty()) who += " (" + seen.name + ")";
    who += ", last heard of at " + token::to_text(seen.log_time);
  }
  return http::make_problem(
      409, "rules-not-everywhere", "Rules not known everywhere",
      std::to_string(count) + " of the nodes that were there in the last " +
          std::to_string(projections::node_seen_max.count()) + " hours do not know rules " +
          std::to_string(rules) + ": " + who +
          ". Upgrade them, or stop them in order. One that was killed is waited for until then.");
}

}  // namespace

RulesControl::RulesControl(Desk desk) : desk_(desk), counts_(desk.metrics, "adopt_rules") {}

void RulesControl::add_routes(http::Router& router) {
  http::Route look;
  look.methods = {verb::get};
  look.pattern = "/v1/rules";
  look.answer_type = "application/json";
  look.admission = [this](http::Exchange& exchange) {
    return desk_.access.admit(exchange, token::scope_operate);
  };
  look.handler = [this](http::Exchange& exchange) { return show(exchange); };
  http::Route change = look;
  router.add(std::move(look));
  change.methods = {verb::post};
  change.body_types = {"application/json"};
  change.body_required = true;
  change.handler = [this](http::Exchange& exchange) { return adopt(exchange); };
  router.add(std::move(change));
}

std::string RulesControl::rules_json() const {
  std::string text;
  log::JsonWriter json(text);
  const auto ledger = desk_.view.ledger();
  json.begin_object().key("rules").number(ledger ? ledger->rules : 0).key("known").begin_array();
  for (const auto& rules : token::known_rules()) json.number(rules.number);
  json.end_array().key("nodes").begin_array();
  for (const auto& [node, seen] : desk_.view.nodes()) {
    json.begin_object().key("node").text(node).key("node_name").text(seen.name);
    json.key("rules").begin_array();
    for (const auto number : seen.rules) json.number(number);
    json.end_array().key("seen_at").text(token::to_text(seen.log_time)).end_object();
  }
  json.end_array().end_object();
  return text;
}

http::Task<void> RulesControl::show(http::Exchange& exchange) {
  const auto opening = co_await open_query(desk_, exchange);
  if (!opening) co_return;
  exchange.response.status(200);
  desk_.access.write_position(exchange.response, opening->position);
  exchange.response.body("application/json", rules_json());
}

std::variant<http::Problem, std::optional<token::Decision>> RulesControl::decide(
    const access::Caller& caller, const token::AdoptRules& command) const {
  auto actor = desk_.access.actor(caller);
  if (auto* problem = std::get_if<http::Problem>(&actor)) return std::move(*problem);
  auto decision = token::decide(command, std::get<token::Actor>(actor), *desk_.view.ledger());
  if (!decision) return access::problem_of(decision.error());
  const auto nodes = desk_.view.nodes();
  const bool known_everywhere = std::all_of(nodes.begin(), nodes.end(), [&](const auto& entry) {
    const auto& rules = entry.second.rules;
    return std::find(rules.begin(), rules.end(), command.rules) != rules.end();
  });
  if (*decision && !known_everywhere) return not_everywhere(nodes, command.rules);
  return *std::move(decision);
}

http::Task<void> RulesControl::adopt(http::Exchange& exchange) {
  const auto begin = std::chrono::steady_clock::now();
  auto opened = open_command(desk_, counts_, exchange, BodyNeed::required);
  if (auto* bad = std::get_if<http::Problem>(&opened)) {
    co_return desk_.access.refuse(exchange.response, std::move(*bad));
  }
  const auto& opening = std::get<CommandOpening>(opened);
  const auto body = opening.body->root();
  body.allow_only({"rules"});
  token::AdoptRules command;
  if (body.require("rules")) {
    const auto number = body.number("rules").value_or(0);
    if (number == 0 || number > UINT32_MAX) body.refuse("rules", "The number of a set of rules.");
    command.rules = static_cast<std::uint32_t>(number);
  }
  if (opening.body->has_errors()) {
    co_return desk_.access.refuse(exchange.response, access::body_problem(*opening.body));
  }
  const auto request = identify(opening.headers, opening.caller, opening.received,
                                "adopt-rules\n" + std::to_string(command.rules));
  Decide decide_now = [this, &exchange, &command] {
    return decide(access::caller_of(exchange), command);
  };
  const auto fate = co_await desk_.runner.run(request, std::move(decide_now), exchange.executor);
  counts_.count(fate, begin);
  if (auto problem = failure_of(request, fate)) {
    co_return desk_.access.refuse(exchange.response, *std::move(problem), fate.position);
  }
  answer_or_unknown(desk_, exchange.response, request, [&] {
    const auto position = desk_.access.position();
    const auto text = rules_json();
    begin_success(desk_.access, exchange.response, fate, 200, position);
    exchange.response.body("application/json", text);
  });
}

}  // namespace ledger::issuance
