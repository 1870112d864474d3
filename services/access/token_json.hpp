#pragma once
// A token as the API shows it. No secret, no digest.

#include <string>

#include "events/token/standing.hpp"
#include "services/usage/use_store.hpp"

namespace ledger::access {

/// The JSON object of docs/http-api.md. `use`: nothing if it was never used. `secret` is a member
/// only where one is given: in the answers to create and regenerate.
[[nodiscard]] std::string token_json(const token::TokenState& token, token::Standing standing,
                                     const std::optional<usage::Use>& use,
                                     std::string_view secret = {});

/// The strong entity tag of a revision: `"7"`.
[[nodiscard]] std::string entity_tag(std::uint64_t revision);

}  // namespace ledger::access
