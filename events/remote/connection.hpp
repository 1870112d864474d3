#pragma once
// A connection to a server elsewhere, over TCP or TLS, for HTTP requests one after another. Used on
// one thread, which runs its io_context; what fails is thrown as boost::system::system_error.
// Deadlines are of who runs the io_context.

#include <chrono>
#include <optional>
#include <string>

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "events/remote/reach.hpp"
#include "events/remote/server_address.hpp"

namespace ledger::remote {

using HttpRequest = boost::beast::http::request<boost::beast::http::string_body>;
using HttpReply = boost::beast::http::response<boost::beast::http::string_body>;
using ReplyParser = boost::beast::http::response_parser<boost::beast::http::string_body>;

class Connection {
 public:
  /// `server` must outlive it.
  Connection(Executor executor, const ServerAddress& server);

  /// Looks the server up, connects to the first of its addresses that answers (each has its share
  /// of the time until `until`), and agrees on TLS: the certificate must be of that host and signed
  /// by a root that OpenSSL trusts on this machine.
  [[nodiscard]] Done open(std::chrono::steady_clock::time_point until);
  /// Both must outlive it. What came behind the answer stays in the connection.
  [[nodiscard]] Done ask(const HttpRequest& request, ReplyParser& parser);

 private:
  using TlsStream = boost::asio::ssl::stream<Socket>;

  const ServerAddress& server_;
  std::optional<boost::asio::ssl::context> tls_;  ///< nothing: it goes over TCP alone
  std::optional<TlsStream> tls_stream_;
  std::optional<Socket> socket_;
  boost::beast::flat_buffer received_;
};

}  // namespace ledger::remote
