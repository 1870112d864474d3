#pragma once
// The answer to a command. What it shows is read before anything is written; where it cannot be
// read, the command's outcome is not known here, and that is what is said.

#include "services/issuance/command_problems.hpp"
#include "services/issuance/desk.hpp"

namespace ledger::issuance {

/// Status line, Ledger-Position and Idempotency-Replayed of a success; headers and body may follow.
/// `position`: as taken before what is shown was read.
void begin_success(const access::Access& access, http::Response& response, const CommandFate& fate,
                   unsigned status, token::Position position);

/// Ledger-Applied-By, and Ledger-Not-Applied-By with at most 32 names.
void write_receipt(http::Response& response, const CommandReceipt& receipt);

/// 200 with the token as it is now, for a command that changed it or found it as asked; 404 where
/// it was deleted meanwhile.
void answer_with_token(const Desk& desk, http::Response& response, const CommandRequest& request,
                       const CommandFate& fate, const token::TokenId& id);

/// Runs `answer`; where the view cannot be read it is 504, outcome unknown.
template <class Answer>
void answer_or_unknown(const Desk& desk, http::Response& response, const CommandRequest& request,
                       Answer answer) {
  try {
    answer();
  } catch (const projections::ViewFailure&) {
    response.restart();
    desk.access.refuse(response, outcome_unknown(request.id));
  }
}

}  // namespace ledger::issuance
