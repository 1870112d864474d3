#pragma once
// `GET /v1/policy`: what tokens may be here, for who asks for one: how long they may live, and
// which scopes there are to choose from.

#include "services/issuance/desk.hpp"
#include "services/runtime/catalogue_settings.hpp"

namespace ledger::issuance {

class PolicyReading {
 public:
  PolicyReading(Desk desk, const runtime::Catalogue& catalogue);
  /// Must outlive the router.
  void add_routes(http::Router& router);

 private:
  [[nodiscard]] http::Task<void> get(http::Exchange& exchange);

  Desk desk_;
  std::string catalogue_json_;
};

}  // namespace ledger::issuance
