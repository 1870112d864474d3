#include "services/http/trusted_peers.hpp"

#include <algorithm>
#include <charconv>
#include <functional>

#include <boost/asio/ip/address.hpp>
#include <boost/beast/core/string.hpp>

namespace ledger::http {
namespace {

namespace ip = boost::asio::ip;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// An IPv4 address that came in as IPv6 is the IPv4 address.
ip::address plain(const ip::address& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return ip::make_address_v4(ip::v4_mapped, address.to_v6());
}

constexpr std::string_view x_forwarded_for = "X-Forwarded-For";
constexpr std::string_view forwarded = "Forwarded";
constexpr unsigned mapped_bits = 96;  ///< of IPv6, before an IPv4 address

bool is_named(const HeaderField& field, std::string_view name) noexcept {
  return field.name.size() == name.size() &&
         boost::beast::iequals({field.name.data(), field.name.size()}, {name.data(), name.size()});
}

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`.
std::optional<ip::address> address_in_list(std::string_view text) {
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == text.npos) return std::nullopt;
    const auto rest = text.substr(close + 1);
    if (!rest.empty() && (rest.front() != ':' || !is_port(rest.substr(1)))) return std::nullopt;
    text = text.substr(1, close - 1);
    if (text.find(':') == text.npos) return std::nullopt;
  } else if (std::count(text.begin(), text.end(), ':') == 1) {
    if (!is_port(text.substr(text.find(':') + 1))) return std::nullopt;
    text = text.substr(0, text.find(':'));
  }
  boost::system::error_code ec;
  const auto address = ip::make_address(std::string(text), ec);
  return ec ? std::nullopt : std::optional(address);
}

/// `for="[2001:db8::1]:80";proto=https` (RFC 7239 §4). Commas in quotes are none of an address.
std::optional<ip::address> address_in_pairs(std::string_view text) {
  while (!text.empty()) {
    const auto pair = trimmed(text.substr(0, text.find(';')));
    text.remove_prefix(
        std::min(text.size(), text.find(';') == text.npos ? text.size() : text.find(';') + 1));
    const auto equals = pair.find('=');
    if (equals == pair.npos || !boost::beast::iequals({pair.data(), equals}, "for")) continue;
    auto value = pair.substr(equals + 1);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
      value = value.substr(1, value.size() - 2);
    }
    return address_in_list(value);
  }
  return std::nullopt;
}

bool same_network(const ip::address_v6& address, const ip::network_v6& network) {
  return ip::network_v6(address, network.prefix_length()).canonical() == network.canonical();
}

}  // namespace

bool TrustedPeers::add(std::string_view text) {
  if (text == "unix") return unix_ = true;
  const auto slash = text.find('/');
  boost::system::error_code ec;
  const auto address = ip::make_address(std::string(text.substr(0, slash)), ec);
  if (ec || (address.is_v6() && address.to_v6().scope_id() != 0)) return false;
  unsigned prefix = address.is_v4() ? 32 : 128;
  if (slash != text.npos) {
    const auto digits = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
    if (error != std::errc() || end != digits.data() + digits.size()) return false;
  }
  if (address.is_v4()) return add_v4(address.to_v4(), prefix);
  if (!address.to_v6().is_v4_mapped()) return add_v6(address.to_v6(), prefix);
  return prefix >= mapped_bits &&
         add_v4(ip::make_address_v4(ip::v4_mapped, address.to_v6()), prefix - mapped_bits);
}

bool TrustedPeers::add_v4(const ip::address_v4& address, unsigned prefix) {
  if (prefix == 0 || prefix > 32 || (prefix == 32 && address.is_unspecified())) return false;
  const ip::network_v4 network(address, static_cast<unsigned short>(prefix));
  if (network.network() != address) return false;
  v4_.push_back(network);
  return true;
}

bool TrustedPeers::add_v6(const ip::address_v6& address, unsigned prefix) {
  if (prefix == 0 || prefix > 128 || (prefix == 128 && address.is_unspecified())) return false;
  const ip::network_v6 network(address, static_cast<unsigned short>(prefix));
  if (network.network() != address) return false;
  v6_.push_back(network);
  return true;
}

bool TrustedPeers::contains(const ip::address& given) const {
  const auto address = plain(given);
  if (address.is_unspecified()) return unix_;
  if (address.is_v4()) {
    return std::any_of(v4_.begin(), v4_.end(), [&](const ip::network_v4& network) {
      return ip::network_v4(address.to_v4(), network.prefix_length()).canonical() ==
             network.canonical();
    });
  }
  return std::any_of(v6_.begin(), v6_.end(), [&](const ip::network_v6& network) {
    return same_network(address.to_v6(), network);
  });
}

std::string TrustedPeers::client_of(const Request& request) const {
  if (empty() || !contains(request.peer)) return {};
  const Said by_list = last_stranger(request, x_forwarded_for, address_in_list);
  const Said by_pairs = last_stranger(request, forwarded, address_in_pairs);
  if (!by_list.is_there) return by_pairs.address;
  if (!by_pairs.is_there) return by_list.address;
  return by_list.address == by_pairs.address ? by_list.address : std::string();
}

TrustedPeers::Said TrustedPeers::last_stranger(const Request& request, std::string_view name,
                                               AddressIn address_in) const {
  Said said;
  const auto headers = request.headers();
  for (auto field = headers.rbegin(); field != headers.rend(); ++field) {
    if (!is_named(*field, name)) continue;
    said.is_there = true;
    for (std::string_view rest = field->value; !rest.empty();) {
      const auto comma = rest.rfind(',');
      const auto last = trimmed(comma == rest.npos ? rest : rest.substr(comma + 1));
      rest = comma == rest.npos ? std::string_view() : rest.substr(0, comma);
      const auto address = address_in(last);
      if (!address) return said;  // what stands before it is nobody's word
      if (contains(*address)) continue;
      said.address = plain(*address).to_string();
      return said;
    }
  }
  return said;
}

std::uint8_t TrustedPeers::trace_of(const Request& request) const noexcept {
  if (empty() || !contains(request.peer)) return 0;
  std::size_t sum = 0;
  for (const HeaderField& field : request.headers()) {
    if (!is_named(field, x_forwarded_for) && !is_named(field, forwarded)) continue;
    sum = sum * 31 + std::hash<std::string_view>()(field.value) + 1;
  }
  return sum == 0 ? 0 : static_cast<std::uint8_t>(sum % 255 + 1);
}

}  // namespace ledger::http
