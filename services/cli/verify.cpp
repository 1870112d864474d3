#include <unistd.h>

#include <CLI/CLI.hpp>

#include "events/log/json_writer.hpp"
#include "services/cli/credentials.hpp"
#include "services/cli/relative_time.hpp"
#include "services/cli/reply_json.hpp"
#include "services/cli/terminal.hpp"
#include "services/cli/token_card.hpp"
#include "services/cli/verb.hpp"
#include "services/cli/verbs.hpp"

namespace ledger::cli {
namespace {

struct VerifyOptions : CallOptions {
  std::vector<std::string> scopes;
};

std::string verdict_card(const JsonValue& verdict, bool in_colour) {
  Table table(in_colour);
  const auto line = [&table](const char* name, Cell value) {
    table.add({{name, Colour::bold}, std::move(value)});
  };
  if (verdict.is_true("/active")) {
    line("verdict", {"active", Colour::green});
    line("id", {verdict.text("/id")});
    line("name", {verdict.text("/name")});
    line("owner", {verdict.text("/owner")});
    line("scopes", {scopes_text(verdict.texts("/scopes"))});
    const auto expiry = verdict.text("/expires_at");
    line("expires", {relative_time(expiry, now()) + " (" + expiry + ')'});
    return table.render();
  }
  line("verdict", {"inactive", Colour::red});
  line("reason", {verdict.text("/reason")});
  const auto missing = verdict.texts("/missing_scopes");
  if (!missing.empty()) line("missing", {scopes_text(missing)});
  return table.render();
}

Answer<ExitStatus> verify(const VerifyOptions& options) {
  const auto client = connect(options);
  if (!client) return client.error();
  auto token = is_typed() ? ask_unseen("Token to verify (not shown): ") : read_line();
  if (!token || token_line(*token).empty()) {
    return Failure{ExitStatus::usage, "No token was given: write it to standard input."};
  }
  std::string body;
  body.reserve(4 * line_bytes_max);
  log::JsonWriter json(body);
  json.begin_object().key("token").text(token_line(*token)).key("scopes").begin_array();
  for (const auto& scope : options.scopes) json.text(scope);
  json.end_array().end_object();
  wipe(*token);
  const auto reply = client->ask("/v1/verify", std::move(body));
  if (!reply) return reply.error();
  const auto verdict = json_of(*reply, client->server());
  if (!verdict) return verdict.error();
  const auto shown = options.json ? reply->body + '\n'
                                  : verdict_card(verdict->root(), wants_colour(STDOUT_FILENO));
  const auto said = printed(shown);
  if (!said) return said;
  return verdict->root().is_true("/active") ? ExitStatus::ok : ExitStatus::inactive;
}

}  // namespace

void add_verify(CLI::App& program, int& status) {
  auto [app, options] = add_verb<VerifyOptions>(
      program, "verify", "Ask whether the token on standard input is good; status 6: it is not",
      verify, status);
  app.add_option("--scope", options.scopes, "What it must be allowed to do; once for each")
      ->type_name("SCOPE")
      ->allow_extra_args(false);
  add_call_options(app, options);
}

}  // namespace ledger::cli
