#pragma once
// `PATCH /v1/tokens/{id}`: another name, other scopes. Neither expiry nor secret moves; scopes hold
// from the next verification on.

#include "services/issuance/command_counts.hpp"
#include "services/issuance/desk.hpp"

namespace ledger::issuance {

class Updating {
 public:
  explicit Updating(Desk desk);
  /// Must outlive the router.
  void add_routes(http::Router& router);

 private:
  [[nodiscard]] http::Task<void> update(http::Exchange& exchange);
  [[nodiscard]] std::variant<http::Problem, std::optional<token::Decision>> decide(
      const access::Caller& caller, const token::TokenId& id,
      const token::UpdateToken& command) const;

  Desk desk_;
  CommandCounts counts_;
};

}  // namespace ledger::issuance
