#pragma once
// A web socket through a gateway, by way of `wss://api.example.com` at a port of the loopback.

#include <cstdint>
#include <string>

namespace ledger::support {

/// Opens one with that token (empty: none), sends `message`, and returns what comes back; or
/// `refused with 401`, or why it failed otherwise.
[[nodiscard]] std::string echoed_by_web_socket(std::uint16_t port, bool tls,
                                               const std::string& secret,
                                               const std::string& message);

}  // namespace ledger::support
