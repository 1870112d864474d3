#pragma once
// `GET /v1/owners/{owner}`: how many tokens it has; `POST` `/suspend`, `/resume` and
// `/revoke-tokens` below it: all of them at once, by one event however many they are.

#include "services/issuance/command_counts.hpp"
#include "services/issuance/desk.hpp"

namespace ledger::issuance {

class OwnerControl {
 public:
  explicit OwnerControl(Desk desk);
  /// Must outlive the router.
  void add_routes(http::Router& router);

 private:
  /// One of the three, with what is particular to it.
  struct Control {
    token::OwnerAction action;
    const char* name;        ///< last segment of its path, and of what its fingerprint is made
    std::string_view scope;  ///< for admission
    CommandCounts counts;
  };
  [[nodiscard]] http::Task<void> show(http::Exchange& exchange);
  [[nodiscard]] http::Task<void> run(http::Exchange& exchange, const Control& control);
  [[nodiscard]] std::variant<http::Problem, std::optional<token::Decision>> decide(
      const access::Caller& caller, const token::OwnerId& owner, token::OwnerAction action) const;
  void answer(http::Response& response, const CommandRequest& request, const CommandFate& fate,
              const token::OwnerId& id) const;

  Desk desk_;
  std::array<Control, 3> controls_;
};

}  // namespace ledger::issuance
