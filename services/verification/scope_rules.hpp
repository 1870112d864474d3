#pragma once
// Which scopes a guarded request needs, by its method and path: the [[door.scopes]] of the
// settings. The first rule that fits decides.

#include <optional>
#include <string_view>
#include <vector>

#include "services/runtime/door_settings.hpp"

namespace ledger::verification {

class ScopeRules {
 public:
  explicit ScopeRules(std::vector<runtime::DoorSettings::Rule> rules) : rules_(std::move(rules)) {}

  [[nodiscard]] bool empty() const noexcept { return rules_.empty(); }

  /// With one space between. Nothing: no rule fits, or the path (as it was sent) can be read in
  /// more than one way, so that the API may serve something else than was looked at.
  [[nodiscard]] std::optional<std::string_view> scopes_of(std::string_view method,
                                                          std::string_view path) const;

 private:
  std::vector<runtime::DoorSettings::Rule> rules_;
};

}  // namespace ledger::verification
