#include "services/http/media_type.hpp"

#include <algorithm>

#include <boost/beast/core/string.hpp>

namespace ledger::http {
namespace {

bool same(std::string_view one, std::string_view other) {
  return boost::beast::iequals({one.data(), one.size()}, {other.data(), other.size()});
}

std::string_view trim(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::string_view take_part(std::string_view& rest) {
  const std::string_view part = rest.substr(0, rest.find(';'));
  rest.remove_prefix(std::min(rest.size(), part.size() + 1));
  return trim(part);
}

bool parameter_is_fine(std::string_view parameter) {
  const auto equals = parameter.find('=');
  if (equals == parameter.npos) return false;
  if (!same(parameter.substr(0, equals), "charset")) return true;
  std::string_view value = parameter.substr(equals + 1);
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
    value = value.substr(1, value.size() - 2);
  }
  return same(value, "utf-8");
}

}  // namespace

bool media_type_is_one_of(std::string_view content_type, const std::vector<std::string>& taken) {
  const std::string_view type = take_part(content_type);
  const auto is_type = [type](const std::string& each) { return same(type, each); };
  if (std::none_of(taken.begin(), taken.end(), is_type)) return false;
  while (!content_type.empty()) {
    const std::string_view parameter = take_part(content_type);
    if (!parameter.empty() && !parameter_is_fine(parameter)) return false;
  }
  return true;
}

}  // namespace ledger::http
