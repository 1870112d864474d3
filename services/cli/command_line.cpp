#include "services/cli/command_line.hpp"

#include <CLI/CLI.hpp>

#include "events/token/secret.hpp"
#include "services/cli/verbs.hpp"

namespace ledger::cli {
namespace {

bool has_secret(std::string_view argument) {
  using token::TokenSecret;
  for (auto at = argument.find("tl_"); at != argument.npos; at = argument.find("tl_", at + 1)) {
    if (TokenSecret::parse(argument.substr(at, TokenSecret::text_size))) return true;
  }
  return false;
}

}  // namespace

void add_client_verbs(CLI::App& program, int& status) {
  auto* const token = program.add_subcommand("token", "Manage tokens");
  token->require_subcommand(1);
  add_token_create(*token, status);
  add_token_list(*token, status);
  add_token_show(*token, status);
  add_token_update(*token, status);
  add_token_regenerate(*token, status);
  add_token_delete(*token, status);
  add_token_history(*token, status);
  add_token_identify(*token, status);
  auto* const owner =
      program.add_subcommand("owner", "See all tokens of an owner at once, or act on them");
  owner->require_subcommand(1);
  add_owner_show(*owner, status);
  add_owner_suspend(*owner, status);
  add_owner_resume(*owner, status);
  add_owner_revoke_tokens(*owner, status);
  add_events(program, status);
  add_policy(program, status);
  add_rules(program, status);
  add_verify(program, status);
  add_whoami(program, status);
  add_login(program, status);
  add_outcome(program, status);
  add_webhook(program, status);
  add_completion(program, status);
}

bool has_secret(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    if (has_secret(std::string_view(argv[i]))) return true;
  }
  return false;
}

}  // namespace ledger::cli
