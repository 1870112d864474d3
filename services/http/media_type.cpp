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

/// One element of Accept, held against a type.
struct Verdict {
  int specificity = 0;  ///< 0: it does not cover the type
  bool wanted = true;   ///< q is not 0
};

constexpr int named = 3;

int specificity_of(std::string_view range, std::string_view type) {
  if (same(range, type)) return named;
  if (range == "*/*" || range == "*") return 1;
  const auto slash = type.find('/') + 1;
  const bool family = range.size() == slash + 1 && range.back() == '*';
  return family && same(range.substr(0, slash), type.substr(0, slash)) ? 2 : 0;
}

bool is_zero(std::string_view quality) {
  return quality.starts_with('0') && quality.find_first_not_of("0.") == quality.npos;
}

Verdict judge(std::string_view element, std::string_view type) {
  Verdict verdict{specificity_of(take_part(element), type)};
  while (!element.empty()) {
    const auto parameter = take_part(element);
    if (parameter.size() >= 2 && same(parameter.substr(0, 2), "q=")) {
      verdict.wanted = !is_zero(parameter.substr(2));
      return verdict;
    }
    // A type with parameters that the answer does not have is another type.
    const bool charset = parameter.size() >= 8 && same(parameter.substr(0, 8), "charset=");
    if (!parameter.empty() && !(charset && parameter_is_fine(parameter))) verdict.specificity = 0;
  }
  return verdict;
}

/// Of a list that may stand in several fields; empty ones are passed over.
template <class OnElement>
void for_each_element(const Request& request, std::string_view header, OnElement on_element) {
  for (const HeaderField& field : request.headers()) {
    if (!same(field.name, header)) continue;
    for (std::string_view rest = field.value; !rest.empty();) {
      const auto element = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(rest.size(), element.size() + 1));
      if (!trim(element).empty()) on_element(element);
    }
  }
}

}  // namespace

bool is_acceptable(const Request& request, std::string_view type) {
  Verdict best;
  bool asked = false;
  for_each_element(request, "Accept", [&](std::string_view element) {
    asked = true;
    const Verdict verdict = judge(element, type);
    if (verdict.specificity > best.specificity) best = verdict;
  });
  return !asked || (best.specificity > 0 && best.wanted);
}

bool names(const Request& request, std::string_view header, std::string_view element) {
  bool wanted = false;
  for_each_element(request, header, [&](std::string_view one) {
    const Verdict verdict = judge(one, element);
    if (verdict.specificity == named) wanted = verdict.wanted;
  });
  return wanted;
}

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
