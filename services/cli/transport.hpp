#pragma once
// One HTTP request to a server and its answer, over TCP or TLS, on a connection of its own. Both
// have a deadline, and the answer a largest size. Of the room, not for others.

#include <chrono>
#include <string>
#include <variant>

#include "services/cli/server_address.hpp"
#include "services/outgoing/exchange.hpp"

namespace ledger::cli {

using HttpRequest = outgoing::Request;
using HttpReply = outgoing::Reply;

inline constexpr std::uint64_t reply_bytes_max = 16 << 20;
inline constexpr std::chrono::seconds reach_time{10};  ///< to look up, connect and agree on TLS

/// Why there is no answer.
struct NoReply {
  enum class Why {
    unreachable,  ///< nothing was sent
    broken,       ///< the connection ended first; the server may have done what was asked
    late,         ///< no answer in time; it may have, too
    not_http,     ///< what came back is no HTTP, or too large
  };
  Why why;
  std::string text;
};

/// Sends the request and reads the answer, in `at_most` after the server was reached. https: the
/// certificate must be of that host and signed by a root that OpenSSL trusts on this machine.
[[nodiscard]] std::variant<HttpReply, NoReply> exchange(const ServerAddress& server,
                                                        const HttpRequest& request,
                                                        std::chrono::milliseconds at_most);

}  // namespace ledger::cli
