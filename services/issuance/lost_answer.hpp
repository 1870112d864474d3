#pragma once
// Of the room, not for others. A token that regenerated itself and lost the answer has nothing but
// a secret that its own command ended. The same request, under the same Idempotency-Key and with
// that secret, is answered again; the secret opens nothing else. So it is with a session that
// regenerated the token behind it.

#include "services/issuance/desk.hpp"

namespace ledger::issuance {

/// The command under this request's Idempotency-Key, if by it the token in the path regenerated
/// itself and so ended the very secret that calls now. Nothing in any other case: where the secret
/// is good, was ended by another command, or the token as it is now could not call. Whether the
/// body is the same as well is the caller's to compare, by the fingerprint. `digest`: of the
/// secret, or of that which signed in for `session`.
[[nodiscard]] std::optional<token::CommandState> command_that_ended_caller(
    const Desk& desk, const http::Exchange& exchange, const token::TokenDigest& digest,
    const token::Session* session);

}  // namespace ledger::issuance
