#pragma once
// A token as the API shows it. No secret, no digest.

#include <string>

#include "events/token/standing.hpp"
#include "services/usage/use_store.hpp"

namespace ledger::access {

/// The JSON object of docs/http-api.md. `use`: nothing if it was never used. `secret` is a member
/// only where one is given: in the answers to create and regenerate. `secret_expires_at`: until
/// when the secret that called is good; a member only where it is given, in the answer to who asks
/// what it is. A deleted token's status is that, whatever its standing; only operators see it.
[[nodiscard]] std::string token_json(const token::TokenState& token, token::Standing standing,
                                     const std::optional<usage::Use>& use,
                                     std::string_view secret = {},
                                     std::optional<token::Timestamp> secret_expires_at = {});

}  // namespace ledger::access
