#include <unistd.h>

#include <CLI/CLI.hpp>

#include "services/cli/reply_json.hpp"
#include "services/cli/table.hpp"
#include "services/cli/terminal.hpp"
#include "services/cli/verb.hpp"
#include "services/cli/verbs.hpp"

namespace ledger::cli {
namespace {

struct OutcomeOptions : CallOptions {
  std::string command;
};

Answer<ExitStatus> outcome(const OutcomeOptions& options) {
  const auto client = connect(options);
  if (!client) return client.error();
  const auto reply = client->get("/v1/commands/" + percent_encode(options.command));
  if (!reply) return reply.error();
  const auto json = json_of(*reply, client->server());
  if (!json) return json.error();
  const auto told = json->root().text("/outcome");
  const bool is_applied = told == "applied";
  std::string text = reply->body + '\n';
  if (!options.json) {
    Table table(wants_colour(STDOUT_FILENO));
    table.add({{"outcome", Colour::bold}, {told, is_applied ? Colour::green : Colour::red}});
    const auto token = json->root().text("/token");
    if (!token.empty()) table.add({{"token", Colour::bold}, {token}});
    text = table.render();
  }
  auto said = printed(text);
  if (!said) return said;
  return is_applied ? ExitStatus::ok : ExitStatus::refused;
}

}  // namespace

void add_outcome(CLI::App& program, int& status) {
  auto [app, options] =
      add_verb<OutcomeOptions>(program, "outcome", "Ask what became of a command", outcome, status);
  app.add_option("COMMAND", options.command, "cmd_…, as a refusal named it")->required();
  add_call_options(app, options);
}

}  // namespace ledger::cli
