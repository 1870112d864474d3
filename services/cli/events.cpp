#include <algorithm>
#include <thread>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "services/cli/event_row.hpp"
#include "services/cli/reply_json.hpp"
#include "services/cli/terminal.hpp"
#include "services/cli/token_card.hpp"
#include "services/cli/verb.hpp"
#include "services/cli/verbs.hpp"

namespace ledger::cli {
namespace {

constexpr unsigned page_limit = 1000;
constexpr std::chrono::seconds retry_pause{1};

struct EventsOptions : CallOptions {
  std::uint64_t from = 0;
  std::vector<std::string> types;
  std::string owner;
  std::string token;
  bool follow = false;
};

/// Prints the feed from a position on, one event a line.
class Feed {
 public:
  Feed(const EventsOptions& options, Client client)
      : options_(options), client_(std::move(client)), table_(wants_colour(STDOUT_FILENO)) {
    if (options.from > 0) after_ = options.from - 1;
  }

  Answer<ExitStatus> run() {
    for (;;) {
      auto more = page();
      if (!more && options_.follow && more.error().status == ExitStatus::unavailable) {
        if (!std::exchange(told_, true)) note(more.error().text + "\nTrying again.\n");
        std::this_thread::sleep_for(retry_pause);
        continue;
      }
      if (!more) return more.error();
      told_ = false;
      if (*more) continue;
      if (!options_.follow) break;
      if (wait() == 0) std::this_thread::sleep_for(retry_pause);
    }
    if (count_ == 0 && !options_.json) note("There are none.\n");
    return ExitStatus::ok;
  }

 private:
  /// Seconds: the server answers well before this program gives up.
  unsigned wait() const { return std::min(options_.timeout_s / 2, 60U); }

  std::string target() const {
    std::string target = "/v1/events?limit=" + std::to_string(page_limit);
    if (after_) target += "&after=" + std::to_string(*after_);
    if (options_.follow) target += "&wait=" + std::to_string(wait());
    for (const auto& type : options_.types) target += "&type=" + percent_encode(type);
    if (!options_.owner.empty()) target += "&owner=" + percent_encode(options_.owner);
    if (!options_.token.empty()) target += "&token=" + percent_encode(options_.token);
    return target;
  }

  /// Whether there is more to read now.
  Answer<bool> page() {
    const auto reply = client_.get(target());
    if (!reply) return reply.error();
    const auto json = json_of(*reply, client_.server());
    if (!json) return json.error();
    std::string lines;
    for (const auto& item : json->root().elements("/events")) {
      if (count_++ == 0) table_.add(header());
      if (options_.json) {
        lines += item.raw() + '\n';
      } else {
        table_.add(row(item));
      }
    }
    const auto shown = printed(options_.json ? lines : table_.render());
    if (!shown) return shown.error();
    if (const auto last = json->root().number("/last_position")) after_ = last;
    return json->root().is_true("/more");
  }

  static Row header() {
    auto row = event_header();
    row.insert(row.begin(), {"POSITION", Colour::bold});
    row.insert(row.begin() + 4, {"ABOUT", Colour::bold});
    return row;
  }
  static Row row(const JsonValue& item) {
    const auto event = item.at("/event");
    if (!event) return {};
    auto row = event_row(*event, now());
    row.insert(row.begin(), {std::to_string(item.number("/position").value_or(0))});
    row.insert(row.begin() + 4, {event->text("/subject")});
    return row;
  }

  const EventsOptions& options_;
  Client client_;
  Table table_;
  std::optional<std::uint64_t> after_;
  std::size_t count_ = 0;
  bool told_ = false;
};

Answer<ExitStatus> events(const EventsOptions& options) {
  auto client = connect(options);
  if (!client) return client.error();
  return Feed(options, *std::move(client)).run();
}

}  // namespace

void add_events(CLI::App& program, int& status) {
  auto [app, options] = add_verb<EventsOptions>(
      program, "events", "What happened in the ledger, oldest first (ledger:audit)", events,
      status);
  add_call_options(app, options);
  app.add_option("--from", options.from, "The position to begin at [0]")->type_name("POSITION");
  app.add_option("--type", options.types, "Only events of this type, token.deleted; repeatable")
      ->type_name("TYPE");
  app.add_option("--owner", options.owner, "Only what concerns this owner")->type_name("OWNER");
  app.add_option("--token", options.token, "Only what concerns this token")->type_name("ID");
  app.add_flag("--follow", options.follow, "Go on with what comes, until interrupted");
}

}  // namespace ledger::cli
