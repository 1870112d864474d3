#pragma once
// Scopes: what a token may do. Segments `[a-z0-9][a-z0-9._-]*` joined by `:`; a final `*` covers
// everything below. None is No Access, `*` is Full Access. The ledger's own begin with `ledger:`;
// no wildcard covers those, but `*` covers `ledger:tokens`, and `ledger:operate` covers every
// scope.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::token {

inline constexpr std::string_view scope_full_access = "*";
inline constexpr std::string_view scope_tokens = "ledger:tokens";
inline constexpr std::string_view scope_verify = "ledger:verify";
inline constexpr std::string_view scope_audit = "ledger:audit";
inline constexpr std::string_view scope_operate = "ledger:operate";

inline constexpr std::size_t scope_size_max = 100;
inline constexpr std::size_t scopes_max = 50;

/// Whether `text` is a scope: well-formed, at most scope_size_max characters, and, if it begins
/// with `ledger:`, one of the four that exist.
[[nodiscard]] bool is_scope(std::string_view text) noexcept;

/// Whether holding `held` allows what `wanted` names. Both are scopes. Reflexive and transitive.
[[nodiscard]] bool scope_covers(std::string_view held, std::string_view wanted) noexcept;

/// Whether one of the space-separated scopes in `held` covers `wanted`. Allocates nothing.
[[nodiscard]] bool any_scope_covers(std::string_view held, std::string_view wanted) noexcept;

/// Whether `scope` is one that only somebody with `ledger:operate` may hand out.
[[nodiscard]] bool is_operator_granted(std::string_view scope) noexcept;

/// A token's scopes, each once, in the order given; equality ignores the order.
class ScopeSet {
 public:
  ScopeSet() = default;
  /// Nothing if one is no scope or there are more than scopes_max of them. Repeats count once.
  [[nodiscard]] static std::optional<ScopeSet> make(const std::vector<std::string>& scopes);

  [[nodiscard]] const std::vector<std::string>& values() const noexcept { return values_; }
  [[nodiscard]] bool empty() const noexcept { return values_.empty(); }
  [[nodiscard]] bool covers(std::string_view wanted) const noexcept;
  [[nodiscard]] bool covers(const ScopeSet& wanted) const noexcept;
  /// All of them with one space between, as RFC 6749 §3.3 writes a scope list.
  [[nodiscard]] std::string joined() const;

  friend bool operator==(const ScopeSet& left, const ScopeSet& right) noexcept;

 private:
  std::vector<std::string> values_;
};

}  // namespace ledger::token
