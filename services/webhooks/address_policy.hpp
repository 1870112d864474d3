#pragma once
// Where messages may go: to addresses of the public internet, and to those that a setting names.
// Judged is the address that is connected to, after the name was looked up, at every connection; so
// no name can lead elsewhere in between.

#include "services/http/trusted_peers.hpp"

namespace ledger::webhooks {

/// Whether it is an address of the public internet: not private, shared, loopback, link-local,
/// multicast, reserved or for documentation (IANA's special-purpose registries), also not as an
/// IPv4 address within an IPv6 one (mapped, NAT64, 6to4).
[[nodiscard]] bool is_public(const boost::asio::ip::address& address);

class AddressPolicy {
 public:
  explicit AddressPolicy(http::TrustedPeers allowed = {}) : allowed_(std::move(allowed)) {}
  /// Without TLS only what a setting names: who reads on the way would have what is delivered.
  [[nodiscard]] bool may_connect(const boost::asio::ip::address& address, bool is_tls) const {
    return allowed_.contains(address) || (is_tls && is_public(address));
  }
  /// Whether there are addresses that may be reached without TLS.
  [[nodiscard]] bool allows_plain() const { return !allowed_.empty(); }

 private:
  http::TrustedPeers allowed_;
};

}  // namespace ledger::webhooks
