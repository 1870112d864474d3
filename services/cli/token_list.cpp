#include <CLI/CLI.hpp>

#include "services/cli/pages.hpp"
#include "services/cli/token_card.hpp"
#include "services/cli/verbs.hpp"

namespace ledger::cli {
namespace {

struct ListOptions : PageOptions {
  std::string status;
  std::string owner;
  std::string name;
  std::string order;
};

Answer<ExitStatus> list(const ListOptions& options) {
  Pages pages;
  pages.path = "/v1/tokens";
  pages.parameters = {{"status", options.status},
                      {"owner", options.owner},
                      {"name", options.name},
                      {"order", options.order}};
  pages.member = "tokens";
  pages.header = token_header();
  pages.row = [at = now()](const JsonValue& token) { return token_row(token, at); };
  return print_pages(options, pages);
}

}  // namespace

void add_token_list(CLI::App& token, int& status) {
  auto [app, options] = add_verb<ListOptions>(token, "list", "List tokens", list, status);
  app.add_option("--status", options.status, "Only those of this status")
      ->check(CLI::IsMember({"active", "expired", "suspended", "revoked"}));
  app.add_option("--owner", options.owner, "Only this owner's [operators: everybody's]")
      ->type_name("OWNER");
  app.add_option("--name", options.name, "Only those with this in their name, in any case")
      ->type_name("TEXT");
  app.add_option("--order", options.order, "Which first [oldest]")
      ->check(CLI::IsMember({"oldest", "newest"}));
  add_page_options(app, options);
}

}  // namespace ledger::cli
