#pragma once
// Reads what the bodies of token commands say into the terms of events/token. What is not
// well-formed is noted in the body, member by member; whether it may be is decide's to say.

#include "events/token/command.hpp"
#include "services/http/json_body.hpp"

namespace ledger::issuance {

inline constexpr const char* owner_id_grammar =
    "An owner id has 1 to 128 of A-Z a-z 0-9 . _ @ : | + - and is not . or ..";

/// `name` (required), `scopes`, `owner`, `expires_in` | `expires_at`. The id and the secret are the
/// caller's to add.
[[nodiscard]] token::CreateToken read_create(const http::JsonObject& body);

/// `name`, `scopes`: what is there is to change. The revision is the caller's to add.
[[nodiscard]] token::UpdateToken read_update(const http::JsonObject& body);

/// `expires_in` | `expires_at`, `overlap` (seconds). Revision and secret are the caller's to add.
[[nodiscard]] token::RegenerateToken read_regenerate(const http::JsonObject& body);

/// `expires_in` (seconds from 1) or `expires_at` (RFC 3339).
[[nodiscard]] token::RequestedExpiry read_expiry(const http::JsonObject& body);

/// Nothing if it is absent or was noted as no name.
[[nodiscard]] std::optional<std::string> read_name(const http::JsonObject& body);
[[nodiscard]] std::optional<token::ScopeSet> read_scopes(const http::JsonObject& body,
                                                         std::string_view member);

}  // namespace ledger::issuance
