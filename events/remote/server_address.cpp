#include "events/remote/server_address.hpp"

#include <algorithm>
#include <charconv>

#include <boost/asio/ip/address.hpp>

namespace ledger::remote {
namespace {

constexpr std::uint16_t http_port = 80;
constexpr std::uint16_t https_port = 443;

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool take_prefix(std::string_view& text, std::string_view wanted) {
  const auto same = [](char a, char b) { return lower(a) == b; };
  if (text.size() < wanted.size() || !std::equal(wanted.begin(), wanted.end(), text.begin(),
                                                 [&](char w, char t) { return same(t, w); })) {
    return false;
  }
  text.remove_prefix(wanted.size());
  return true;
}

std::optional<std::uint16_t> parse_port(std::string_view digits) {
  std::uint16_t port = 0;
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (ec != std::errc() || end != digits.data() + digits.size() || port == 0) return std::nullopt;
  return port;
}

bool is_host(std::string_view host, bool in_brackets) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [&](char c) {
    return is_alphanumeric(c) || c == '.' || c == '-' || c == '_' || (in_brackets && c == ':');
  });
}

bool is_prefix(std::string_view prefix) {
  return std::all_of(prefix.begin(), prefix.end(), [](char c) {
    return is_alphanumeric(c) || std::string_view("/._~-").find(c) != std::string_view::npos;
  });
}

}  // namespace

std::optional<ServerAddress> ServerAddress::parse(std::string_view url) {
  ServerAddress server;
  server.is_tls = take_prefix(url, "https://");
  if (!server.is_tls && !take_prefix(url, "http://")) return std::nullopt;
  server.port = server.is_tls ? https_port : http_port;
  auto rest = url.substr(0, url.find('/'));
  auto prefix = url.substr(rest.size());
  while (prefix.ends_with('/')) prefix.remove_suffix(1);
  const bool in_brackets = rest.starts_with('[');
  const auto host_end = in_brackets ? rest.find(']') : rest.find(':');
  if (in_brackets && host_end == rest.npos) return std::nullopt;
  const auto host = in_brackets ? rest.substr(1, host_end - 1) : rest.substr(0, host_end);
  if (!is_host(host, in_brackets) || !is_prefix(prefix)) return std::nullopt;
  rest.remove_prefix(in_brackets ? host_end + 1 : host.size());
  if (!rest.empty()) {
    const auto port = rest.front() == ':' ? parse_port(rest.substr(1)) : std::nullopt;
    if (!port) return std::nullopt;
    server.port = *port;
  }
  std::transform(host.begin(), host.end(), std::back_inserter(server.host), lower);
  server.prefix = prefix;
  return server;
}

std::string ServerAddress::authority() const {
  const bool is_v6 = host.find(':') != std::string::npos;
  std::string text = is_v6 ? '[' + host + ']' : host;
  if (port != (is_tls ? https_port : http_port)) text += ':' + std::to_string(port);
  return text;
}

std::string ServerAddress::text() const {
  return (is_tls ? "https://" : "http://") + authority() + prefix;
}

bool ServerAddress::is_loopback() const {
  if (host == "localhost") return true;
  boost::system::error_code no_address;  // a name: wherever it leads to
  const auto address = boost::asio::ip::make_address(host, no_address);
  return !no_address && address.is_loopback();
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (is_alphanumeric(c) || c == '_' || c == '~' || c == '-') {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return encoded;
}

}  // namespace ledger::remote
