#include <CLI/CLI.hpp>

#include "services/cli/expiry_options.hpp"
#include "services/cli/secret_answer.hpp"
#include "services/cli/verb.hpp"
#include "services/cli/verbs.hpp"

namespace ledger::cli {
namespace {

struct CreateOptions : CommandOptions {
  std::string name;
  std::vector<std::string> scopes;
  std::string owner;
  ExpiryOptions expiry;
};

Answer<ExitStatus> create(const CreateOptions& options) {
  const auto client = connect(options);
  if (!client) return client.error();
  std::string body;
  log::JsonWriter json(body);
  json.begin_object().key("name").text(options.name).key("scopes").begin_array();
  for (const auto& scope : options.scopes) json.text(scope);
  json.end_array();
  if (!options.owner.empty()) json.key("owner").text(options.owner);
  write_expiry(json, options.expiry);
  json.end_object();
  const auto reply =
      client->send({boost::beast::http::verb::post, "/v1/tokens", body, key_of(options)});
  if (!reply) return reply.error();
  return print_secret(*reply, client->server(), options.json);
}

}  // namespace

void add_token_create(CLI::App& token, int& status) {
  auto [app, options] = add_verb<CreateOptions>(
      token, "create", "Make a token; its secret goes to standard output", create, status);
  app.add_option("NAME", options.name, "For people: 1 to 100 characters")->required();
  app.add_option("--scope", options.scopes,
                 "What it may do, such as repo:read; once for each [none: No Access]")
      ->type_name("SCOPE")
      ->allow_extra_args(false);
  app.add_option("--owner", options.owner, "Whom it acts for; operators must say it [the caller's]")
      ->type_name("OWNER");
  add_expiry_options(app, options.expiry);
  add_command_options(app, options);
}

}  // namespace ledger::cli
