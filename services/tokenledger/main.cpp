// tokenledger: one program, a verb for each thing it does.

#include <iostream>

#include <CLI/CLI.hpp>

#include "services/cli/command_line.hpp"
#include "services/tokenledger/data_verbs.hpp"
#include "services/tokenledger/directory_owner.hpp"
#include "services/tokenledger/follow_verb.hpp"
#include "services/tokenledger/replay_verb.hpp"
#include "services/tokenledger/serve.hpp"
#include "services/tokenledger/settings_options.hpp"

namespace {

using namespace ledger;

/// What a verb that serves was told on the command line; it goes before the settings file.
struct ServeOptions {
  tokenledger::SettingsOptions common;
  std::string listen;
  std::optional<unsigned> threads;

  void add_to(CLI::App& verb, const char* data_help) {
    common.add_to(verb, data_help);
    verb.add_option("--listen", listen,
                    "Address and port; port 0 takes a free one [127.0.0.1:8080]")
        ->type_name("HOST:PORT");
    verb.add_option("--threads", threads, "Worker threads [the usable cores]")
        ->check(CLI::Range(1, 1024));
  }
  [[nodiscard]] runtime::Settings settings() const {
    auto settings = common.settings();
    if (!listen.empty()) {
      settings.listen = listen;
      settings.listeners.clear();
    }
    if (threads) settings.threads = *threads;
    static_cast<void>(runtime::parse_listen(settings.listen));
    return settings;
  }
};

struct FollowOptions {
  ServeOptions serve;
  std::vector<std::string> nodes;
  std::string token_file;
};

void add_serve(CLI::App& program, ServeOptions& options, int& status) {
  auto* serve = program.add_subcommand(
      "serve", "Run the service, on the embedded log or, where the settings say so, on Kafka");
  options.add_to(*serve, "Directory of read model and embedded log [data]");
  serve->callback([&options, &status] {
    tokenledger::block_watched_signals();
    const auto settings = options.settings();
    tokenledger::make_files_private();
    status = tokenledger::serve(settings);
  });
}

void add_follow(CLI::App& program, FollowOptions& options, int& status) {
  auto* follow = program.add_subcommand(
      "follow",
      "Run a verifier beside the service: it folds the log of a node and takes no commands");
  options.serve.add_to(*follow, "Directory of its read model [data]");
  follow
      ->add_option("--from", options.nodes,
                   "A node to follow; several of one ledger are taken in turn where one fails")
      ->type_name("URL")
      ->required();
  follow
      ->add_option("--token-file", options.token_file,
                   "File with the token that the log is read with; it has ledger:audit "
                   "[TOKENLEDGER_TOKEN, or the login's]")
      ->type_name("FILE");
  follow->callback([&options, &status] {
    tokenledger::block_watched_signals();
    auto settings = options.serve.settings();
    settings.follow = tokenledger::read_follow_options(settings, options.nodes, options.token_file);
    tokenledger::make_files_private();
    status = tokenledger::serve(settings);
  });
}

}  // namespace

int main(int argc, char** argv) {
  if (cli::has_secret(argc, argv)) {
    std::cerr << "tokenledger: an argument has a token's secret in it, which everybody on this "
                 "machine can see and the shell remembers. Give it by standard input, a file or "
                 "TOKENLEDGER_TOKEN; and make another one, if others use this machine.\n";
    return 2;
  }
  CLI::App program(
      "tokenledger issues access tokens, verifies them, and keeps their whole life as a ledger.");
  program.set_version_flag("--version", TOKENLEDGER_VERSION);
  program.require_subcommand(1);
  int status = 0;
  ServeOptions serve_options;
  add_serve(program, serve_options, status);
  FollowOptions follow_options;
  add_follow(program, follow_options, status);
  tokenledger::add_data_verbs(program);
  tokenledger::add_replay(program, status);
  cli::add_client_verbs(program, status);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? 0 : 2;
  } catch (const std::exception& error) {
    std::cerr << "tokenledger: " << error.what() << '\n';
    return 2;
  }
  return status;
}
