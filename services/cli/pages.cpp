#include "services/cli/pages.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>

#include "services/cli/reply_json.hpp"
#include "services/cli/terminal.hpp"

namespace ledger::cli {
namespace {

constexpr unsigned limit_max = 100;

std::string target_of(const PageOptions& options, const Pages& pages, const std::string& cursor) {
  auto target = pages.path;
  auto add = [&target, mark = '?'](const std::string& name, const std::string& value) mutable {
    if (value.empty()) return;
    target += mark + name + '=' + percent_encode(value);
    mark = '&';
  };
  for (const auto& [name, value] : pages.parameters) add(name, value);
  if (options.limit) {
    add("limit", std::to_string(*options.limit));
  } else if (options.all) {
    add("limit", std::to_string(limit_max));
  }
  add("cursor", cursor);
  return target;
}

/// Prints what pages bring, one after another.
class Printer {
 public:
  Printer(const PageOptions& options, const Pages& pages)
      : options_(options), pages_(pages), table_(wants_colour(STDOUT_FILENO)) {}

  [[nodiscard]] Answer<ExitStatus> page(const std::string& body, const JsonValue& answer) {
    if (!options_.json) return rows(answer);
    if (!options_.all) return printed(body + '\n');
    std::string text;
    for (const auto& element : answer.elements('/' + pages_.member)) {
      text += count_++ == 0 ? "{\"" + pages_.member + "\":[" : ",";
      text += element.raw();
    }
    return printed(text);
  }

  [[nodiscard]] Answer<ExitStatus> end(const std::string& next_cursor) {
    if (options_.json && options_.all) {
      return printed((count_ == 0 ? "{\"" + pages_.member + "\":[" : "") +
                     std::string("],\"next_cursor\":null}\n"));
    }
    if (!options_.json && !next_cursor.empty()) {
      note("There are more: add --all, or --cursor " + printable(next_cursor) + '\n');
    } else if (!options_.json && count_ == 0) {
      note("There are none.\n");
    }
    return ExitStatus::ok;
  }

 private:
  Answer<ExitStatus> rows(const JsonValue& answer) {
    for (const auto& element : answer.elements('/' + pages_.member)) {
      if (count_++ == 0) table_.add(pages_.header);
      table_.add(pages_.row(element));
    }
    return printed(table_.render());
  }

  const PageOptions& options_;
  const Pages& pages_;
  Table table_;
  std::size_t count_ = 0;
};

}  // namespace

void add_page_options(CLI::App& verb, PageOptions& options) {
  add_call_options(verb, options);
  verb.add_option("--limit", options.limit, "Rows of a page, 1 to 100 [25]")
      ->check(CLI::Range(1U, limit_max))
      ->type_name("N");
  auto* const cursor =
      verb.add_option("--cursor", options.cursor, "Where the page before ended")->type_name("TEXT");
  verb.add_flag("--all", options.all, "Every page")->excludes(cursor);
}

Answer<ExitStatus> print_pages(const PageOptions& options, const Pages& pages) {
  const auto client = connect(options);
  if (!client) return client.error();
  Printer printer(options, pages);
  std::string cursor = options.cursor;
  do {
    const auto reply = client->get(target_of(options, pages, cursor));
    if (!reply) return reply.error();
    const auto json = json_of(*reply, client->server());
    if (!json) return json.error();
    cursor = json->root().text("/next_cursor");
    auto page = printer.page(reply->body, json->root());
    if (!page) return page;
  } while (options.all && !cursor.empty());
  return printer.end(cursor);
}

}  // namespace ledger::cli
