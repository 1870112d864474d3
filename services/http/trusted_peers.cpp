#include "services/http/trusted_peers.hpp"

#include <algorithm>

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

bool same_network(const ip::address_v6& address, const ip::network_v6& network) {
  return ip::network_v6(address, network.prefix_length()).canonical() == network.canonical();
}

}  // namespace

bool TrustedPeers::add(std::string_view text) {
  if (text == "unix") return unix_ = true;
  boost::system::error_code ec;
  const bool is_v6 = text.find(':') != text.npos;
  std::string network(text);
  if (text.find('/') == text.npos) network += is_v6 ? "/128" : "/32";
  if (is_v6) {
    const auto parsed = ip::make_network_v6(network, ec);
    if (!ec) v6_.push_back(parsed);
  } else {
    const auto parsed = ip::make_network_v4(network, ec);
    if (!ec) v4_.push_back(parsed);
  }
  return !ec;
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
  const auto headers = request.headers();
  for (auto field = headers.rbegin(); field != headers.rend(); ++field) {
    if (!boost::beast::iequals({field->name.data(), field->name.size()}, "X-Forwarded-For")) {
      continue;
    }
    for (std::string_view rest = field->value; !rest.empty();) {
      const auto comma = rest.rfind(',');
      const auto last = trimmed(comma == rest.npos ? rest : rest.substr(comma + 1));
      rest = comma == rest.npos ? std::string_view() : rest.substr(0, comma);
      boost::system::error_code ec;
      const auto address = ip::make_address(std::string(last), ec);
      if (ec) return {};  // what stands before it is nobody's word
      if (!contains(address)) return plain(address).to_string();
    }
  }
  return {};
}

}  // namespace ledger::http
