#pragma once
// `/auth/request`: the door for gateways (docs/gateways.md). The Authorization header is the token
// asked about. 200 with X-Auth-* headers, 401, 403, or 503 when this node cannot know. Answered
// when the header ends. The fastest path of the program: no allocation, no look-up in RocksDB.

#include "services/access/access.hpp"
#include "services/verification/scope_rules.hpp"
#include "services/verification/verification_counts.hpp"
#include "services/verification/wanted_scopes.hpp"

namespace ledger::verification {

class GatewayDoor {
 public:
  /// `access` and `metrics` must outlive it.
  GatewayDoor(const access::Access& access, runtime::Metrics& metrics,
              runtime::DoorSettings settings);

  /// Any method. What the token must have: `/auth/request?scope=…` (repeatable);
  /// `/auth/request/scope/a+b` and anything behind it; or, where there are rules, what they say of
  /// the method and of the path behind `/auth/request`. Must outlive the router.
  void add_routes(http::Router& router) const;

 private:
  /// A 401 made once, so that refusing garbage costs no more than letting in what is good.
  struct Refusal {
    explicit Refusal(const http::Problem& problem);
    std::string challenge;
    std::string body;
  };

  struct Question {
    bool has_credentials = false;
    std::optional<token::TokenDigest> digest;  ///< none: no secret of ours
  };

  /// What the guarded request needs.
  enum class Demanded { scopes, nothing_fits, no_question };

  [[nodiscard]] bool answer_at_once(http::Exchange& exchange) const;
  [[nodiscard]] static http::Task<void> answer_later(const GatewayDoor* self,
                                                     http::Exchange& exchange);
  [[nodiscard]] Question read(const http::Request& request) const;
  /// What is no secret of ours is none in any view.
  [[nodiscard]] bool needs_no_view(const Question& question) const { return !question.digest; }
  [[nodiscard]] std::optional<access::Demand> demand_of(const http::Request& request) const;
  [[nodiscard]] Demanded read_demanded(const http::Exchange& exchange, WantedScopes& wanted) const;
  [[nodiscard]] Outcome answer(const Question& question, http::Exchange& exchange) const;
  void let_through(http::Response& response, const projections::HotToken& token,
                   token::Position position) const;
  void refuse(http::Response& response, const Refusal& refusal, token::Position position) const;

  const access::Access& access_;
  VerificationCounts counts_;
  runtime::DoorSettings settings_;
  ScopeRules rules_;
  Refusal no_credentials_;
  Refusal invalid_token_;
};

}  // namespace ledger::verification
