#include "events/remote/connection.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

namespace ledger::remote {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using Resolver = asio::ip::basic_resolver<tcp, Executor>;
constexpr asio::use_awaitable_t<Executor> use_awaitable;

Done connect(Socket& socket, const ServerAddress& server,
             std::chrono::steady_clock::time_point until) {
  Resolver resolver(socket.get_executor());
  const auto port = std::to_string(server.port);
  const auto found = co_await resolver.async_resolve(server.host, port, use_awaitable);
  std::vector<tcp::endpoint> addresses(found.begin(), found.end());
  co_await connect_to_any(socket, std::move(addresses), until);
}

bool is_address(const std::string& host) {
  boost::system::error_code no_address;
  static_cast<void>(asio::ip::make_address(host, no_address));
  return !no_address;
}

}  // namespace

Connection::Connection(Executor executor, const ServerAddress& server) : server_(server) {
  if (!server.is_tls) {
    socket_.emplace(executor);
    return;
  }
  tls_.emplace(asio::ssl::context::tls_client);
  tls_->set_default_verify_paths();
  ::SSL_CTX_set_min_proto_version(tls_->native_handle(), TLS1_2_VERSION);
  tls_stream_.emplace(executor, *tls_);
  tls_stream_->set_verify_mode(asio::ssl::verify_peer);
  tls_stream_->set_verify_callback(asio::ssl::host_name_verification(server.host));
  // The server's name in the greeting, for those that have several certificates. An address is no
  // name (RFC 6066 §3).
  if (!is_address(server.host)) {
    ::SSL_ctrl(tls_stream_->native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME,
               TLSEXT_NAMETYPE_host_name, const_cast<char*>(server.host.c_str()));
  }
}

Done Connection::open(std::chrono::steady_clock::time_point until) {
  auto& socket = tls_stream_ ? tls_stream_->next_layer() : *socket_;
  co_await connect(socket, server_, until);
  if (tls_stream_) {
    co_await tls_stream_->async_handshake(asio::ssl::stream_base::client, use_awaitable);
  }
}

Done Connection::ask(const HttpRequest& request, ReplyParser& parser) {
  if (tls_stream_) {
    co_await http::async_write(*tls_stream_, request, use_awaitable);
    co_await http::async_read(*tls_stream_, received_, parser, use_awaitable);
  } else {
    co_await http::async_write(*socket_, request, use_awaitable);
    co_await http::async_read(*socket_, received_, parser, use_awaitable);
  }
}

}  // namespace ledger::remote
