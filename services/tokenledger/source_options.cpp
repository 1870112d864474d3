#include "services/tokenledger/source_options.hpp"

#include <stdexcept>

#include "services/cli/credentials.hpp"
#include "services/tokenledger/directory_owner.hpp"

namespace ledger::tokenledger {

void SourceOptions::add_to(CLI::App& verb) {
  add_logs_to(verb);
  verb.add_option("--file", file_, "What `log export` wrote")->type_name("FILE");
}

void SourceOptions::add_logs_to(CLI::App& verb) {
  common_.add_to(verb, "Directory that `serve` was given; may be served [data]");
  verb.add_option("--from", from_, "A node, whose log is read over HTTP (ledger:audit)")
      ->type_name("URL");
  verb.add_option("--token-file", token_file_,
                  "With --from: file with the token [TOKENLEDGER_TOKEN, or the login's]")
      ->type_name("FILE");
}

std::unique_ptr<LogSource> SourceOptions::open() const {
  if (!file_.empty()) return open_file(file_);
  auto settings = common_.settings();
  if (from_.empty()) {
    act_as_owner_of(settings.data);
  } else {
    auto found = cli::find_credentials(from_, token_file_);
    if (!found) throw std::runtime_error(found.error().text);
    settings.follow = {{std::move(found->server)}, found->token};
  }
  return open_source(settings);
}

}  // namespace ledger::tokenledger
