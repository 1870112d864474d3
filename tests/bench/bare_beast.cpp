// bare_beast PORT: a server as Boost.Beast's coroutine examples write one, with the answer that
// /auth/request gives and no question asked: the textbook to be measured against.

#include <cstdlib>
#include <iostream>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

http::response<http::empty_body> answer(const http::request<http::string_body>& request) {
  http::response<http::empty_body> response(http::status::ok, request.version());
  response.set("X-Auth-Owner", "owner-1");
  response.set("X-Auth-Token-Id", "tok_01jxx3k9q5f8m2r7v4w6y0z1ab");
  response.set("X-Auth-Scopes", "repo:read repo:write");
  response.set("Ledger-Position", "123456");
  response.keep_alive(request.keep_alive());
  response.prepare_payload();
  return response;
}

asio::awaitable<void> serve(tcp::socket socket) {
  beast::tcp_stream stream(std::move(socket));
  beast::flat_buffer buffer;
  try {
    while (true) {
      stream.expires_after(std::chrono::seconds(30));
      http::request<http::string_body> request;
      co_await http::async_read(stream, buffer, request, asio::use_awaitable);
      auto response = answer(request);
      co_await http::async_write(stream, response, asio::use_awaitable);
      if (!response.keep_alive()) break;
    }
  } catch (const std::exception&) {
    // The client is gone.
  }
}

asio::awaitable<void> listen(std::uint16_t port) {
  const auto executor = co_await asio::this_coro::executor;
  tcp::acceptor acceptor(executor, tcp::endpoint(asio::ip::make_address("127.0.0.1"), port));
  while (true) {
    auto socket = co_await acceptor.async_accept(asio::use_awaitable);
    asio::co_spawn(executor, serve(std::move(socket)), asio::detached);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: bare_beast PORT\n";
    return 2;
  }
  asio::io_context context(1);
  asio::co_spawn(context, listen(static_cast<std::uint16_t>(std::atoi(argv[1]))), asio::detached);
  context.run();
}
