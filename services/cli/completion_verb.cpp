#include <CLI/CLI.hpp>

#include "services/cli/completion.hpp"
#include "services/cli/verb.hpp"
#include "services/cli/verbs.hpp"

namespace ledger::cli {
namespace {

struct CompletionOptions {
  const CLI::App* program = nullptr;
  std::string shell;
};

Answer<ExitStatus> complete(const CompletionOptions& options) {
  return printed(options.shell == "zsh" ? zsh_completion(*options.program)
                                        : bash_completion(*options.program));
}

}  // namespace

void add_completion(CLI::App& program, int& status) {
  auto [app, options] = add_verb<CompletionOptions>(
      program, "completion", "Print a completion script for a shell", complete, status);
  options.program = &program;
  app.add_option("SHELL", options.shell, "bash or zsh")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh"}));
}

}  // namespace ledger::cli
