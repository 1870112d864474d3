#pragma once
// `GET /v1/tokens/{id}/events`: what happened to a token, oldest first, as CloudEvents; also after
// its end, to whom it belonged. The digests of secrets are left out.

#include "services/issuance/desk.hpp"

namespace ledger::issuance {

class History {
 public:
  /// `ledger_id`: of the events' source.
  History(Desk desk, std::string ledger_id) : desk_(desk), ledger_id_(std::move(ledger_id)) {}
  /// Must outlive the router.
  void add_routes(http::Router& router);

 private:
  [[nodiscard]] http::Task<void> list(http::Exchange& exchange);
  /// One event more than `limit` tells whether there is a next page.
  [[nodiscard]] std::string page(const std::vector<projections::StoredEvent>& events,
                                 std::size_t limit) const;

  Desk desk_;
  std::string ledger_id_;
};

}  // namespace ledger::issuance
