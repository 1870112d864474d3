#pragma once
// Completion scripts for shells, made from the command line itself, so that they name every verb
// and option that there is and no other.

#include <string>

namespace CLI {
class App;
}

namespace ledger::cli {

[[nodiscard]] std::string bash_completion(const CLI::App& program);
[[nodiscard]] std::string zsh_completion(const CLI::App& program);

}  // namespace ledger::cli
