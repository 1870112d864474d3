#pragma once
// `POST /v1/tokens/{id}/regenerate`: a new secret and a new expiry for the same token. The old
// secret ends at once, or after the overlap that was asked for.

#include "services/issuance/command_counts.hpp"
#include "services/issuance/desk.hpp"

namespace ledger::issuance {

class Regeneration {
 public:
  explicit Regeneration(Desk desk);
  /// Must outlive the router.
  void add_routes(http::Router& router);

 private:
  /// Who calls with a secret that its own command ended, and may hear the answer again.
  [[nodiscard]] std::optional<access::Caller> ended_caller(const http::Exchange& exchange,
                                                           const token::TokenDigest& digest,
                                                           const token::Session* session) const;
  [[nodiscard]] http::Task<void> regenerate(http::Exchange& exchange);
  [[nodiscard]] bool sent_by(const access::Caller& caller, const token::CommandId& id) const;
  /// The same request again, by a secret that it ended (see lost_answer).
  void repeat(http::Exchange& exchange, const token::CommandState& done);
  [[nodiscard]] std::variant<http::Problem, std::optional<token::Decision>> decide(
      const access::Caller& caller, const token::TokenId& id,
      const token::RegenerateToken& command) const;

  Desk desk_;
  CommandCounts counts_;
};

}  // namespace ledger::issuance
