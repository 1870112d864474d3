#include "services/cli/verb.hpp"

#include <algorithm>
#include <csignal>

#include <CLI/CLI.hpp>

#include "services/cli/credentials.hpp"
#include "services/cli/terminal.hpp"
#include "services/runtime/core_files.hpp"
#include "services/runtime/entropy.hpp"

namespace ledger::cli {
namespace {

constexpr std::size_t key_size_max = 128;
constexpr unsigned timeout_s_max = 600;

std::string key_fault(const std::string& key) {
  const bool is_visible =
      std::all_of(key.begin(), key.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  if (!key.empty() && key.size() <= key_size_max && is_visible) return {};
  return "A key has 1 to 128 visible ASCII characters.";
}

}  // namespace

void add_call_options(CLI::App& verb, CallOptions& options) {
  verb.add_option("--server", options.server, "The server [TOKENLEDGER_SERVER, or the login's]")
      ->type_name("URL");
  verb.add_option("--token-file", options.token_file,
                  "File with the token to call as [TOKENLEDGER_TOKEN, or the login's]")
      ->type_name("FILE");
  verb.add_option("--timeout", options.timeout_s, "Seconds to wait for an answer [30]")
      ->check(CLI::Range(1U, timeout_s_max))
      ->type_name("SECONDS");
  verb.add_flag("--json", options.json, "Print the server's JSON");
}

void add_command_options(CLI::App& verb, CommandOptions& options) {
  add_call_options(verb, options);
  verb.add_option("--idempotency-key", options.idempotency_key,
                  "To repeat a command without applying it twice [a random one]")
      ->check(CLI::Validator(key_fault, ""))
      ->type_name("KEY");
}

void add_yes(CLI::App& verb, bool& yes) { verb.add_flag("--yes", yes, "Do not ask"); }

Answer<void> agreed(bool yes, const std::string& question) {
  if (yes) return {};
  if (!is_interactive()) {
    return Failure{ExitStatus::usage, "This is final, and nobody can be asked here: add --yes."};
  }
  if (confirm(question + " [y/N] ")) return {};
  return Failure{ExitStatus::refused, "Nothing was done."};
}

Answer<Client> connect(const CallOptions& options) {
  const auto found = find_credentials(options.server, options.token_file);
  if (!found) return found.error();
  return Client(found->server, found->token, std::chrono::seconds(options.timeout_s));
}

std::string key_of(const CommandOptions& options) {
  if (!options.idempotency_key.empty()) return options.idempotency_key;
  return token::to_hex(runtime::random_bytes<16>());
}

Answer<ExitStatus> printed(std::string_view text) {
  if (print(text)) return ExitStatus::ok;
  return Failure{ExitStatus::refused, "The result could not be written to standard output."};
}

void prepare_process() {
  std::signal(SIGPIPE, SIG_IGN);
  runtime::keep_out_of_core_files();
}

int report(const Answer<ExitStatus>& answer) {
  if (answer) return static_cast<int>(*answer);
  note("tokenledger: " + answer.error().text + '\n');
  return static_cast<int>(answer.error().status);
}

}  // namespace ledger::cli
