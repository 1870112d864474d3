#include "services/http/url.hpp"

#include <algorithm>

namespace ledger::http {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool decode(std::string_view text, bool plus_is_space, std::string& out) {
  out.clear();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (text.size() - i < 3) return false;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return false;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return true;
}

/// RFC 3986 §2.3.
bool is_unreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

std::string_view normal_path(std::string_view path, std::string& buffer) {
  if (path.find('%') == path.npos) return path;
  buffer.clear();
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '%' && path.size() - i >= 3) {
      const int byte = hex_digit(path[i + 1]) * 16 + hex_digit(path[i + 2]);
      const bool escape = hex_digit(path[i + 1]) >= 0 && hex_digit(path[i + 2]) >= 0;
      if (escape && is_unreserved(static_cast<char>(byte))) {
        buffer += static_cast<char>(byte);
        i += 2;
        continue;
      }
    }
    buffer += path[i];
  }
  return buffer;
}

bool percent_decode(std::string_view text, std::string& out) { return decode(text, false, out); }

std::optional<QueryParameters> parse_query(std::string_view query) {
  QueryParameters parameters;
  while (!query.empty()) {
    const std::string_view part = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), part.size() + 1));
    if (part.empty()) continue;
    const std::size_t equals = part.find('=');
    auto& [name, value] = parameters.emplace_back();
    if (!decode(part.substr(0, equals), true, name)) return std::nullopt;
    if (equals == part.npos) continue;
    if (!decode(part.substr(equals + 1), true, value)) return std::nullopt;
  }
  return parameters;
}

}  // namespace ledger::http
