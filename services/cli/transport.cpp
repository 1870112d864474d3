#include "services/cli/transport.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/beast/http/error.hpp>

namespace ledger::cli {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using remote::Done;
using remote::Executor;

/// What one exchange works on; outlives its coroutine.
struct Exchange {
  const ServerAddress& server;
  const HttpRequest& request;
  std::chrono::steady_clock::time_point reach_until;
  bool is_sent = false;  ///< bytes of the request may have reached the server
  remote::ReplyParser parser{};
  std::exception_ptr failure{};
  bool is_over = false;
};

Done run(Executor executor, Exchange& exchange) {
  remote::Connection connection(executor, exchange.server);
  co_await connection.open(exchange.reach_until);
  exchange.is_sent = true;
  co_await connection.ask(exchange.request, exchange.parser);
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
  Exchange exchange{server, request, until + std::chrono::seconds(1)};
  exchange.parser.body_limit(reply_bytes_max);
  {
    asio::io_context context(1);
    const auto over = [&exchange](std::exception_ptr failure) {
      exchange.failure = std::move(failure);
      exchange.is_over = true;
    };
    const auto executor = context.get_executor();
    asio::co_spawn(executor, run(executor, exchange), over);
    while (!exchange.is_over && !exchange.is_sent && context.run_one_until(until) > 0) {
    }
    if (exchange.is_sent) context.run_for(at_most);
  }
  if (!exchange.is_over) return late(exchange, at_most);
  if (exchange.failure) return failed(exchange);
  return exchange.parser.release();
}

}  // namespace ledger::cli
