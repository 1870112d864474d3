#pragma once
// The client's part of the command line, for main: its verbs, and what no command line may have.

#include <string>

namespace CLI {
class App;
}

namespace ledger::cli {

/// Adds every verb that talks to a server. `status`: the process's exit status after the parse.
void add_client_verbs(CLI::App& program, int& status);

/// Whether an argument has a token's secret in it. Arguments are seen by everybody on the machine
/// and kept in the shell's history, so such a command line is refused unread.
[[nodiscard]] bool has_secret(int argc, const char* const* argv);

}  // namespace ledger::cli
