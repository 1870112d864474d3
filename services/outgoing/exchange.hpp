#pragma once
// One HTTP request to a server and its answer, over TCP or TLS, on a connection of its own.

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "events/remote/reach.hpp"

namespace ledger::outgoing {

using remote::Done;
using remote::Executor;

using Request = boost::beast::http::request<boost::beast::http::string_body>;
using Reply = boost::beast::http::response<boost::beast::http::string_body>;

/// Whom it goes to.
struct Peer {
  bool is_tls = false;
  std::string host;  ///< a name, or an address, without brackets
  std::uint16_t port = 80;
};

/// What one exchange works on; outlives its coroutine.
struct Exchange {
  const Peer& peer;
  const Request& request;
  std::chrono::steady_clock::time_point reach_until;  ///< shared by the addresses of the name
  boost::asio::ssl::context& tls;
  /// Whether an address that the name led to may be connected to; empty: any.
  std::function<bool(const boost::asio::ip::address&)> may_connect{};
  bool header_only = false;  ///< the answer's body is not read
  bool is_sent = false;      ///< bytes of the request may have reached the server
  boost::beast::flat_buffer buffer{};
  boost::beast::http::response_parser<boost::beast::http::string_body> parser{};
};

/// A client's, which verifies: roots that OpenSSL trusts on this machine, TLS 1.2 or later.
[[nodiscard]] boost::asio::ssl::context client_tls();

/// Sends the request and reads the answer. With TLS the certificate must be of that host. Throws
/// boost::system::system_error; errc::permission_denied of that where no address may be connected
/// to. Runs until it ends or its executor's context does.
[[nodiscard]] Done run(Executor executor, Exchange& exchange);

/// The same, and ended at `until` with errc::timed_out. (A name that is being looked up is waited
/// for.)
[[nodiscard]] Done run_until(Executor executor, Exchange& exchange,
                             std::chrono::steady_clock::time_point until);

}  // namespace ledger::outgoing
