#pragma once
// What a connection reads from and writes to: a socket, TCP or Unix, plain or with TLS on it. The
// plain way costs a comparison more than the socket itself; nothing is virtual. Of the room, not
// for others.

#include <optional>
#include <span>
#include <string_view>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/address.hpp>

#include "services/http/router.hpp"
#include "services/http/tls_session.hpp"

namespace ledger::http {

using Socket = boost::asio::basic_stream_socket<boost::asio::generic::stream_protocol, Executor>;

class Transport {
 public:
  /// `tls`: null for plain. Throws std::bad_alloc.
  Transport(Socket socket, const TlsKeeper* tls);

  /// Unspecified on a Unix socket.
  [[nodiscard]] boost::asio::ip::address peer() const;
  [[nodiscard]] bool is_plain() const noexcept { return !tls_; }

  // Without waiting. would_block: wait for what wait_type() says, on the socket, and come again.

  /// Once, before all else where it is not plain.
  [[nodiscard]] boost::system::error_code handshake();
  std::size_t read_some(std::span<char> room, boost::system::error_code& ec);
  std::size_t write_some(std::string_view bytes, boost::system::error_code& ec);
  /// What the last would_block of TLS waits for.
  [[nodiscard]] Socket::wait_type wait_type() const noexcept;

  /// The handshake failed because the peer speaks HTTP without TLS: then this becomes plain, so
  /// that it can be told.
  [[nodiscard]] bool turn_plain();
  /// The socket itself: to wait on, and where it is plain, to read from and write to.
  [[nodiscard]] Socket& socket() noexcept { return socket_; }
  /// Tells the peer that nothing more comes; false if it is gone.
  bool end_sending();
  void close();
  /// Closes in a way that nobody takes for an orderly end.
  void reset();

 private:
  Socket socket_;
  std::optional<TlsSession> tls_;  ///< not used once the socket is closed
};

}  // namespace ledger::http
