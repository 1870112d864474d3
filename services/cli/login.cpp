#include <unistd.h>

#include <CLI/CLI.hpp>

#include "services/cli/credentials.hpp"
#include "services/cli/reply_json.hpp"
#include "services/cli/terminal.hpp"
#include "services/cli/token_card.hpp"
#include "services/cli/verb.hpp"
#include "services/cli/verbs.hpp"

namespace ledger::cli {
namespace {

struct LoginOptions {
  std::string server;
  std::string token_file;
  unsigned timeout_s = 30;
  bool json = false;
};

Answer<ServerAddress> server_of(const LoginOptions& options) {
  const auto named = named_server(options.server);
  if (!named) return named.error();
  if (*named) return **named;
  const auto asked =
      is_interactive() ? ask("Server, such as http://127.0.0.1:8080: ") : std::nullopt;
  if (!asked) return Failure{ExitStatus::usage, "No server is named: tokenledger login URL"};
  const auto server = named_server(*asked);
  if (!server) return server.error();
  return **server;
}

Answer<token::TokenSecret> token_of(const LoginOptions& options) {
  if (!options.token_file.empty()) return read_token_file(options.token_file);
  auto text = is_typed() ? ask_unseen("Token (not shown): ") : read_line();
  const auto token = text ? token::TokenSecret::parse(token_line(*text)) : std::nullopt;
  if (text) wipe(*text);
  if (token) return *token;
  return Failure{
      ExitStatus::usage,
      "What was read is no token. It is `tl_` and 49 letters and digits, as it was shown "
      "when it was made."};
}

Answer<ExitStatus> log_in(const LoginOptions& options) {
  const auto server = server_of(options);
  if (!server) return server.error();
  if (!server->is_tls && !server->is_loopback()) {
    note("tokenledger: " + server->text() +
         " is not encrypted: whoever is on the way can read "
         "the token. Use https:// where it is to be had.\n");
  }
  const auto token = token_of(options);
  if (!token) return token.error();
  const Client client(*server, *token, std::chrono::seconds(options.timeout_s));
  const auto reply = client.get("/v1/self");
  if (!reply) return reply.error();
  const auto self = json_of(*reply, *server);
  if (!self) return self.error();
  const auto path = write_login({*server, *token});
  if (!path) return path.error();
  if (options.json) {
    if (const auto said = printed(reply->body + '\n'); !said) return said;
  } else {
    note(token_card(self->root(), now(), wants_colour(STDERR_FILENO)));
  }
  note("Logged in to " + server->text() + "; written to " + path->string() + '\n');
  return ExitStatus::ok;
}

}  // namespace

void add_login(CLI::App& program, int& status) {
  auto [app, options] = add_verb<LoginOptions>(
      program, "login",
      "Keep a server and a token for later calls; the token comes from standard input", log_in,
      status);
  app.add_option("URL,--server", options.server, "The server [TOKENLEDGER_SERVER, or asked]")
      ->type_name("URL");
  app.add_option("--token-file", options.token_file, "File with the token [standard input]")
      ->type_name("FILE");
  app.add_option("--timeout", options.timeout_s, "Seconds to wait for an answer [30]")
      ->check(CLI::Range(1U, 600U))
      ->type_name("SECONDS");
  app.add_flag("--json", options.json, "Print the server's JSON of whom the token is");
}

}  // namespace ledger::cli
