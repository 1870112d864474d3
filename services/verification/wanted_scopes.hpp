#pragma once
// The scopes that a question about a token names: `scope=…` of a query, or a list. No allocation
// for the plain case, text without escapes.

#include <optional>
#include <string_view>

#include "events/token/scope.hpp"
#include "services/http/url.hpp"

namespace ledger::verification {

class WantedScopes {
 public:
  /// Reads a query, which must outlive this. False: see error().
  [[nodiscard]] bool read_query(std::string_view query);
  /// Reads a segment of a path, `repo:read+repo:write`, which must outlive this.
  [[nodiscard]] bool read_segment(std::string_view segment);
  /// Takes scopes that are known to be some, with one space between. They must outlive this.
  void take(std::string_view joined) noexcept;
  /// What is wrong and what to do.
  [[nodiscard]] std::string_view error() const noexcept { return error_; }
  /// Whether `held` (joined by spaces) covers all of them.
  [[nodiscard]] bool covered_by(std::string_view held) const noexcept;
  /// With one space between, for the challenge of a 403: as many as find room in `bytes_max`.
  [[nodiscard]] std::string joined(std::size_t bytes_max) const;

 private:
  [[nodiscard]] bool check(std::string_view name, std::string_view value);
  /// Calls visitor(name, value) for each parameter until one returns false; then false.
  template <class Visitor>
  [[nodiscard]] bool each(const Visitor& visitor) const;

  std::string_view query_;  ///< where it has no escapes
  std::string_view list_;   ///< where it is no query
  char separator_ = ' ';    ///< in the list
  std::string segment_;     ///< decoded, where it had escapes
  std::size_t count_ = 0;
  std::string_view error_;
  http::QueryParameters decoded_;  ///< where it has
};

}  // namespace ledger::verification
