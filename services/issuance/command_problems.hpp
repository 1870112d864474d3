#pragma once
// What commands alone are answered with: lost against others, key reused, outcome unknown.

#include "services/issuance/command_runner.hpp"

namespace ledger::issuance {

/// 504. Never said of a command that did not reach the log.
[[nodiscard]] http::Problem outcome_unknown(const token::CommandId& id);

/// 422: the same Idempotency-Key, another request.
[[nodiscard]] http::Problem key_reused(const token::CommandId& id);

/// 409: every attempt lost.
[[nodiscard]] http::Problem lost_too_often();

/// The refusal of a fate that is no success: its own problem; 409 or, with If-Match, 412 where the
/// one attempt lost. Nothing for a success.
[[nodiscard]] std::optional<http::Problem> failure_of(const CommandRequest& request,
                                                      const CommandFate& fate);

}  // namespace ledger::issuance
