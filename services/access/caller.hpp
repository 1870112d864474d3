#pragma once
// Who calls: found once, when the request is admitted, with the secret it came with, and carried to
// the handler. Whatever the request is for, nobody reads the credentials again. Behind a session
// stands the token that signed in (later perhaps an identity), and the session may what that may.

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "events/token/session.hpp"
#include "projections/hot_set.hpp"
#include "services/http/router.hpp"

namespace ledger::access {

/// Of plain bytes, so that an exchange carries it without an allocation.
struct Caller {
  token::TokenId id;             ///< of the calling token, or of the one behind the session
  token::TokenDigest digest;     ///< of the secret that it came with, or signed in with
  token::SessionDigest session;  ///< of the session's secret, where it is one
  bool is_session = false;
  bool is_operator = false;  ///< as memory had it; deciding asks the rows
  std::uint8_t owner_size = 0;
  std::array<char, token::OwnerId::text_size_max> owner_text;

  [[nodiscard]] std::optional<token::SessionDigest> session_if_any() const noexcept {
    return is_session ? std::optional(session) : std::nullopt;
  }
  void set_owner(std::string_view owner) noexcept {
    owner_size = static_cast<std::uint8_t>(owner.copy(owner_text.data(), owner_text.size()));
  }
  [[nodiscard]] std::string_view owner() const noexcept { return {owner_text.data(), owner_size}; }
};

/// Who calls by a secret of that digest, as memory has its token.
[[nodiscard]] Caller caller_of_token(const projections::HotToken& found,
                                     const token::TokenDigest& digest);
/// Who calls by a session of the token.
[[nodiscard]] Caller caller_of_session(const token::TokenState& token,
                                       const token::Session& session);

/// Of a request that an admission let pass (Access::admit).
[[nodiscard]] inline const Caller& caller_of(const http::Exchange& exchange) {
  return exchange.admitted.as<Caller>();
}

}  // namespace ledger::access
