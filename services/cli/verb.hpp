#pragma once
// How a verb is made: its options live as long as the command line does, its run is a function that
// gives an exit status or a failure; failures are said in one place. Of the room, not for others.

#include <memory>
#include <string>

#include <CLI/App.hpp>

#include "services/cli/client.hpp"
#include "services/cli/failure.hpp"

namespace ledger::cli {

/// What every verb takes that calls a server.
struct CallOptions {
  std::string server;
  std::string token_file;
  unsigned timeout_s = 30;
  bool json = false;
};

/// What every verb takes besides that changes something.
struct CommandOptions : CallOptions {
  std::string idempotency_key;
};

void add_call_options(CLI::App& verb, CallOptions& options);
void add_command_options(CLI::App& verb, CommandOptions& options);

/// `--yes`, for verbs whose effect is final.
void add_yes(CLI::App& verb, bool& yes);
/// Whether to go on: `--yes` was given, or somebody at the terminal says so.
[[nodiscard]] Answer<void> agreed(bool yes, const std::string& question);

[[nodiscard]] Answer<Client> connect(const CallOptions& options);

/// The option's key, or a random one.
[[nodiscard]] std::string key_of(const CommandOptions& options);

/// A result on standard output; a failure if it cannot be written.
[[nodiscard]] Answer<ExitStatus> printed(std::string_view text);

/// Before a verb runs: a broken pipe is a failed write and no signal, so that a lost secret can be
/// said; and no core file, for there may be a secret in it.
void prepare_process();

/// Says a failure on standard error; the process's exit status.
[[nodiscard]] int report(const Answer<ExitStatus>& answer);

template <class Options>
struct Verb {
  CLI::App& app;
  Options& options;
};

template <class Options>
[[nodiscard]] Verb<Options> add_verb(CLI::App& parent, const std::string& name,
                                     const std::string& what,
                                     Answer<ExitStatus> (*run)(const Options&), int& status) {
  const auto options = std::make_shared<Options>();
  auto* const app = parent.add_subcommand(name, what);
  app->callback([options, run, &status] {
    prepare_process();
    status = report(run(*options));
  });
  return {*app, *options};
}

}  // namespace ledger::cli
