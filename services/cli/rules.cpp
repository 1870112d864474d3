#include <CLI/CLI.hpp>

#include "services/cli/reply_json.hpp"
#include "services/cli/terminal.hpp"
#include "services/cli/terminal_text.hpp"
#include "services/cli/verb.hpp"
#include "services/cli/verbs.hpp"

namespace ledger::cli {
namespace {

std::string numbers(const JsonValue& value, std::string_view pointer) {
  std::string text;
  for (const auto& number : value.elements(pointer)) {
    text += (text.empty() ? "" : " ") + number.raw();
  }
  return text;
}

std::string shown(const JsonValue& root) {
  std::string text = "rules  " + std::to_string(root.number("/rules").value_or(0)) + "\nknown  " +
                     numbers(root, "/known") + '\n';
  for (const auto& node : root.elements("/nodes")) {
    text += "node   " + printable(node.text("/node").substr(0, 8)) + "  " +
            printable(node.text("/node_name")) + "  knows " + numbers(node, "/rules") + "  seen " +
            printable(node.text("/seen_at")) + '\n';
  }
  return text;
}

struct RulesOptions : CommandOptions {
  std::uint32_t adopt = 0;
};

Answer<ExitStatus> rules(const RulesOptions& options) {
  const auto client = connect(options);
  if (!client) return client.error();
  const auto body = "{\"rules\":" + std::to_string(options.adopt) + "}";
  const auto reply = options.adopt == 0 ? client->get("/v1/rules")
                                        : client->send({boost::beast::http::verb::post, "/v1/rules",
                                                        body, key_of(options), false});
  if (!reply) return reply.error();
  const auto json = json_of(*reply, client->server());
  if (!json) return json.error();
  return printed(options.json ? reply->body + '\n' : shown(json->root()));
}

}  // namespace

void add_rules(CLI::App& program, int& status) {
  auto [app, options] = add_verb<RulesOptions>(
      program, "rules", "By which rules the ledger is folded, and who knows which", rules, status);
  app.add_option("--adopt", options.adopt, "Fold by these from now on; every node must know them")
      ->check(CLI::Range(1U, UINT32_MAX))
      ->type_name("NUMBER");
  add_command_options(app, options);
}

}  // namespace ledger::cli
