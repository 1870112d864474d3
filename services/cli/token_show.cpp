#include <unistd.h>

#include <CLI/CLI.hpp>

#include "services/cli/reply_json.hpp"
#include "services/cli/terminal.hpp"
#include "services/cli/token_card.hpp"
#include "services/cli/verb.hpp"
#include "services/cli/verbs.hpp"

namespace ledger::cli {
namespace {

struct ShowOptions : CallOptions {
  std::string id;
};

Answer<ExitStatus> print_token(const ShowOptions& options, const std::string& target) {
  const auto client = connect(options);
  if (!client) return client.error();
  const auto reply = client->get(target);
  if (!reply) return reply.error();
  const auto json = json_of(*reply, client->server());
  if (!json) return json.error();
  if (options.json) return printed(reply->body + '\n');
  return printed(token_card(json->root(), now(), wants_colour(STDOUT_FILENO)));
}

Answer<ExitStatus> show(const ShowOptions& options) {
  return print_token(options, token_path(options.id));
}

Answer<ExitStatus> whoami(const ShowOptions& options) { return print_token(options, "/v1/self"); }

}  // namespace

std::string token_path(const std::string& id) { return "/v1/tokens/" + percent_encode(id); }

void add_token_show(CLI::App& token, int& status) {
  auto [app, options] = add_verb<ShowOptions>(token, "show", "Show a token", show, status);
  app.add_option("ID", options.id, "tok_…")->required();
  add_call_options(app, options);
}

void add_whoami(CLI::App& program, int& status) {
  auto [app, options] =
      add_verb<ShowOptions>(program, "whoami", "Show the token that calls", whoami, status);
  add_call_options(app, options);
}

}  // namespace ledger::cli
