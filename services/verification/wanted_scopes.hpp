#pragma once
// The scopes that a question about a token names, from `scope=…` of a query. No allocation for the
// plain case, a query without escapes.

#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "events/token/scope.hpp"
#include "services/http/url.hpp"

namespace ledger::verification {

class WantedScopes {
 public:
  /// Reads the query. False: see error(). The views live as long as the query and this object.
  [[nodiscard]] bool read(std::string_view query);
  [[nodiscard]] std::span<const std::string_view> scopes() const noexcept {
    return {scopes_.data(), count_};
  }
  /// What is wrong and what to do.
  [[nodiscard]] std::string_view error() const noexcept { return error_; }
  /// Whether `held` (joined by spaces) covers all of them.
  [[nodiscard]] bool covered_by(std::string_view held) const noexcept;
  /// With one space between, for the challenge of a 403.
  [[nodiscard]] std::string joined() const;

 private:
  [[nodiscard]] bool take(std::string_view name, std::string_view value);

  std::array<std::string_view, token::scopes_max> scopes_;
  std::size_t count_ = 0;
  std::string_view error_;
  http::QueryParameters decoded_;
};

}  // namespace ledger::verification
