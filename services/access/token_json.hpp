#pragma once
// A token as the API shows it. No secret, no digest.

#include <string>

#include "events/token/standing.hpp"

namespace ledger::access {

/// The JSON object of docs/http-api.md. `secret` is a member only where one is given: in the
/// answers to create and regenerate.
[[nodiscard]] std::string token_json(const token::TokenState& token, token::Standing standing,
                                     std::string_view secret = {});

/// The strong entity tag of a revision: `"7"`.
[[nodiscard]] std::string entity_tag(std::uint64_t revision);

}  // namespace ledger::access
