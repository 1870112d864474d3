#include "services/outgoing/url.hpp"

#include <algorithm>
#include <charconv>

#include <boost/beast/core/string.hpp>

namespace ledger::outgoing {
namespace {

constexpr std::uint16_t http_port = 80;
constexpr std::uint16_t https_port = 443;

bool is_host_char(char c, bool in_brackets) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '.' || c == '-' || c == '_' ||
         (in_brackets && c == ':');
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool take_scheme(std::string_view& text, std::string_view scheme) {
  if (!boost::beast::iequals(text.substr(0, scheme.size()), scheme)) return false;
  text.remove_prefix(scheme.size());
  return true;
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  if (!text.starts_with(':')) return std::nullopt;
  text.remove_prefix(1);
  std::uint16_t port = 0;
  const auto* last = text.data() + text.size();
  const auto [end, ec] = std::from_chars(text.data(), last, port);
  return ec == std::errc() && end == last && port != 0 ? std::optional(port) : std::nullopt;
}

bool is_visible(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

}  // namespace

std::optional<Url> Url::parse(std::string_view text) {
  if (!is_visible(text) || text.find('#') != text.npos) return std::nullopt;
  Url url;
  url.is_tls = take_scheme(text, "https://");
  if (!url.is_tls && !take_scheme(text, "http://")) return std::nullopt;
  url.port = url.is_tls ? https_port : http_port;
  auto server = text.substr(0, text.find_first_of("/?\\"));
  text.remove_prefix(server.size());
  if (text.starts_with('\\')) return std::nullopt;
  const bool in_brackets = server.starts_with('[');
  const auto host_end = in_brackets ? server.find(']') : server.find(':');
  if (in_brackets && host_end == server.npos) return std::nullopt;
  const auto host = in_brackets ? server.substr(1, host_end - 1) : server.substr(0, host_end);
  std::ranges::transform(host, std::back_inserter(url.host), lower);
  if (host.empty() ||
      !std::ranges::all_of(url.host, [&](char c) { return is_host_char(c, in_brackets); })) {
    return std::nullopt;
  }
  server.remove_prefix(in_brackets ? host_end + 1 : host.size());
  if (!server.empty()) {
    const auto port = parse_port(server);
    if (!port) return std::nullopt;
    url.port = *port;
  }
  url.target = text.starts_with('/') ? std::string(text) : '/' + std::string(text);
  return url;
}

std::optional<Url> Url::redirected(std::string_view location) const {
  location = location.substr(0, location.find('#'));
  const bool is_path = location.starts_with('/') && !location.starts_with("//");
  if (!is_path) return parse(location);
  if (!is_visible(location)) return std::nullopt;
  Url url = *this;
  url.target = location;
  return url;
}

std::string Url::authority() const {
  std::string text = host.find(':') != host.npos ? '[' + host + ']' : host;
  if (port != (is_tls ? https_port : http_port)) text += ':' + std::to_string(port);
  return text;
}

}  // namespace ledger::outgoing
