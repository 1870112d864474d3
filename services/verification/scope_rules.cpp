#include "services/verification/scope_rules.hpp"

#include <algorithm>

#include "services/http/plain_path.hpp"

namespace ledger::verification {
namespace {

using Rule = runtime::DoorSettings::Rule;

bool takes(const Rule& rule, std::string_view method) {
  const auto has = [&rule](std::string_view wanted) {
    return std::ranges::find(rule.methods, wanted) != rule.methods.end();
  };
  return rule.methods.empty() || has(method) || (method == "HEAD" && has("GET"));
}

bool covers(std::string_view prefix, std::string_view path) {
  if (prefix == "/") return true;
  return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

}  // namespace

std::optional<std::string_view> ScopeRules::scopes_of(std::string_view method,
                                                      std::string_view path) const {
  std::string decoded;
  const auto plain = http::read_plain_path(path, decoded);
  if (plain.empty()) return std::nullopt;
  for (const Rule& rule : rules_) {
    if (takes(rule, method) && covers(rule.path, plain)) return rule.scopes;
  }
  return std::nullopt;
}

}  // namespace ledger::verification
