#include "services/cli/secret_answer.hpp"

#include <unistd.h>

#include "services/cli/terminal.hpp"
#include "services/cli/token_card.hpp"

namespace ledger::cli {

Answer<ExitStatus> print_secret(const Reply& reply, const ServerAddress& server, bool as_json) {
  const auto json = json_of(reply, server);
  if (!json) return json.error();
  const auto token = json->root();
  const auto id = printable(token.text("/id"));
  const auto secret = printable(token.text("/secret"));
  if (secret.empty()) {
    return Failure{ExitStatus::unavailable,
                   server.text() + " answered without a secret: is it a tokenledger server?"};
  }
  if (!print((as_json ? reply.body : secret) + '\n')) {
    return Failure{
        ExitStatus::refused,
        "The secret could not be written to standard output, and is lost. The token is " + id +
            ": regenerate it, or delete it."};
  }
  if (!as_json) {
    note(token_card(token, now(), wants_colour(STDERR_FILENO)));
    note("Its secret stands on standard output, and is never shown again.\n");
  }
  return ExitStatus::ok;
}

}  // namespace ledger::cli
