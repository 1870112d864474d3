#pragma once
// `GET /v1/rules` and `POST /v1/rules`: by which rules the ledger is folded, who knows which, and
// the switch to others, once every node that was there lately knows them.

#include "services/issuance/command_counts.hpp"
#include "services/issuance/desk.hpp"

namespace ledger::issuance {

class RulesControl {
 public:
  explicit RulesControl(Desk desk);
  /// Must outlive the router.
  void add_routes(http::Router& router);

 private:
  [[nodiscard]] http::Task<void> show(http::Exchange& exchange);
  [[nodiscard]] http::Task<void> adopt(http::Exchange& exchange);
  [[nodiscard]] std::variant<http::Problem, std::optional<token::Decision>> decide(
      const access::Caller& caller, const token::AdoptRules& command) const;
  [[nodiscard]] std::string rules_json() const;

  Desk desk_;
  CommandCounts counts_;
};

}  // namespace ledger::issuance
