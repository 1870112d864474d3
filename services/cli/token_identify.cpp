#include <unistd.h>

#include <CLI/CLI.hpp>

#include "events/log/json_writer.hpp"
#include "services/cli/credentials.hpp"
#include "services/cli/reply_json.hpp"
#include "services/cli/terminal.hpp"
#include "services/cli/terminal_text.hpp"
#include "services/cli/token_card.hpp"
#include "services/cli/verb.hpp"
#include "services/cli/verbs.hpp"

namespace ledger::cli {
namespace {

struct IdentifyOptions : CallOptions {
  std::string digest;
};

std::string shown(const JsonValue& found, bool in_colour) {
  std::string text = found.is_true("/current") ? "Its current secret" : "An old secret of it";
  const auto until = found.text("/overlap_until");
  if (!until.empty()) text += ", with an overlap until " + printable(until);
  const auto died = found.number("/died_position");
  if (died) text += ", ended at position " + std::to_string(*died);
  const auto token = found.at("/token");
  if (!token) return text + ".\n";
  return text + ".\n" + token_card(*token, now(), in_colour);
}

Answer<std::string> question(const IdentifyOptions& options) {
  std::string body;
  body.reserve(4 * line_bytes_max);
  log::JsonWriter json(body);
  if (!options.digest.empty()) {
    json.begin_object().key("digest").text(options.digest).end_object();
    return body;
  }
  auto token = is_typed() ? ask_unseen("Token to identify (not shown): ") : read_line();
  if (!token || token_line(*token).empty()) {
    return Failure{ExitStatus::usage, "No token was given: write it to standard input."};
  }
  json.begin_object().key("token").text(token_line(*token)).end_object();
  wipe(*token);
  return body;
}

Answer<ExitStatus> identify(const IdentifyOptions& options) {
  const auto client = connect(options);
  if (!client) return client.error();
  auto body = question(options);
  if (!body) return body.error();
  const auto reply = client->ask("/v1/identify", *std::move(body));
  if (!reply) return reply.error();
  const auto json = json_of(*reply, client->server());
  if (!json) return json.error();
  const auto found = json->root();
  const bool is_known = found.is_true("/known");
  if (options.json) {
    const auto said = printed(reply->body + '\n');
    return said && !is_known ? Answer<ExitStatus>(ExitStatus::refused) : said;
  }
  if (is_known) return printed(shown(found, wants_colour(STDOUT_FILENO)));
  return Failure{ExitStatus::refused,
                 "No token here has or had that secret; or it ended more than a year ago."};
}

}  // namespace

void add_token_identify(CLI::App& token, int& status) {
  auto [app, options] = add_verb<IdentifyOptions>(
      token, "identify", "Whose the token on standard input is or was (operators)", identify,
      status);
  app.add_option("--digest", options.digest, "The SHA-256 of a token instead")->type_name("HEX");
  add_call_options(app, options);
}

}  // namespace ledger::cli
