#include "tests/support/faulty_relay.hpp"

#include <fcntl.h>

#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

namespace ledger::support {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

using Request = http::request<http::string_body>;
using Reply = http::response<http::string_body>;

constexpr std::size_t large_bytes = 16 << 20;

std::string padded_object(std::size_t bytes) { return '{' + std::string(bytes - 2, ' ') + '}'; }

Reply ask(std::uint16_t port, const Request& request) {
  asio::io_context context;
  asio::ip::tcp::socket server(context);
  server.connect({asio::ip::address_v4::loopback(), port});
  http::write(server, request);
  beast::flat_buffer buffer;
  Reply reply;
  http::read(server, buffer, reply);
  return reply;
}

}  // namespace

FaultyRelay::FaultyRelay(std::uint16_t server, std::vector<RelayFault> faults)
    : acceptor_(context_, {asio::ip::address_v4::loopback(), 0}),
      port_(acceptor_.local_endpoint().port()),
      server_(server),
      faults_(std::move(faults)) {
  // A client that is forked off must not hold on to it: it would connect to itself.
  ::fcntl(acceptor_.native_handle(), F_SETFD, FD_CLOEXEC);
  thread_ = std::thread([this] { run(); });
}

FaultyRelay::~FaultyRelay() {
  ended_ = true;
  // A connection of its own wakes the accept.
  asio::io_context context;
  asio::ip::tcp::socket waker(context);
  boost::system::error_code ignored;
  waker.connect({asio::ip::address_v4::loopback(), port_}, ignored);
  thread_.join();
}

void FaultyRelay::run() {
  for (std::size_t i = 0;; ++i) {
    tcp::socket client(context_);
    boost::system::error_code failed;
    acceptor_.accept(client, failed);
    if (ended_ || failed) return;
    try {
      serve(std::move(client), i < faults_.size() ? faults_[i] : RelayFault::none);
    } catch (const boost::system::system_error&) {
      // The client went away: that is its right.
    }
  }
}

void FaultyRelay::serve(tcp::socket client, RelayFault fault) {
  beast::flat_buffer buffer;
  Request request;
  http::read(client, buffer, request);
  seen_.push_back({std::string(request.method_string()) + ' ' + std::string(request.target()),
                   request.body(), std::string(request["Idempotency-Key"])});
  if (fault == RelayFault::cut_before) return;
  if (fault == RelayFault::mute) return muted_.push_back(std::move(client));
  if (fault == RelayFault::babble) {
    asio::write(client, asio::buffer(std::string_view("220 mail.example.org ready\r\n\r\n")));
    return;
  }
  auto reply = fault == RelayFault::throttled
                   ? Reply(http::status::too_many_requests, 11, "<html>Slow down</html>")
                   : ask(server_, request);
  if (fault == RelayFault::gone_behind) acceptor_.close();
  if (fault == RelayFault::cut_behind || fault == RelayFault::gone_behind) return;
  if (fault == RelayFault::gateway_timeout) {
    reply = Reply(http::status::gateway_timeout, 11, "<html>Gateway Time-out</html>");
  }
  if (fault == RelayFault::large) reply.body() = padded_object(large_bytes);
  if (fault == RelayFault::too_large) reply.body() = padded_object(large_bytes + 1);
  reply.keep_alive(false);
  reply.prepare_payload();
  http::write(client, reply);
}

}  // namespace ledger::support
