#pragma once
// Finds a text within names in any case and however its characters are composed.

#include <string>
#include <string_view>

namespace ledger::issuance {

class NameFilter {
 public:
  /// `utf8`: the wanted part; empty: every name matches.
  explicit NameFilter(std::string_view utf8);
  [[nodiscard]] bool is_empty() const noexcept { return wanted_.empty(); }
  [[nodiscard]] bool matches(std::string_view name) const;

 private:
  std::string wanted_;  ///< case-folded
};

}  // namespace ledger::issuance
