#include "services/verification/wanted_scopes.hpp"

#include <algorithm>

namespace ledger::verification {

bool WantedScopes::take(std::string_view name, std::string_view value) {
  if (name != "scope") {
    error_ = "The only query parameter here is scope.";
  } else if (!token::is_scope(value)) {
    error_ = "A scope parameter is no scope: lower-case segments joined by ':', at most 100 characters.";
  } else if (count_ == scopes_.size()) {
    error_ = "Ask for at most 50 scopes.";
  } else {
    scopes_[count_++] = value;
    return true;
  }
  return false;
}

bool WantedScopes::read(std::string_view query) {
  if (query.find_first_of("%+") != std::string_view::npos) {
    auto parameters = http::parse_query(query);
    if (!parameters) {
      error_ = "The query has a bad percent escape.";
      return false;
    }
    decoded_ = *std::move(parameters);
    return std::all_of(decoded_.begin(), decoded_.end(),
                       [&](const auto& entry) { return take(entry.first, entry.second); });
  }
  while (!query.empty()) {
    const auto parameter = query.substr(0, query.find('&'));
    const auto equals = parameter.find('=');
    const auto value =
        equals == std::string_view::npos ? std::string_view() : parameter.substr(equals + 1);
    if (!parameter.empty() && !take(parameter.substr(0, equals), value)) return false;
    query.remove_prefix(std::min(parameter.size() + 1, query.size()));
  }
  return true;
}

bool WantedScopes::covered_by(std::string_view held) const noexcept {
  return std::all_of(scopes_.begin(), scopes_.begin() + static_cast<std::ptrdiff_t>(count_),
                     [&](std::string_view wanted) { return token::any_scope_covers(held, wanted); });
}

std::string WantedScopes::joined() const {
  std::string text;
  for (const auto scope : scopes()) {
    if (!text.empty()) text += ' ';
    text += scope;
  }
  return text;
}

}  // namespace ledger::verification
