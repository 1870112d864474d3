#pragma once
// The verbs of the room, each added to its parent; `status` is what a verb's run leaves behind, and
// must outlive the parse. Of the room, not for others.

#include <string>

namespace CLI {
class App;
}

namespace ledger::cli {

void add_token_create(CLI::App& token, int& status);
void add_token_list(CLI::App& token, int& status);
void add_token_show(CLI::App& token, int& status);
void add_token_update(CLI::App& token, int& status);
void add_token_regenerate(CLI::App& token, int& status);
void add_token_delete(CLI::App& token, int& status);
void add_token_history(CLI::App& token, int& status);
void add_token_identify(CLI::App& token, int& status);
void add_owner_show(CLI::App& owner, int& status);
void add_owner_suspend(CLI::App& owner, int& status);
void add_owner_resume(CLI::App& owner, int& status);
void add_owner_revoke_tokens(CLI::App& owner, int& status);
void add_events(CLI::App& program, int& status);
void add_policy(CLI::App& program, int& status);
void add_rules(CLI::App& program, int& status);
void add_verify(CLI::App& program, int& status);
void add_whoami(CLI::App& program, int& status);
void add_login(CLI::App& program, int& status);
void add_outcome(CLI::App& program, int& status);
void add_webhook(CLI::App& program, int& status);
void add_completion(CLI::App& program, int& status);

/// The path of a token.
[[nodiscard]] std::string token_path(const std::string& id);

}  // namespace ledger::cli
