#include <CLI/CLI.hpp>

#include "services/cli/duration.hpp"
#include "services/cli/expiry_options.hpp"
#include "services/cli/secret_answer.hpp"
#include "services/cli/verb.hpp"
#include "services/cli/verbs.hpp"

namespace ledger::cli {
namespace {

struct RegenerateOptions : CommandOptions {
  std::string id;
  ExpiryOptions expiry;
  std::string overlap;
};

Answer<ExitStatus> regenerate(const RegenerateOptions& options) {
  const auto client = connect(options);
  if (!client) return client.error();
  std::string body;
  log::JsonWriter json(body);
  json.begin_object();
  write_expiry(json, options.expiry);
  if (const auto overlap = parse_duration(options.overlap)) {
    json.key("overlap").number(static_cast<std::uint64_t>(overlap->count()));
  }
  json.end_object();
  const auto reply =
      client->send({boost::beast::http::verb::post, token_path(options.id) + "/regenerate", body,
                    key_of(options), true});
  if (!reply) return reply.error();
  return print_secret(*reply, client->server(), options.json);
}

}  // namespace

void add_token_regenerate(CLI::App& token, int& status) {
  auto [app, options] = add_verb<RegenerateOptions>(
      token, "regenerate",
      "Give a token a new secret and expiry; the secret goes to standard output", regenerate,
      status);
  app.add_option("ID", options.id, "tok_…")->required();
  add_expiry_options(app, options.expiry);
  app.add_option("--overlap", options.overlap,
                 "For how long the old secret stays good beside it, such as 1h [not at all]")
      ->check(CLI::Validator(duration_check(0), ""))
      ->type_name("DURATION");
  add_command_options(app, options);
}

}  // namespace ledger::cli
