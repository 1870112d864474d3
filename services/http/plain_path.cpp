#include "services/http/plain_path.hpp"

#include <algorithm>

#include "services/http/url.hpp"

namespace ledger::http {
namespace {

bool is_hex(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_doubtful(std::string_view path, std::size_t at) noexcept {
  const auto c = static_cast<unsigned char>(path[at]);
  if (c < 0x20 || c == 0x7f || c == '\\' || c == ';') return true;
  return c == '%' && path.size() - at > 2 && is_hex(path[at + 1]) && is_hex(path[at + 2]);
}

}  // namespace

bool is_plain_path(std::string_view path) noexcept {
  if (!path.starts_with('/')) return false;
  for (std::size_t at = 0; at < path.size(); ++at) {
    if (is_doubtful(path, at)) return false;
    if (path[at] != '/') continue;
    const auto segment = path.substr(at + 1, path.find('/', at + 1) - at - 1);
    const bool is_last = at + 1 + segment.size() == path.size();
    if (segment == "." || segment == ".." || (segment.empty() && !is_last)) return false;
  }
  return true;
}

std::string_view read_plain_path(std::string_view sent, std::string& decoded) {
  std::string_view path = sent;
  if (sent.find('%') != sent.npos) {
    if (!percent_decode(sent, decoded)) return {};
    path = decoded;
    if (std::ranges::count(path, '/') != std::ranges::count(sent, '/')) return {};
  }
  return is_plain_path(path) ? path : std::string_view{};
}

}  // namespace ledger::http
