#pragma once
// The proxies in front of this server whose word about the client's address is taken. Nobody's by
// default: whoever connects could write the header.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include "services/http/request.hpp"

namespace ledger::http {

class TrustedPeers {
 public:
  /// An address or a network: `10.0.0.0/8`, `::1`, `::ffff:10.0.0.0/104` (which is the first); or
  /// `unix`, whoever comes over a Unix socket. False if it is none of these, or cannot be meant: a
  /// network with bits behind its prefix, one of everybody (then nobody would be a client), an
  /// address that nobody has.
  [[nodiscard]] bool add(std::string_view text);

  [[nodiscard]] bool empty() const noexcept { return v4_.empty() && v6_.empty() && !unix_; }
  /// The unspecified address is that of a Unix socket.
  [[nodiscard]] bool contains(const boost::asio::ip::address& address) const;

  /// The client's address as a trusted peer says it, in canonical form: of `X-Forwarded-For` or
  /// `Forwarded` (RFC 7239), read from its end, the first that is no trusted peer itself; with a
  /// port or in brackets or not. Empty: nobody trusted says one, or the two fields say different
  /// ones, for then one of them may be the client's own.
  [[nodiscard]] std::string client_of(const Request& request) const;

  /// 0 where client_of() is empty for want of a trusted peer or a field; else what is the same for
  /// the same fields. Costs next to nothing.
  [[nodiscard]] std::uint8_t trace_of(const Request& request) const noexcept;

 private:
  using AddressIn = std::optional<boost::asio::ip::address> (*)(std::string_view element);
  struct Said {
    bool is_there = false;
    std::string address;  ///< empty: none that counts
  };
  [[nodiscard]] Said last_stranger(const Request& request, std::string_view name,
                                   AddressIn address_in) const;
  [[nodiscard]] bool add_v4(const boost::asio::ip::address_v4& address, unsigned prefix);
  [[nodiscard]] bool add_v6(const boost::asio::ip::address_v6& address, unsigned prefix);

  std::vector<boost::asio::ip::network_v4> v4_;
  std::vector<boost::asio::ip::network_v6> v6_;
  bool unix_ = false;
};

}  // namespace ledger::http
