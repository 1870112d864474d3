#pragma once
// `DELETE /v1/tokens/{id}` and `DELETE /v1/self`: the end of a token, for ever.

#include "services/issuance/command_counts.hpp"
#include "services/issuance/desk.hpp"

namespace ledger::issuance {

class Deletion {
 public:
  explicit Deletion(Desk desk);
  /// Must outlive the router.
  void add_routes(http::Router& router);

 private:
  /// `id`: the token's; absent: the calling token gives itself up.
  [[nodiscard]] http::Task<void> remove(http::Exchange& exchange, std::optional<token::TokenId> id);
  [[nodiscard]] std::variant<http::Problem, std::optional<token::Decision>> decide(
      const access::Caller& caller, const token::TokenId& id,
      const token::DeleteToken& command) const;

  Desk desk_;
  CommandCounts counts_;
};

}  // namespace ledger::issuance
