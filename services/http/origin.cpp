#include "services/http/origin.hpp"

#include <algorithm>
#include <charconv>

#include <boost/beast/core/string.hpp>

namespace ledger::http {
namespace {

constexpr std::size_t host_size_max = 253;

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}
bool is_address_character(char c) {
  return (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9') || c == '.' || c == ':';
}

bool is_host(std::string_view host) {
  if (host.starts_with('[')) {
    host.remove_prefix(1);
    if (!host.ends_with(']')) return false;
    host.remove_suffix(1);
    return !host.empty() && std::ranges::all_of(host, is_address_character);
  }
  return !host.empty() && host.size() <= host_size_max &&
         std::ranges::all_of(host, is_host_character);
}

/// One form, without zeros in front.
bool is_port(std::string_view digits) {
  unsigned port = 0;
  const auto* last = digits.data() + digits.size();
  const auto [end, ec] = std::from_chars(digits.data(), last, port);
  return ec == std::errc() && end == last && port > 0 && port < 65536 && digits.front() != '0';
}

}  // namespace

std::optional<Origin> Origin::parse(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  Origin origin;
  std::string_view rest = lower;
  const auto behind = [&](std::string_view prefix) {
    if (!rest.starts_with(prefix)) return false;
    rest.remove_prefix(prefix.size());
    return true;
  };
  origin.is_https = behind("https://");
  if (!origin.is_https && !behind("http://")) return std::nullopt;
  const auto bracket = rest.rfind(']');
  const auto colon = rest.find(':', bracket == rest.npos ? 0 : bracket);
  const auto host = rest.substr(0, colon);
  if (!is_host(host)) return std::nullopt;
  origin.authority = host;
  if (colon == rest.npos) return origin;
  const auto port = rest.substr(colon + 1);
  if (port.empty() || !is_port(port)) return std::nullopt;
  if (port != (origin.is_https ? "443" : "80")) origin.authority.append(":").append(port);
  return origin;
}

std::string Origin::text() const { return (is_https ? "https://" : "http://") + authority; }

FromPage sender_of(const Request& request, const std::optional<Origin>& own) {
  const auto site = request.header("Sec-Fetch-Site");
  const auto sent = request.header("Origin");
  if (!site && !sent) return FromPage::unsaid;
  if (request.count("Sec-Fetch-Site") > 1 || request.count("Origin") > 1) return FromPage::foreign;
  if (site && *site != "same-origin") return FromPage::foreign;
  if (!sent) return FromPage::own;
  const auto origin = Origin::parse(*sent);
  if (!origin) return FromPage::foreign;
  const bool is_own =
      own ? *origin == *own
          : boost::beast::iequals(origin->authority, request.header("Host").value_or(""));
  return is_own ? FromPage::own : FromPage::foreign;
}

}  // namespace ledger::http
