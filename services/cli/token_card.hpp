#pragma once
// A token as the server's JSON has it, for people: one line a member, or one row of a list.

#include "events/token/timestamp.hpp"
#include "services/cli/json.hpp"
#include "services/cli/table.hpp"

namespace ledger::cli {

[[nodiscard]] std::string token_card(const JsonValue& token, token::Timestamp now, bool in_colour);

[[nodiscard]] Row token_header();
[[nodiscard]] Row token_row(const JsonValue& token, token::Timestamp now);

/// `repo:read wiki:*`; `none (No Access)`; `* (Full Access)`.
[[nodiscard]] std::string scopes_text(const std::vector<std::string>& scopes);

/// The wall clock.
[[nodiscard]] token::Timestamp now();

}  // namespace ledger::cli
