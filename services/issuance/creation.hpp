#pragma once
// `POST /v1/tokens`: a new token; its secret is in this one answer.

#include "services/issuance/command_counts.hpp"
#include "services/issuance/desk.hpp"

namespace ledger::issuance {

class Creation {
 public:
  explicit Creation(Desk desk);
  /// Must outlive the router.
  void add_routes(http::Router& router);

 private:
  [[nodiscard]] http::Task<void> create(http::Exchange& exchange);
  [[nodiscard]] std::variant<http::Problem, std::optional<token::Decision>> decide(
      const access::Caller& caller, const token::CreateToken& command,
      std::optional<Quotas::Seat>& seat) const;

  Desk desk_;
  CommandCounts counts_;
};

}  // namespace ledger::issuance
