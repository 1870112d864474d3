#pragma once
// Who calls: found once, when the request is admitted, with the secret it came with, and carried to
// the handler. Whatever the request is for, nobody reads the credentials again.

#include <algorithm>
#include <array>
#include <string_view>

#include "events/token/ids.hpp"
#include "events/token/secret.hpp"
#include "services/http/router.hpp"

namespace ledger::access {

/// Of plain bytes, so that an exchange carries it without an allocation.
struct Caller {
  token::TokenId id;          ///< of the calling token
  token::TokenDigest digest;  ///< of the secret that it came with
  bool is_operator = false;   ///< as memory had it; deciding asks the rows
  std::uint8_t owner_size = 0;
  std::array<char, token::OwnerId::text_size_max> owner_text;

  void set_owner(std::string_view owner) noexcept {
    owner_size = static_cast<std::uint8_t>(owner.copy(owner_text.data(), owner_text.size()));
  }
  [[nodiscard]] std::string_view owner() const noexcept { return {owner_text.data(), owner_size}; }
};

/// Of a request that an admission let pass (Access::admit).
[[nodiscard]] inline const Caller& caller_of(const http::Exchange& exchange) {
  return exchange.admitted.as<Caller>();
}

}  // namespace ledger::access
