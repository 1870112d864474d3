#include <unistd.h>

#include <CLI/CLI.hpp>

#include "events/log/json_writer.hpp"
#include "services/cli/reply_json.hpp"
#include "services/cli/terminal.hpp"
#include "services/cli/token_card.hpp"
#include "services/cli/verb.hpp"
#include "services/cli/verbs.hpp"

namespace ledger::cli {
namespace {

struct UpdateOptions : CommandOptions {
  std::string id;
  std::optional<std::string> name;
  std::vector<std::string> scopes;
  bool no_access = false;
};

Answer<ExitStatus> update(const UpdateOptions& options) {
  if (!options.name && options.scopes.empty() && !options.no_access) {
    return Failure{ExitStatus::usage, "Nothing to change: add --name, --scope or --no-access."};
  }
  const auto client = connect(options);
  if (!client) return client.error();
  std::string body;
  log::JsonWriter json(body);
  json.begin_object();
  if (options.name) json.key("name").text(*options.name);
  if (options.no_access || !options.scopes.empty()) {
    json.key("scopes").begin_array();
    for (const auto& scope : options.scopes) json.text(scope);
    json.end_array();
  }
  json.end_object();
  const auto reply = client->send(
      {boost::beast::http::verb::patch, token_path(options.id), body, key_of(options)});
  if (!reply) return reply.error();
  const auto token = json_of(*reply, client->server());
  if (!token) return token.error();
  if (options.json) return printed(reply->body + '\n');
  return printed(token_card(token->root(), now(), wants_colour(STDOUT_FILENO)));
}

}  // namespace

void add_token_update(CLI::App& token, int& status) {
  auto [app, options] =
      add_verb<UpdateOptions>(token, "update", "Change a token's name or scopes", update, status);
  app.add_option("ID", options.id, "tok_…")->required();
  app.add_option("--name", options.name, "Its new name")->type_name("NAME");
  auto* const scope =
      app.add_option("--scope", options.scopes,
                     "What it may do from now on, in place of all that it may; once for each")
          ->type_name("SCOPE")
          ->allow_extra_args(false);
  app.add_flag("--no-access", options.no_access, "Take all its scopes away")->excludes(scope);
  add_command_options(app, options);
}

}  // namespace ledger::cli
