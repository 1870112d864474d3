#pragma once
// How the answer to a command begins, or what it is when there was no success.

#include "services/issuance/desk.hpp"

namespace ledger::issuance {

/// The 409 or 412 of a command that lost its one attempt.
[[nodiscard]] http::Problem lost_problem(const CommandRequest& request);

/// False: the command did not succeed, and the refusal is written. True: the status line,
/// Ledger-Position and Idempotency-Replayed are written; headers and body may follow.
[[nodiscard]] bool begin_success(const Desk& desk, http::Response& response,
                                 const CommandRequest& request, const CommandFate& fate,
                                 unsigned status);

}  // namespace ledger::issuance
