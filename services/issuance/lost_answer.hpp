#pragma once
// A token that regenerated itself and lost the answer: its old secret is dead, and it has no other.
// The same request under the same Idempotency-Key, with the secret that it was sent with, is let in
// once more, to be answered as the first time. That secret opens nothing else.

#include "services/issuance/desk.hpp"

namespace ledger::issuance {

/// The command, where the request regenerates token `id` as one that was applied did, and its
/// secret is the one that this very command ended. Nothing: it is a request like any other.
[[nodiscard]] std::optional<token::CommandState> lost_answer(const Desk& desk,
                                                             const http::Request& request,
                                                             const token::TokenId& id);

}  // namespace ledger::issuance
