#pragma once
// The answers that show a secret: to create and regenerate, the first time and, for a while, to the
// same request again. Never for a secret that opens nothing.

#include "services/issuance/desk.hpp"

namespace ledger::issuance {

/// 256 fresh random bits as a secret.
[[nodiscard]] token::TokenSecret fresh_secret();

class SecretAnswer {
 public:
  SecretAnswer(const Desk& desk, http::Response& response, const CommandRequest& request)
      : desk_(desk), response_(response), request_(request) {}

  /// `secret`: what this request made. `status`: 201 or 200 for success.
  void write(const CommandFate& fate, const token::TokenSecret& secret, unsigned status);

 private:
  void show(const token::TokenState& token, const token::TokenSecret& secret, unsigned status,
            token::Position position);
  void replay(const token::TokenState& token, unsigned status, token::Position position);
  struct Shown {
    token::TokenState token;
    token::Standing standing;
    std::optional<usage::Use> use;
  };
  [[nodiscard]] Shown as_it_is(token::TokenState token) const;
  void write_token(const Shown& shown, const token::TokenSecret& secret, unsigned status,
                   token::Position position, bool replayed);

  const Desk& desk_;
  http::Response& response_;
  const CommandRequest& request_;
  const CommandReceipt* receipt_ = nullptr;  ///< of the fate that is written
};

}  // namespace ledger::issuance
