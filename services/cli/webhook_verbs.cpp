#include <CLI/CLI.hpp>

#include "services/cli/duration.hpp"
#include "services/cli/expiry_options.hpp"
#include "services/cli/pages.hpp"
#include "services/cli/reply_json.hpp"
#include "services/cli/terminal.hpp"
#include "services/cli/terminal_text.hpp"
#include "services/cli/verbs.hpp"

namespace ledger::cli {
namespace {

using boost::beast::http::verb;

std::string webhook_path(const std::string& id) { return "/v1/webhooks/" + percent_encode(id); }

std::string line(const std::string& name, const std::string& value) {
  return value.empty() ? std::string() : name + std::string(14 - name.size(), ' ') + value + '\n';
}

std::string number_of(const JsonValue& value, std::string_view pointer) {
  const auto number = value.number(pointer);
  return number ? std::to_string(*number) : std::string();
}

std::string types_text(const JsonValue& webhook) {
  std::string text;
  for (const auto& type : webhook.texts("/types")) text += (text.empty() ? "" : " ") + type;
  return printable(text.empty() ? "all" : text);
}

std::string card(const JsonValue& webhook) {
  std::string text = line("id", printable(webhook.text("/id")));
  text += line("url", printable(webhook.text("/url")));
  text += line("feed", printable(webhook.text("/feed"))) + line("types", types_text(webhook));
  text += line("owners", printable(webhook.text("/owners")));
  text += line("status", printable(webhook.text("/status")));
  text += line("public key", printable(webhook.text("/public_key")));
  text += line("old secret", printable(webhook.text("/old_secret_until")));
  text += line("told through", number_of(webhook, "/delivery/through"));
  text += line("waiting", number_of(webhook, "/delivery/waiting"));
  text += line("dead letters", number_of(webhook, "/delivery/dead_letters"));
  text += line("delivered", printable(webhook.text("/delivery/delivered_at")));
  text += line("failed", printable(webhook.text("/delivery/failed_at")));
  return text + line("why", printable(webhook.text("/delivery/failed_why")));
}

/// The secret on standard output, all else on standard error; without one the card is the result.
Answer<ExitStatus> shown(const Reply& reply, const ServerAddress& server, bool as_json) {
  const auto json = json_of(reply, server);
  if (!json) return json.error();
  const auto webhook = json->root();
  if (as_json) return printed(reply.body + '\n');
  const auto secret = printable(webhook.text("/secret"));
  if (secret.empty()) return printed(card(webhook));
  if (!print(secret + '\n')) {
    return Failure{ExitStatus::refused,
                   "The secret could not be written to standard output, and is lost. The webhook "
                   "is " +
                       printable(webhook.text("/id")) + ": rotate its secret."};
  }
  note(card(webhook) + "Its secret stands on standard output, and is never shown again.\n");
  return ExitStatus::ok;
}

struct AddOptions : CommandOptions {
  std::string url;
  std::string feed;
  std::vector<std::string> types;
  std::string owners;
  bool is_ed25519 = false;
  std::optional<std::uint64_t> after;
};

Answer<ExitStatus> add(const AddOptions& options) {
  const auto client = connect(options);
  if (!client) return client.error();
  std::string body;
  log::JsonWriter json(body);
  json.begin_object().key("url").text(options.url);
  if (!options.feed.empty()) json.key("feed").text(options.feed);
  if (!options.types.empty()) {
    json.key("types").begin_array();
    for (const auto& type : options.types) json.text(type);
    json.end_array();
  }
  if (!options.owners.empty()) json.key("owners").text(options.owners);
  if (options.is_ed25519) json.key("signing").text("ed25519");
  if (options.after) json.key("after").number(*options.after);
  json.end_object();
  const auto reply = client->send({verb::post, "/v1/webhooks", body, key_of(options), false});
  if (!reply) return reply.error();
  return shown(*reply, client->server(), options.json);
}

Answer<ExitStatus> list(const CallOptions& options) {
  const auto client = connect(options);
  if (!client) return client.error();
  const auto reply = client->get("/v1/webhooks");
  if (!reply) return reply.error();
  const auto json = json_of(*reply, client->server());
  if (!json) return json.error();
  if (options.json) return printed(reply->body + '\n');
  Table table(wants_colour(1));
  Row header;
  for (const char* name : {"ID", "STATUS", "FEED", "TYPES", "OWNERS", "WAITING", "DEAD", "URL"}) {
    header.push_back({name, Colour::bold});
  }
  table.add(std::move(header));
  for (const auto& webhook : json->root().elements("/webhooks")) {
    table.add({{webhook.text("/id")},
               {webhook.text("/status")},
               {webhook.text("/feed")},
               {types_text(webhook)},
               {webhook.text("/owners")},
               {number_of(webhook, "/delivery/waiting")},
               {number_of(webhook, "/delivery/dead_letters")},
               {webhook.text("/url")}});
  }
  return printed(table.render());
}

struct OneOptions : CallOptions {
  std::string id;
};

Answer<ExitStatus> show(const OneOptions& options) {
  const auto client = connect(options);
  if (!client) return client.error();
  const auto reply = client->get(webhook_path(options.id));
  if (!reply) return reply.error();
  return shown(*reply, client->server(), options.json);
}

Answer<ExitStatus> test(const OneOptions& options) {
  const auto client = connect(options);
  if (!client) return client.error();
  const auto reply = client->ask(webhook_path(options.id) + "/test", {});
  if (!reply) return reply.error();
  const auto json = json_of(*reply, client->server());
  if (!json) return json.error();
  const auto outcome = json->root();
  const bool is_delivered = outcome.is_true("/delivered");
  if (options.json) {
    if (const auto said = printed(reply->body + '\n'); !said) return said.error();
    return is_delivered ? ExitStatus::ok : ExitStatus::refused;
  }
  if (is_delivered) return printed("delivered " + printable(outcome.text("/message_id")) + '\n');
  return Failure{ExitStatus::refused, "Not delivered: " + printable(outcome.text("/why")) + "."};
}

struct ChangeOptions : CommandOptions {
  std::string id;
  std::optional<std::uint64_t> after;
  std::string overlap;
  std::string letter;
  bool yes = false;
};

Answer<ExitStatus> change(const ChangeOptions& options, const std::string& what, std::string body) {
  const auto client = connect(options);
  if (!client) return client.error();
  const auto reply = client->send(
      {verb::post, webhook_path(options.id) + what, std::move(body), key_of(options), false});
  if (!reply) return reply.error();
  return shown(*reply, client->server(), options.json);
}

Answer<ExitStatus> pause(const ChangeOptions& options) { return change(options, "/pause", {}); }

Answer<ExitStatus> resume(const ChangeOptions& options) {
  return change(options, "/resume",
                options.after ? "{\"after\":" + std::to_string(*options.after) + "}" : "");
}

Answer<ExitStatus> rotate(const ChangeOptions& options) {
  const auto overlap = parse_duration(options.overlap);
  return change(options, "/rotate-secret",
                overlap ? "{\"overlap\":" + std::to_string(overlap->count()) + "}" : "");
}

Answer<ExitStatus> resend(const ChangeOptions& options) {
  const auto client = connect(options);
  if (!client) return client.error();
  std::string body;
  if (!options.letter.empty()) {
    log::JsonWriter(body).begin_object().key("letter").text(options.letter).end_object();
  }
  const auto path = webhook_path(options.id) + "/dead-letters/resend";
  const auto reply = client->send({verb::post, path, body, key_of(options), false});
  if (!reply) return reply.error();
  const auto json = json_of(*reply, client->server());
  if (!json) return json.error();
  if (options.json) return printed(reply->body + '\n');
  return printed(number_of(json->root(), "/resent") + " sent again\n");
}

Answer<ExitStatus> remove(const ChangeOptions& options) {
  const auto question = "Delete webhook " + printable(options.id) + ", for ever?";
  if (const auto go_on = agreed(options.yes, question); !go_on) return go_on.error();
  const auto client = connect(options);
  if (!client) return client.error();
  const auto reply =
      client->send({verb::delete_, webhook_path(options.id), {}, key_of(options), false});
  if (!reply) return reply.error();
  if (!options.json) note("Deleted " + printable(options.id) + ".\n");
  return ExitStatus::ok;
}

struct LettersOptions : PageOptions {
  std::string id;
};

Answer<ExitStatus> letters(const LettersOptions& options) {
  Pages pages;
  pages.path = webhook_path(options.id) + "/dead-letters";
  pages.member = "dead_letters";
  for (const char* name : {"LETTER", "TYPE", "TRIES", "GIVEN UP", "WHY"}) {
    pages.header.push_back({name, Colour::bold});
  }
  pages.row = [](const JsonValue& letter) -> Row {
    return {{letter.text("/letter")},
            {letter.text("/type")},
            {number_of(letter, "/tries")},
            {letter.text("/given_up_at")},
            {letter.text("/why")}};
  };
  return print_pages(options, pages);
}

void add_registration(CLI::App& webhook, int& status) {
  auto [app, options] = add_verb<AddOptions>(
      webhook, "add", "Register a webhook; its secret goes to standard output", add, status);
  app.add_option("URL", options.url, "https://…")->required();
  app.add_option("--feed", options.feed, "Which feed it is told [events]")
      ->check(CLI::IsMember({"events", "revocations"}));
  app.add_option("--type", options.types, "Only what is of this type; repeat it for several [all]")
      ->type_name("TYPE");
  app.add_option("--owners", options.owners,
                 "Only what concerns this owner, or those that begin so: team-* [all]")
      ->type_name("PATTERN");
  app.add_flag("--ed25519", options.is_ed25519, "Sign by a key pair, not by a shared secret");
  app.add_option("--after", options.after, "From behind this position of the log on [from now on]")
      ->type_name("POSITION");
  add_command_options(app, options);
}

Verb<ChangeOptions> add_change(CLI::App& webhook, const std::string& name, const std::string& what,
                               Answer<ExitStatus> (*run)(const ChangeOptions&), int& status) {
  const auto verb = add_verb<ChangeOptions>(webhook, name, what, run, status);
  verb.app.add_option("ID", verb.options.id, "wh_…")->required();
  add_command_options(verb.app, verb.options);
  return verb;
}

void add_one(CLI::App& webhook, const std::string& name, const std::string& what,
             Answer<ExitStatus> (*run)(const OneOptions&), int& status) {
  auto [app, options] = add_verb<OneOptions>(webhook, name, what, run, status);
  app.add_option("ID", options.id, "wh_…")->required();
  add_call_options(app, options);
}

}  // namespace

void add_webhook(CLI::App& program, int& status) {
  auto& webhook = *program.add_subcommand("webhook", "Where events go by themselves");
  webhook.require_subcommand(1);
  add_registration(webhook, status);
  auto [listing, list_options] =
      add_verb<CallOptions>(webhook, "list", "List webhooks", list, status);
  add_call_options(listing, list_options);
  add_one(webhook, "show", "Show a webhook, and how it stands", show, status);
  add_one(webhook, "test", "Send it a test message, and say what came of that", test, status);
  std::ignore = add_change(webhook, "pause", "Deliver nothing until it is resumed", pause, status);
  auto resuming = add_change(webhook, "resume", "Deliver again", resume, status);
  resuming.app
      .add_option("--after", resuming.options.after,
                  "From behind this position of the log on [from where it was]")
      ->type_name("POSITION");
  auto rotating = add_change(webhook, "rotate-secret",
                             "Sign by another secret; it goes to standard output", rotate, status);
  rotating.app
      .add_option("--overlap", rotating.options.overlap,
                  "For how long the old one signs as well, such as 1h [not at all]")
      ->check(CLI::Validator(duration_check(0), ""))
      ->type_name("DURATION");
  auto [dead, dead_options] = add_verb<LettersOptions>(
      webhook, "dead-letters", "Messages that were given up", letters, status);
  dead.add_option("ID", dead_options.id, "wh_…")->required();
  add_page_options(dead, dead_options);
  auto resending = add_change(webhook, "resend", "Send again what was given up", resend, status);
  resending.app
      .add_option("--letter", resending.options.letter,
                  "Only this one, as dead-letters names it [all]")
      ->type_name("LETTER");
  auto deleting = add_change(webhook, "delete", "End a webhook for ever", remove, status);
  add_yes(deleting.app, deleting.options.yes);
}

}  // namespace ledger::cli
