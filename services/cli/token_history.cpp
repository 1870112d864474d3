#include <CLI/CLI.hpp>

#include "services/cli/event_row.hpp"
#include "services/cli/pages.hpp"
#include "services/cli/token_card.hpp"
#include "services/cli/verbs.hpp"

namespace ledger::cli {
namespace {

struct HistoryOptions : PageOptions {
  std::string id;
};

Answer<ExitStatus> history(const HistoryOptions& options) {
  Pages pages;
  pages.path = token_path(options.id) + "/events";
  pages.member = "events";
  pages.header = event_header();
  pages.row = [at = now()](const JsonValue& event) { return event_row(event, at); };
  return print_pages(options, pages);
}

}  // namespace

void add_token_history(CLI::App& token, int& status) {
  auto [app, options] = add_verb<HistoryOptions>(
      token, "history", "What happened to a token, oldest first; also a deleted one", history,
      status);
  app.add_option("ID", options.id, "tok_…")->required();
  add_page_options(app, options);
}

}  // namespace ledger::cli
