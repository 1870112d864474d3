#include "services/cli/transport.hpp"

#include <optional>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include "services/cli/reach.hpp"

namespace ledger::cli {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using TlsStream = asio::ssl::stream<Socket>;
using Resolver = asio::ip::basic_resolver<tcp, Executor>;
constexpr asio::use_awaitable_t<Executor> use_awaitable;

/// What one exchange works on; outlives its coroutine.
struct Exchange {
  const ServerAddress& server;
  const HttpRequest& request;
  std::chrono::steady_clock::time_point reach_until;
  bool is_sent = false;  ///< bytes of the request may have reached the server
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  std::exception_ptr failure;
  bool is_over = false;
};

template <class Stream>
Done send_and_read(Stream& stream, Exchange& exchange) {
  exchange.is_sent = true;
  co_await http::async_write(stream, exchange.request, use_awaitable);
  co_await http::async_read(stream, exchange.buffer, exchange.parser, use_awaitable);
}

Done connect(Socket& socket, const Exchange& exchange) {
  Resolver resolver(socket.get_executor());
  const auto port = std::to_string(exchange.server.port);
  const auto found = co_await resolver.async_resolve(exchange.server.host, port, use_awaitable);
  std::vector<tcp::endpoint> addresses(found.begin(), found.end());
  co_await connect_to_any(socket, std::move(addresses), exchange.reach_until);
}

bool is_address(const std::string& host) {
  boost::system::error_code no_address;
  static_cast<void>(asio::ip::make_address(host, no_address));
  return !no_address;
}

Done run_plain(Executor executor, Exchange& exchange) {
  Socket socket(executor);
  co_await connect(socket, exchange);
  co_await send_and_read(socket, exchange);
}

Done run_tls(Executor executor, Exchange& exchange) {
  asio::ssl::context context(asio::ssl::context::tls_client);
  context.set_default_verify_paths();
  ::SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  TlsStream stream(executor, context);
  stream.set_verify_mode(asio::ssl::verify_peer);
  stream.set_verify_callback(asio::ssl::host_name_verification(exchange.server.host));
  // The server's name in the greeting, for those that have several certificates. An address is no
  // name (RFC 6066 §3).
  if (!is_address(exchange.server.host)) {
    ::SSL_ctrl(stream.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
               const_cast<char*>(exchange.server.host.c_str()));
  }
  co_await connect(stream.next_layer(), exchange);
  co_await stream.async_handshake(asio::ssl::stream_base::client, use_awaitable);
  co_await send_and_read(stream, exchange);
}

NoReply late(const Exchange& exchange, std::chrono::milliseconds at_most) {
  const auto seconds = [](auto time) {
    return std::to_string(std::chrono::ceil<std::chrono::seconds>(time).count()) + " s";
  };
  if (exchange.is_sent) return {NoReply::Why::late, "no answer within " + seconds(at_most)};
  return {NoReply::Why::unreachable, "no connection within " + seconds(reach_time)};
}

NoReply failed(const Exchange& exchange) {
  try {
    std::rethrow_exception(exchange.failure);
  } catch (const boost::system::system_error& error) {
    const auto& code = error.code();
    if (!exchange.is_sent) return {NoReply::Why::unreachable, code.message()};
    const bool is_cut = code == http::error::end_of_stream || code == http::error::partial_message;
    const bool is_http_fault =
        code.category() == http::make_error_code(http::error::bad_version).category();
    if (is_cut || !is_http_fault) {
      return {NoReply::Why::broken, is_cut ? "the connection was closed" : code.message()};
    }
    return {NoReply::Why::not_http, code.message()};
  } catch (const std::exception& error) {
    return {exchange.is_sent ? NoReply::Why::broken : NoReply::Why::unreachable, error.what()};
  }
}

}  // namespace

std::variant<HttpReply, NoReply> exchange(const ServerAddress& server, const HttpRequest& request,
                                          std::chrono::milliseconds at_most) {
  const auto until = std::chrono::steady_clock::now() + reach_time;
  // Whoever runs out of time hears of the deadline, not of the last address.
  Exchange exchange{server, request, until + std::chrono::seconds(1), false, {}, {}, {}, false};
  exchange.parser.body_limit(reply_bytes_max);
  {
    asio::io_context context(1);
    const auto over = [&exchange](std::exception_ptr failure) {
      exchange.failure = std::move(failure);
      exchange.is_over = true;
    };
    const auto executor = context.get_executor();
    asio::co_spawn(executor,
                   server.is_tls ? run_tls(executor, exchange) : run_plain(executor, exchange),
                   over);
    while (!exchange.is_over && !exchange.is_sent && context.run_one_until(until) > 0) {
    }
    if (exchange.is_sent) context.run_for(at_most);
  }
  if (!exchange.is_over) return late(exchange, at_most);
  if (exchange.failure) return failed(exchange);
  return exchange.parser.release();
}

}  // namespace ledger::cli
