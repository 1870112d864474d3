#pragma once
// `/v1/session`: the web page's reader signs in with a token, asks who is signed in, signs out.

#include "services/issuance/command_counts.hpp"
#include "services/issuance/desk.hpp"
#include "services/runtime/rate_buckets.hpp"

namespace ledger::issuance {

class Signing {
 public:
  /// Each sign-in stays in the log for ever, so a token may do it so often, as this node counts it.
  static constexpr runtime::RateBuckets::Rate sign_in_rate{std::chrono::seconds(5), 60};

  explicit Signing(Desk desk);
  /// Must outlive the router.
  void add_routes(http::Router& router);

 private:
  [[nodiscard]] bool admit_sign_in(http::Exchange& exchange) const;
  [[nodiscard]] bool admit_session(http::Exchange& exchange,
                                   const access::Access::OrElse& or_else = {}) const;
  [[nodiscard]] std::optional<access::Caller> who_may_leave(const token::TokenDigest& digest,
                                                            const token::Session* session) const;
  [[nodiscard]] http::Task<void> sign_in(http::Exchange& exchange);
  [[nodiscard]] http::Task<void> show(http::Exchange& exchange);
  [[nodiscard]] http::Task<void> sign_out(http::Exchange& exchange);
  /// The token that the body has, if it may be used here now.
  [[nodiscard]] std::variant<access::Caller, http::Problem> read_caller(
      const http::Request& request);
  [[nodiscard]] std::variant<http::Problem, std::optional<token::Decision>> decide(
      const access::Caller& caller, const token::StartSession& command) const;

  Desk desk_;
  runtime::RateBuckets rate_;  ///< by the token that signs in
  CommandCounts sign_ins_;
  CommandCounts sign_outs_;
};

}  // namespace ledger::issuance
