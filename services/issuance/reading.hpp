#pragma once
// `GET /v1/tokens/{id}` and `GET /v1/self`: one token as the caller may see it.

#include "services/issuance/desk.hpp"

namespace ledger::issuance {

class Reading {
 public:
  explicit Reading(Desk desk) : desk_(desk) {}
  /// Must outlive the router.
  void add_routes(http::Router& router);

 private:
  [[nodiscard]] http::Task<void> get(http::Exchange& exchange);
  [[nodiscard]] http::Task<void> self(http::Exchange& exchange);
  /// `position`: taken before the token was read. `secret_expires_at`: see access::token_json.
  void write(http::Exchange& exchange, token::Position position, const token::TokenState& token,
             std::optional<token::Timestamp> secret_expires_at) const;

  Desk desk_;
};

}  // namespace ledger::issuance
