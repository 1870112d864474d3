#pragma once
// `POST /v1/identify`: which token a secret belongs to, or belonged to, for operators. Nothing
// comes of the question: it is no use of the token, and no dead secret that turned up.

#include "services/issuance/desk.hpp"

namespace ledger::issuance {

class Identification {
 public:
  explicit Identification(Desk desk) : desk_(desk) {}
  /// Must outlive the router.
  void add_routes(http::Router& router);

 private:
  /// A token that has, or had, the secret asked about.
  struct Found {
    token::TokenState token;
    std::optional<token::Position> retired;  ///< there: an event took it from the token
  };
  [[nodiscard]] http::Task<void> identify(http::Exchange& exchange);
  [[nodiscard]] std::optional<Found> find(const token::TokenDigest& digest) const;
  [[nodiscard]] std::string answer(const Found& found, const token::TokenDigest& digest) const;

  Desk desk_;
};

}  // namespace ledger::issuance
