#include "services/verification/wanted_scopes.hpp"

#include <algorithm>

namespace ledger::verification {
namespace {

bool has_escapes(std::string_view query) noexcept {
  return std::any_of(query.begin(), query.end(), [](char c) { return c == '%' || c == '+'; });
}

}  // namespace

template <class Visitor>
bool WantedScopes::each(const Visitor& visitor) const {
  for (auto rest = query_; !rest.empty();) {
    const auto parameter = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(parameter.size() + 1, rest.size()));
    if (parameter.empty()) continue;
    const auto equals = std::min(parameter.find('='), parameter.size());
    const auto value = parameter.substr(std::min(equals + 1, parameter.size()));
    if (!visitor(parameter.substr(0, equals), value)) return false;
  }
  for (auto rest = list_; !rest.empty();) {
    const auto scope = rest.substr(0, rest.find(separator_));
    rest.remove_prefix(std::min(scope.size() + 1, rest.size()));
    if (!visitor("scope", scope)) return false;
  }
  return std::all_of(decoded_.begin(), decoded_.end(),
                     [&](const auto& entry) { return visitor(entry.first, entry.second); });
}

bool WantedScopes::check(std::string_view name, std::string_view value) {
  if (name != "scope") {
    error_ = "The only query parameter here is scope.";
  } else if (!token::is_scope(value)) {
    error_ =
        "One of the scopes asked for is none: lower-case segments joined by ':', at most 100 "
        "characters.";
  } else if (++count_ > token::scopes_max) {
    error_ = "Ask for at most 50 scopes.";
  }
  return error_.empty();
}

bool WantedScopes::read_query(std::string_view query) {
  if (has_escapes(query)) {
    auto parameters = http::parse_query(query);
    if (!parameters) {
      error_ = "The query has a bad percent escape.";
      return false;
    }
    decoded_ = *std::move(parameters);
  } else {
    query_ = query;
  }
  return each([this](std::string_view name, std::string_view value) { return check(name, value); });
}

bool WantedScopes::read_segment(std::string_view segment) {
  list_ = segment;
  separator_ = '+';
  if (segment.find('%') != segment.npos) {
    if (!http::percent_decode(segment, segment_)) {
      error_ = "The path has a bad percent escape.";
      return false;
    }
    list_ = segment_;
  }
  if (list_.empty() || list_.ends_with('+')) {
    error_ =
        "Behind /auth/request/scope/ stand scopes with + between, such as repo:read+repo:list.";
    return false;
  }
  return each([this](std::string_view name, std::string_view value) { return check(name, value); });
}

void WantedScopes::take(std::string_view joined) noexcept { list_ = joined; }

bool WantedScopes::covered_by(std::string_view held) const noexcept {
  return each([&](std::string_view, std::string_view wanted) {
    return token::any_scope_covers(held, wanted);
  });
}

std::string WantedScopes::joined(std::size_t bytes_max) const {
  std::string text;
  static_cast<void>(each([&](std::string_view, std::string_view scope) {
    if (text.size() + 1 + scope.size() > bytes_max) return false;
    if (!text.empty()) text += ' ';
    text += scope;
    return true;
  }));
  return text;
}

}  // namespace ledger::verification
