#include "events/token/scope.hpp"

#include <algorithm>

namespace ledger::token {
namespace {

constexpr std::string_view ledger_prefix = "ledger:";

bool is_ledger_scope(std::string_view scope) noexcept { return scope.starts_with(ledger_prefix); }

bool is_segment_start(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool is_segment(std::string_view text) noexcept {
  if (text.empty() || !is_segment_start(text.front())) return false;
  return std::all_of(text.begin() + 1, text.end(), [](char c) {
    return is_segment_start(c) || c == '.' || c == '_' || c == '-';
  });
}

bool contains(const std::vector<std::string>& values, std::string_view wanted) noexcept {
  return std::find(values.begin(), values.end(), wanted) != values.end();
}

}  // namespace

bool is_scope(std::string_view text) noexcept {
  if (text.size() > scope_size_max) return false;
  if (is_ledger_scope(text)) {
    return text == scope_tokens || text == scope_verify || text == scope_audit ||
           text == scope_operate;
  }
  while (true) {
    const auto colon = text.find(':');
    const auto segment = text.substr(0, colon);
    if (colon == std::string_view::npos) return segment == "*" || is_segment(segment);
    if (!is_segment(segment)) return false;
    text.remove_prefix(colon + 1);
  }
}

bool scope_covers(std::string_view held, std::string_view wanted) noexcept {
  if (held == wanted || held == scope_operate) return true;
  if (is_ledger_scope(wanted)) return held == scope_full_access && wanted == scope_tokens;
  if (held == scope_full_access) return true;
  if (!held.ends_with(":*")) return false;
  const auto above = held.substr(0, held.size() - 1);
  return wanted.size() > above.size() && wanted.starts_with(above);
}

bool any_scope_covers(std::string_view held, std::string_view wanted) noexcept {
  while (!held.empty()) {
    const auto space = held.find(' ');
    if (scope_covers(held.substr(0, space), wanted)) return true;
    held.remove_prefix(space == std::string_view::npos ? held.size() : space + 1);
  }
  return false;
}

bool is_operator_granted(std::string_view scope) noexcept {
  return is_ledger_scope(scope) && scope != scope_tokens;
}

std::optional<ScopeSet> ScopeSet::make(const std::vector<std::string>& scopes) {
  ScopeSet set;
  for (const auto& scope : scopes) {
    if (!is_scope(scope)) return std::nullopt;
    if (contains(set.values_, scope)) continue;
    if (set.values_.size() == scopes_max) return std::nullopt;
    set.values_.push_back(scope);
  }
  return set;
}

bool ScopeSet::covers(std::string_view wanted) const noexcept {
  return std::any_of(values_.begin(), values_.end(),
                     [&](const std::string& held) { return scope_covers(held, wanted); });
}

bool ScopeSet::covers(const ScopeSet& wanted) const noexcept {
  return std::all_of(wanted.values_.begin(), wanted.values_.end(),
                     [&](const std::string& scope) { return covers(scope); });
}

std::string ScopeSet::joined() const {
  std::string text;
  for (const auto& scope : values_) {
    if (!text.empty()) text += ' ';
    text += scope;
  }
  return text;
}

bool operator==(const ScopeSet& left, const ScopeSet& right) noexcept {
  return left.values_.size() == right.values_.size() &&
         std::all_of(left.values_.begin(), left.values_.end(),
                     [&](const std::string& scope) { return contains(right.values_, scope); });
}

}  // namespace ledger::token
