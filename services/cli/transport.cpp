#include "services/cli/transport.hpp"

#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/beast/http/error.hpp>

namespace ledger::cli {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using outgoing::Exchange;

NoReply late(const Exchange& exchange, std::chrono::milliseconds at_most) {
  const auto seconds = [](auto time) {
    return std::to_string(std::chrono::ceil<std::chrono::seconds>(time).count()) + " s";
  };
  if (exchange.is_sent) return {NoReply::Why::late, "no answer within " + seconds(at_most)};
  return {NoReply::Why::unreachable, "no connection within " + seconds(reach_time)};
}

NoReply failed(const Exchange& exchange, const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
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
  auto tls = outgoing::client_tls();
  const outgoing::Peer peer{server.is_tls, server.host, server.port};
  // Whoever runs out of time hears of the deadline, not of the last address.
  Exchange exchange{peer, request, until + std::chrono::seconds(1), tls};
  exchange.parser.body_limit(reply_bytes_max);
  std::exception_ptr failure;
  bool is_over = false;
  {
    asio::io_context context(1);
    const auto over = [&](std::exception_ptr thrown) {
      failure = std::move(thrown);
      is_over = true;
    };
    const auto executor = context.get_executor();
    asio::co_spawn(executor, outgoing::run(executor, exchange), over);
    while (!is_over && !exchange.is_sent && context.run_one_until(until) > 0) {
    }
    if (exchange.is_sent) context.run_for(at_most);
  }
  if (!is_over) return late(exchange, at_most);
  if (failure) return failed(exchange, failure);
  return exchange.parser.release();
}

}  // namespace ledger::cli
