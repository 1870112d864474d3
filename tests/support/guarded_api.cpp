#include "tests/support/guarded_api.hpp"

#include <list>
#include <mutex>
#include <string>
#include <thread>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

namespace ledger::support {
namespace {

namespace http = boost::beast::http;
using boost::asio::ip::tcp;
using Request = http::request<http::string_body>;

constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

bool is_preflight(const Request& request) {
  return request.method() == http::verb::options && request.count("Origin") != 0 &&
         request.count("Access-Control-Request-Method") != 0;
}

std::string shown(const Request& request) {
  std::string text = std::string(request.method_string()) + " " + std::string(request.target());
  for (const auto& field : request) {
    text += "\n" + std::string(field.name_string()) + ": " + std::string(field.value());
  }
  return text + "\nbody=" + std::to_string(request.body().size()) + "\n";
}

void echo(tcp::socket& socket, const Request& request) {
  boost::beast::websocket::stream<tcp::socket&> peers(socket);
  peers.accept(request);
  boost::beast::flat_buffer message;
  for (;; message.clear()) {
    peers.read(message);
    peers.write(message.data());
  }
}

}  // namespace

struct GuardedApi::State {
  void accept();
  void serve(tcp::socket& socket);

  boost::asio::io_context context;
  tcp::acceptor acceptor{context, {boost::asio::ip::address_v4::loopback(), 0}};
  std::atomic<unsigned> asked{0};
  std::atomic<bool> ending{false};
  std::mutex mutex;
  std::list<tcp::socket> sockets;
  std::list<std::thread> threads;
};

void GuardedApi::State::accept() {
  for (;;) {
    boost::system::error_code ec;
    tcp::socket socket = acceptor.accept(ec);
    const std::lock_guard lock(mutex);
    if (ending) return;
    if (ec) continue;
    tcp::socket& kept = sockets.emplace_back(std::move(socket));
    threads.emplace_back([this, &kept] {
      try {
        serve(kept);
      } catch (const boost::system::system_error&) {
        // the gateway has gone
      }
      boost::system::error_code ignored;
      kept.shutdown(tcp::socket::shutdown_both, ignored);
    });
  }
}

void GuardedApi::State::serve(tcp::socket& socket) {
  boost::beast::flat_buffer buffer;
  for (;;) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(64 << 20);
    parser.header_limit(64 << 10);
    http::read_header(socket, buffer, parser);
    if (boost::beast::iequals(parser.get()["Expect"], "100-continue")) {
      boost::asio::write(socket, boost::asio::buffer(go_on));
    }
    if (!parser.is_done()) http::read(socket, buffer, parser);
    const Request request = parser.release();
    ++asked;
    const bool known = request.count("X-Auth-Owner") != 0 || is_preflight(request);
    if (known && boost::beast::websocket::is_upgrade(request)) return echo(socket, request);
    http::response<http::string_body> response(
        known ? http::status::ok : http::status::unauthorized, 11);
    response.body() = known ? shown(request) : "who is it?\n";
    response.keep_alive(request.keep_alive());
    response.prepare_payload();
    http::write(socket, response);
    if (!response.keep_alive()) return;
  }
}

GuardedApi::GuardedApi() : state_(std::make_unique<State>()) {
  state_->threads.emplace_back([state = state_.get()] { state->accept(); });
}

GuardedApi::~GuardedApi() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->ending = true;
    boost::system::error_code ignored;
    for (auto& socket : state_->sockets) socket.shutdown(tcp::socket::shutdown_both, ignored);
  }
  boost::asio::io_context context;
  tcp::socket last(context);
  boost::system::error_code ignored;
  last.connect(state_->acceptor.local_endpoint(), ignored);  // ends accept()
  for (auto& thread : state_->threads) thread.join();
}

std::uint16_t GuardedApi::port() const noexcept { return state_->acceptor.local_endpoint().port(); }

unsigned GuardedApi::asked() const noexcept { return state_->asked; }

}  // namespace ledger::support
