#include <CLI/CLI.hpp>

#include "services/cli/reply_json.hpp"
#include "services/cli/terminal.hpp"
#include "services/cli/terminal_text.hpp"
#include "services/cli/verb.hpp"
#include "services/cli/verbs.hpp"

namespace ledger::cli {
namespace {

struct DeleteOptions : CommandOptions {
  std::string id;
  bool yes = false;
};

/// Says which token it is before somebody agrees to its end.
Answer<std::string> question(const Client& client, const std::string& id) {
  const auto reply = client.get(token_path(id));
  if (!reply) return reply.error();
  const auto json = json_of(*reply, client.server());
  if (!json) return json.error();
  return "Delete " + printable(id) + ", \"" + printable(json->root().text("/name")) + "\" of " +
         printable(json->root().text("/owner")) + ", for ever?";
}

Answer<ExitStatus> remove(const DeleteOptions& options) {
  const auto client = connect(options);
  if (!client) return client.error();
  std::string asked;
  if (!options.yes && is_interactive()) {
    auto named = question(*client, options.id);
    if (!named) return named.error();
    asked = *std::move(named);
  }
  if (const auto go_on = agreed(options.yes, asked); !go_on) return go_on.error();
  const auto reply = client->send(
      {boost::beast::http::verb::delete_, token_path(options.id), {}, key_of(options), true});
  if (!reply) return reply.error();
  if (!options.json) note("Deleted " + printable(options.id) + ".\n");
  return ExitStatus::ok;
}

}  // namespace

void add_token_delete(CLI::App& token, int& status) {
  auto [app, options] =
      add_verb<DeleteOptions>(token, "delete", "End a token for ever", remove, status);
  app.add_option("ID", options.id, "tok_…")->required();
  add_yes(app, options.yes);
  add_command_options(app, options);
}

}  // namespace ledger::cli
