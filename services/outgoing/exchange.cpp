#include "services/outgoing/exchange.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

namespace ledger::outgoing {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using remote::connect_to_any;
using remote::Socket;
using Clock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor>;
using TlsStream = asio::ssl::stream<Socket>;
using Resolver = asio::ip::basic_resolver<tcp, Executor>;
constexpr asio::use_awaitable_t<Executor> use_awaitable;

template <class Stream>
Done send_and_read(Stream& stream, Exchange& exchange) {
  exchange.is_sent = true;
  co_await http::async_write(stream, exchange.request, use_awaitable);
  if (exchange.header_only) {
    co_await http::async_read_header(stream, exchange.buffer, exchange.parser, use_awaitable);
  } else {
    co_await http::async_read(stream, exchange.buffer, exchange.parser, use_awaitable);
  }
}

/// The socket is connected to an address that was judged: nothing is looked up again in between.
Done connect(Socket& socket, const Exchange& exchange) {
  Resolver resolver(socket.get_executor());
  const auto port = std::to_string(exchange.peer.port);
  const auto found = co_await resolver.async_resolve(exchange.peer.host, port, use_awaitable);
  std::vector<tcp::endpoint> addresses;
  for (const auto& entry : found) {
    const auto& endpoint = entry.endpoint();
    if (exchange.may_connect && !exchange.may_connect(endpoint.address())) continue;
    addresses.push_back(endpoint);
  }
  if (addresses.empty() && !found.empty()) {
    throw boost::system::system_error(make_error_code(boost::system::errc::permission_denied));
  }
  co_await connect_to_any(socket, std::move(addresses), exchange.reach_until);
}

bool is_address(const std::string& host) {
  boost::system::error_code no_address;
  static_cast<void>(asio::ip::make_address(host, no_address));
  return !no_address;
}

Done run_on(Socket& socket, Exchange& exchange) {
  co_await connect(socket, exchange);
  co_await send_and_read(socket, exchange);
}

Done run_on(TlsStream& stream, Exchange& exchange) {
  stream.set_verify_mode(asio::ssl::verify_peer);
  stream.set_verify_callback(asio::ssl::host_name_verification(exchange.peer.host));
  // The server's name in the greeting, for those that have several certificates. An address is no
  // name (RFC 6066 §3).
  if (!is_address(exchange.peer.host)) {
    ::SSL_ctrl(stream.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
               const_cast<char*>(exchange.peer.host.c_str()));
  }
  co_await connect(stream.next_layer(), exchange);
  co_await stream.async_handshake(asio::ssl::stream_base::client, use_awaitable);
  co_await send_and_read(stream, exchange);
}

/// Closes a socket when its time is over, which ends what goes on with it.
class Deadline {
 public:
  Deadline(Socket& socket, Clock::time_point until)
      : timer_(socket.get_executor(), until), state_(std::make_shared<State>()) {
    timer_.async_wait([&socket, state = state_](const boost::system::error_code& ec) {
      if (ec || state->is_over) return;
      state->is_late = true;
      boost::system::error_code ignored;
      socket.close(ignored);
    });
  }
  ~Deadline() { state_->is_over = true; }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;
  [[nodiscard]] bool is_late() const noexcept { return state_->is_late; }

 private:
  struct State {
    bool is_over = false;
    bool is_late = false;
  };
  Timer timer_;
  std::shared_ptr<State> state_;
};

Socket& socket_of(Socket& socket) { return socket; }
Socket& socket_of(TlsStream& stream) { return stream.next_layer(); }

template <class Stream>
Done run_on_until(Stream& stream, Exchange& exchange, Clock::time_point until) {
  const Deadline deadline(socket_of(stream), until);
  try {
    co_await run_on(stream, exchange);
  } catch (const boost::system::system_error&) {
    if (!deadline.is_late()) throw;
  }
  if (deadline.is_late()) throw boost::system::system_error(asio::error::timed_out);
}

}  // namespace

asio::ssl::context client_tls() {
  asio::ssl::context context(asio::ssl::context::tls_client);
  context.set_default_verify_paths();
  ::SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  return context;
}

Done run(Executor executor, Exchange& exchange) {
  if (exchange.peer.is_tls) {
    TlsStream stream(executor, exchange.tls);
    co_await run_on(stream, exchange);
  } else {
    Socket socket(executor);
    co_await run_on(socket, exchange);
  }
}

Done run_until(Executor executor, Exchange& exchange, Clock::time_point until) {
  if (exchange.peer.is_tls) {
    TlsStream stream(executor, exchange.tls);
    co_await run_on_until(stream, exchange, until);
  } else {
    Socket socket(executor);
    co_await run_on_until(socket, exchange, until);
  }
}

}  // namespace ledger::outgoing
