#include "tests/support/web_socket.hpp"

#include <sys/socket.h>
#include <sys/time.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

namespace ledger::support {
namespace {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;
using asio::ip::tcp;

template <class Stream>
std::string echoed(Stream& stream, const std::string& secret, const std::string& message) {
  stream.set_option(websocket::stream_base::decorator([&](websocket::request_type& request) {
    if (!secret.empty()) request.set("Authorization", "Bearer " + secret);
  }));
  websocket::response_type answer;
  boost::system::error_code ec;
  stream.handshake(answer, "api.example.com", "/socket", ec);
  if (ec == websocket::error::upgrade_declined) {
    return "refused with " + std::to_string(answer.result_int());
  }
  if (ec) return ec.message();
  stream.write(asio::buffer(message));
  boost::beast::flat_buffer back;
  stream.read(back);
  return boost::beast::buffers_to_string(back.data());
}

tcp::socket connected(asio::io_context& context, std::uint16_t port) {
  tcp::socket socket(context);
  socket.connect({asio::ip::address_v4::loopback(), port});
  const timeval most{10, 0};
  ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
  return socket;
}

}  // namespace

std::string echoed_by_web_socket(std::uint16_t port, bool tls, const std::string& secret,
                                 const std::string& message) {
  asio::io_context context;
  if (!tls) {
    websocket::stream<tcp::socket> stream(connected(context, port));
    return echoed(stream, secret, message);
  }
  asio::ssl::context trust(asio::ssl::context::tls_client);
  websocket::stream<asio::ssl::stream<tcp::socket>> stream(connected(context, port), trust);
  std::string name = "api.example.com";
  ::SSL_ctrl(stream.next_layer().native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME,
             TLSEXT_NAMETYPE_host_name, name.data());
  stream.next_layer().handshake(asio::ssl::stream_base::client);
  return echoed(stream, secret, message);
}

}  // namespace ledger::support
