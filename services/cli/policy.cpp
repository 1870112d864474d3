#include <unistd.h>

#include <CLI/CLI.hpp>

#include "services/cli/duration.hpp"
#include "services/cli/relative_time.hpp"
#include "services/cli/reply_json.hpp"
#include "services/cli/table.hpp"
#include "services/cli/terminal.hpp"
#include "services/cli/token_card.hpp"
#include "services/cli/verb.hpp"
#include "services/cli/verbs.hpp"

namespace ledger::cli {
namespace {

std::string shown(const JsonValue& policy, bool in_colour) {
  Table facts(in_colour);
  const auto line = [&facts](const char* name, std::string value) {
    facts.add({{name, Colour::bold}, {std::move(value)}});
  };
  const auto duration = [&policy](const char* pointer) {
    return duration_text(std::chrono::seconds(policy.number(pointer).value_or(0)));
  };
  line("default lifetime", duration("/lifetime_default"));
  line("longest lifetime", duration("/lifetime_max"));
  line("longest overlap", duration("/overlap_max"));
  const auto latest = policy.text("/expires_at_max");
  line("latest expiry", relative_time(latest, now()) + " (" + latest + ')');
  auto text = facts.render();
  const auto catalogue = policy.elements("/catalogue");
  if (catalogue.empty()) return text;
  Table scopes(in_colour);
  scopes.add({{"SCOPE", Colour::bold},
              {"GROUP", Colour::bold},
              {"TITLE", Colour::bold},
              {"DESCRIPTION", Colour::bold}});
  for (const auto& entry : catalogue) {
    scopes.add({{entry.text("/scope")},
                {entry.text("/group")},
                {entry.text("/title")},
                {entry.text("/description")}});
  }
  return text + '\n' + scopes.render();
}

Answer<ExitStatus> policy(const CallOptions& options) {
  const auto client = connect(options);
  if (!client) return client.error();
  const auto reply = client->get("/v1/policy");
  if (!reply) return reply.error();
  const auto json = json_of(*reply, client->server());
  if (!json) return json.error();
  return printed(options.json ? reply->body + '\n'
                              : shown(json->root(), wants_colour(STDOUT_FILENO)));
}

}  // namespace

void add_policy(CLI::App& program, int& status) {
  auto [app, options] = add_verb<CallOptions>(
      program, "policy", "How long tokens may live here, and which scopes there are", policy,
      status);
  add_call_options(app, options);
}

}  // namespace ledger::cli
