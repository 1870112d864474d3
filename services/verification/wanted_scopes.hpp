#pragma once
// The scopes that a question about a token names, from `scope=…` of a query. No allocation for the
// plain case, a query without escapes.

#include <optional>
#include <string_view>

#include "events/token/scope.hpp"
#include "services/http/url.hpp"

namespace ledger::verification {

class WantedScopes {
 public:
  /// Reads the query, which must outlive this. False: see error().
  [[nodiscard]] bool read(std::string_view query);
  /// What is wrong and what to do.
  [[nodiscard]] std::string_view error() const noexcept { return error_; }
  /// Whether `held` (joined by spaces) covers all of them.
  [[nodiscard]] bool covered_by(std::string_view held) const noexcept;
  /// With one space between, for the challenge of a 403.
  [[nodiscard]] std::string joined() const;

 private:
  [[nodiscard]] bool check(std::string_view name, std::string_view value);
  /// Calls visitor(name, value) for each parameter until one returns false; then false.
  template <class Visitor>
  [[nodiscard]] bool each(const Visitor& visitor) const;

  std::string_view query_;  ///< where it has no escapes
  std::size_t count_ = 0;
  std::string_view error_;
  http::QueryParameters decoded_;  ///< where it has
};

}  // namespace ledger::verification
