#include <CLI/CLI.hpp>

#include "services/cli/reply_json.hpp"
#include "services/cli/terminal.hpp"
#include "services/cli/terminal_text.hpp"
#include "services/cli/verb.hpp"
#include "services/cli/verbs.hpp"

namespace ledger::cli {
namespace {

struct OwnerOptions : CommandOptions {
  std::string owner;
  bool yes = false;
};

/// Sends it and gives what to say; with `--json` the server's answer is printed, too.
Answer<Json> change(const OwnerOptions& options, const std::string& what, bool may_end_caller) {
  const auto client = connect(options);
  if (!client) return client.error();
  const auto path = "/v1/owners/" + percent_encode(options.owner) + '/' + what;
  const auto reply =
      client->send({boost::beast::http::verb::post, path, {}, key_of(options), may_end_caller});
  if (!reply) return reply.error();
  auto json = json_of(*reply, client->server());
  if (!json) return json.error();
  if (options.json) {
    if (const auto said = printed(reply->body + '\n'); !said) return said.error();
  }
  return json;
}

ExitStatus done(const OwnerOptions& options, const std::string& text) {
  if (!options.json) note(text + ".\n");
  return ExitStatus::ok;
}

std::string named(const JsonValue& owner) { return printable(owner.text("/owner")); }

std::string counted(const JsonValue& owner) {
  const auto tokens = owner.number("/tokens").value_or(0);
  return named(owner) + ": " + std::to_string(tokens) + (tokens == 1 ? " token" : " tokens");
}

struct ShowOptions : CallOptions {
  std::string owner;
};

Answer<ExitStatus> show(const ShowOptions& options) {
  const auto client = connect(options);
  if (!client) return client.error();
  const auto reply = client->get("/v1/owners/" + percent_encode(options.owner));
  if (!reply) return reply.error();
  const auto json = json_of(*reply, client->server());
  if (!json) return json.error();
  if (options.json) return printed(reply->body + '\n');
  const auto owner = json->root();
  return printed(counted(owner) + (owner.is_true("/suspended") ? ", suspended\n" : "\n"));
}

Answer<ExitStatus> suspend(const OwnerOptions& options) {
  const auto owner = change(options, "suspend", false);
  if (!owner) return owner.error();
  const auto root = owner->root();
  const bool has_tokens = root.number("/tokens").value_or(0) > 0;
  if (root.is_true("/suspended") && has_tokens) return done(options, "Suspended " + counted(root));
  // A name that was mistyped shows.
  if (root.is_true("/suspended")) {
    return done(options, "Suspended " + named(root) + ", who has no token that lives");
  }
  return Failure{ExitStatus::refused, named(root) + " is not suspended: it was resumed since."};
}

Answer<ExitStatus> resume(const OwnerOptions& options) {
  const auto owner = change(options, "resume", false);
  if (!owner) return owner.error();
  return done(options, "Resumed " + counted(owner->root()));
}

Answer<ExitStatus> revoke(const OwnerOptions& options) {
  const auto question = "Revoke every token of " + printable(options.owner) + ", for ever?";
  if (const auto go_on = agreed(options.yes, question); !go_on) return go_on.error();
  const auto owner = change(options, "revoke-tokens", true);
  if (!owner) return owner.error();
  return done(options, named(owner->root()) + " has no tokens left that work");
}

Verb<OwnerOptions> add_owner_verb(CLI::App& owner, const std::string& name, const std::string& what,
                                  Answer<ExitStatus> (*run)(const OwnerOptions&), int& status) {
  const auto verb = add_verb<OwnerOptions>(owner, name, what, run, status);
  verb.app.add_option("OWNER", verb.options.owner, "Whom the tokens act for")->required();
  add_command_options(verb.app, verb.options);
  return verb;
}

}  // namespace

void add_owner_show(CLI::App& owner, int& status) {
  auto [app, options] = add_verb<ShowOptions>(
      owner, "show", "How many tokens an owner has that are not revoked, and whether suspended",
      show, status);
  app.add_option("OWNER", options.owner, "Whom the tokens act for")->required();
  add_call_options(app, options);
}

void add_owner_suspend(CLI::App& owner, int& status) {
  static_cast<void>(add_owner_verb(
      owner, "suspend", "Refuse all tokens of an owner until it is resumed", suspend, status));
}

void add_owner_resume(CLI::App& owner, int& status) {
  static_cast<void>(
      add_owner_verb(owner, "resume", "Let a suspended owner's tokens work again", resume, status));
}

void add_owner_revoke_tokens(CLI::App& owner, int& status) {
  const auto verb = add_owner_verb(owner, "revoke-tokens", "End every token of an owner for ever",
                                   revoke, status);
  add_yes(verb.app, verb.options.yes);
}

}  // namespace ledger::cli
