#pragma once
// The proxies in front of this server whose word about the client's address is taken. Nobody's by
// default: whoever connects could write the header.

#include <string_view>
#include <vector>

#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include "services/http/request.hpp"

namespace ledger::http {

class TrustedPeers {
 public:
  /// An address or a network: `10.0.0.0/8`, `::1`; or `unix`, whoever comes over a Unix socket.
  /// False if it is none of these.
  [[nodiscard]] bool add(std::string_view text);

  [[nodiscard]] bool empty() const noexcept { return v4_.empty() && v6_.empty() && !unix_; }
  /// The unspecified address is that of a Unix socket.
  [[nodiscard]] bool contains(const boost::asio::ip::address& address) const;

  /// The client's address as a trusted peer says it, in canonical form: of `X-Forwarded-For`, read
  /// from its end, the first that is no trusted peer itself. Empty: nobody trusted says one.
  [[nodiscard]] std::string client_of(const Request& request) const;

 private:
  std::vector<boost::asio::ip::network_v4> v4_;
  std::vector<boost::asio::ip::network_v6> v6_;
  bool unix_ = false;
};

}  // namespace ledger::http
