#pragma once
// `GET /v1/commands/{command_id}`: what became of a command, for who sent it or an operator. This
// is where an unknown outcome becomes a known one.

#include "services/issuance/desk.hpp"

namespace ledger::issuance {

class CommandLookup {
 public:
  explicit CommandLookup(Desk desk) : desk_(desk) {}
  /// Must outlive the router.
  void add_routes(http::Router& router);

 private:
  [[nodiscard]] http::Task<void> get(http::Exchange& exchange);
  /// The attempt that was applied, else the last one that was decided.
  [[nodiscard]] std::optional<token::CommandState> find(const token::CommandId& id) const;

  Desk desk_;
};

}  // namespace ledger::issuance
