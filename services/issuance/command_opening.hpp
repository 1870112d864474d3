#pragma once
// What every command with a body or without begins with: the body as JSON, the headers, and the
// calling token's id. Nothing of it asks whether the command may be, but whether the caller sends
// too many.

#include "services/http/json_body.hpp"
#include "services/issuance/command_counts.hpp"
#include "services/issuance/command_headers.hpp"
#include "services/issuance/desk.hpp"

namespace ledger::issuance {

enum class BodyNeed : std::uint8_t {
  none,      ///< the route reads none
  optional,  ///< an empty one is none
  required,
};

struct CommandOpening {
  CommandHeaders headers;
  token::TokenId caller;
  token::Timestamp received;
  std::optional<http::JsonBody> body;

  /// The body in canonical form; empty where there is none.
  [[nodiscard]] std::string canonical() const { return body ? body->canonical() : std::string(); }
};

/// Takes one command from what the caller may send, also for one that is refused. The first
/// refusal, in this order: rate (counted), body, headers, a caller that is good no more.
[[nodiscard]] std::variant<CommandOpening, http::Problem> open_command(
    const Desk& desk, const CommandCounts& counts, const http::Exchange& exchange, BodyNeed need);
/// The same for a caller of whom it is known by the rows whether it is good.
[[nodiscard]] std::variant<CommandOpening, http::Problem> open_command_of_known(
    const Desk& desk, const CommandCounts& counts, const http::Exchange& exchange, BodyNeed need);

/// The token that the first `{}` of the path names. A text that is no id is the id of no token: all
/// zero bits, as no clock makes them.
[[nodiscard]] token::TokenId token_in_path(const http::Exchange& exchange);

}  // namespace ledger::issuance
