#pragma once
// `/auth/request`: the door for nginx auth_request, Traefik and Caddy forward auth. The
// Authorization header is the token asked about. 200 with X-Auth-* headers, 401, 403, or 503 when
// this node cannot know. The fastest path of the program: no allocation, no look-up in RocksDB.

#include "services/access/access.hpp"
#include "services/verification/verification_counts.hpp"

namespace ledger::verification {

class GatewayDoor {
 public:
  /// Both must outlive it.
  GatewayDoor(const access::Access& access, runtime::Metrics& metrics);

  /// Any method. `scope` (repeatable) names what the token must have. Must outlive the router.
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

  [[nodiscard]] bool answer_at_once(http::Exchange& exchange) const;
  [[nodiscard]] static http::Task<void> answer_later(const GatewayDoor* self,
                                                     http::Exchange& exchange);
  [[nodiscard]] Question read(const http::Request& request) const;
  [[nodiscard]] Outcome answer(const Question& question, http::Exchange& exchange) const;
  void refuse(http::Response& response, const Refusal& refusal, token::Position position) const;

  const access::Access& access_;
  VerificationCounts counts_;
  Refusal no_credentials_;
  Refusal invalid_token_;
};

}  // namespace ledger::verification
