#include "services/console/coding.hpp"

#include <string_view>

#include <boost/beast/core/string.hpp>

namespace ledger::console {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// `q=0`, `q=0.0`, `Q=0.000`: not wanted.
bool is_refused(std::string_view parameters) {
  while (!parameters.empty()) {
    const auto end = parameters.find(';');
    const auto one = trimmed(parameters.substr(0, end));
    parameters.remove_prefix(end == parameters.npos ? parameters.size() : end + 1);
    if (one.size() < 3 || (one[0] != 'q' && one[0] != 'Q') || one[1] != '=') continue;
    return one.find_first_not_of("0.", 2) == one.npos;
  }
  return false;
}

/// Each element of every Accept-Encoding: `each(coding, refused)`.
template <class Each>
void for_each_coding(const http::Request& request, Each each) {
  for (const auto& field : request.headers()) {
    if (!boost::beast::iequals(field.name, "Accept-Encoding")) continue;
    std::string_view rest = field.value;
    while (!rest.empty()) {
      const auto end = rest.find(',');
      const auto element = rest.substr(0, end);
      rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
      const auto semicolon = element.find(';');
      const auto parameters =
          semicolon == element.npos ? std::string_view() : element.substr(semicolon + 1);
      each(trimmed(element.substr(0, semicolon)), is_refused(parameters));
    }
  }
}

}  // namespace

Coding coding_for(const http::Request& request) {
  bool gzip = false;
  bool brotli = false;
  for_each_coding(request, [&](std::string_view coding, bool refused) {
    if (boost::beast::iequals(coding, "gzip")) gzip = !refused;
    if (boost::beast::iequals(coding, "br")) brotli = !refused;
  });
  if (brotli) return Coding::brotli;
  return gzip ? Coding::gzip : Coding::plain;
}

}  // namespace ledger::console
