#include "tests/support/http_torture_server.hpp"

#include <cstdlib>
#include <stdexcept>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "services/http/problem.hpp"
#include "tests/support/tls_channel.hpp"

namespace ledger::support {
namespace {

using namespace http;
using boost::beast::http::verb;
using Clock = std::chrono::steady_clock;
using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor>;

Task<void> pause(Executor executor, std::chrono::milliseconds time) {
  Timer timer(executor, time);
  co_await timer.async_wait(boost::asio::use_awaitable_t<Executor>());
}

Task<void> slow(Exchange& exchange) {
  co_await pause(exchange.executor, std::chrono::milliseconds(1));
  exchange.response.status(200).body("text/plain", exchange.path_parameters.at(0));
}

Task<void> wait(Exchange& exchange) {
  co_await pause(exchange.executor, std::chrono::milliseconds(100));
  exchange.response.status(200).body("text/plain", exchange.request.query);
}

Task<void> throwing(Exchange& exchange) {
  co_await pause(exchange.executor, std::chrono::milliseconds(1));
  exchange.response.status(200).header("Half", "done").body("text/plain", "not yet sent");
  throw std::runtime_error("secret reason");
}

Task<void> silent(Exchange& exchange) {
  co_await pause(exchange.executor, std::chrono::milliseconds(1));
}

bool fast(Exchange& exchange) {
  exchange.response.status(200).body("text/plain", exchange.request.query);
  return true;
}

bool echo(Exchange& exchange) {
  exchange.response.status(200).body("application/json", exchange.request.body);
  return true;
}

bool large(Exchange& exchange) {
  exchange.response.status(200).body("text/plain", std::string(4'000'000, 'x'));
  return true;
}

bool throwing_known(Exchange&) { throw std::out_of_range("secret reason"); }

/// What a server may say of failures that it knows.
std::optional<Problem> known(const std::exception& thrown) {
  if (dynamic_cast<const std::out_of_range*>(&thrown) == nullptr) return std::nullopt;
  Problem problem;
  problem.status = 503;
  problem.type = "out-of-order";
  return problem;
}

Task<void> throwing_known_late(Exchange& exchange) {
  co_await pause(exchange.executor, std::chrono::milliseconds(1));
  exchange.response.status(200).header("Half", "done").body("text/plain", "not yet sent");
  throw std::out_of_range("secret reason");
}

bool throwing_fast(Exchange&) { throw std::runtime_error("secret reason"); }

bool authorized(Exchange& exchange) {
  if (exchange.request.header("Authorization")) return true;
  Problem problem;
  problem.status = 401;
  problem.type = "unauthorized";
  write_problem(exchange.response, problem);
  return false;
}

std::size_t number_in(const Exchange& exchange) {
  return std::stoul("0" + std::string(exchange.request.query));
}

/// As many lines as the query says, a piece each.
Task<void> lines(Exchange& exchange) {
  exchange.response.status(200).begin("text/plain");
  for (std::size_t i = 0; i < number_in(exchange); ++i) {
    exchange.response.piece(std::to_string(i) + '\n');
    const bool wanted = co_await exchange.stream->send();
    if (!wanted) co_return;
  }
}

/// Pieces of the largest size, as fast as they are taken, without end.
Task<void> endless(Exchange& exchange, StreamCounts& counts) {
  const StreamCounts::Open open(counts);
  const std::string piece(Response::piece_max, 'x');
  exchange.response.status(200).begin("text/plain");
  bool wanted = true;
  while (wanted) {
    exchange.response.piece(piece);
    wanted = co_await exchange.stream->send();
    ++counts.sent;
  }
}

/// A line, and then nothing more until somebody leaves.
Task<void> quiet(Exchange& exchange, StreamCounts& counts) {
  const StreamCounts::Open open(counts);
  exchange.response.status(200).begin("text/plain");
  exchange.response.piece("open\n");
  bool wanted = co_await exchange.stream->send();
  while (wanted) {
    const auto later = std::chrono::steady_clock::now() + std::chrono::hours(1);
    wanted = co_await exchange.stream->rest(later);
  }
  exchange.response.piece("closed\n");
}

/// Breaks: before anything is sent, or after the number of pieces in the query.
Task<void> breaking(Exchange& exchange) {
  exchange.response.status(200).begin("text/plain");
  exchange.response.piece("half of it\n");
  for (std::size_t i = 0; i < number_in(exchange); ++i) {
    static_cast<void>(co_await exchange.stream->send());
  }
  throw std::runtime_error("secret reason");
}

/// Is woken as often as the query says, and rests until now in between.
Task<void> woken(Exchange& exchange) {
  exchange.response.status(200).begin("text/plain");
  static_cast<void>(co_await exchange.stream->send());
  for (std::size_t i = 0; i < number_in(exchange); ++i) {
    boost::asio::post(exchange.executor, [stream = exchange.stream] { stream->wake(); });
    const auto later = std::chrono::steady_clock::now() + std::chrono::hours(1);
    static_cast<void>(co_await exchange.stream->rest(later));
    static_cast<void>(co_await exchange.stream->rest(std::chrono::steady_clock::now()));
    exchange.response.piece("woken\n");
  }
}

Route route(verb method, std::string pattern) {
  Route made;
  made.methods = {method};
  made.pattern = std::move(pattern);
  return made;
}

void add_fast(Router& router, verb method, std::string pattern, FastHandler handler) {
  Route made = route(method, std::move(pattern));
  made.fast = std::move(handler);
  router.add(std::move(made));
}

void add_slow(Router& router, std::string pattern, Handler handler) {
  Route made = route(verb::get, std::move(pattern));
  made.handler = std::move(handler);
  router.add(std::move(made));
}

void add_echo(Router& router, std::string pattern, std::size_t body_bytes_max,
              Admission admission) {
  Route made = route(verb::post, std::move(pattern));
  made.fast = echo;
  made.body_types = {"application/json"};
  made.body_bytes_max = body_bytes_max;
  made.admission = std::move(admission);
  router.add(std::move(made));
}

Router routes(StreamCounts& counts) {
  Router router;
  add_slow(router, "/lines", lines);
  add_slow(router, "/endless", [&counts](Exchange& exchange) { return endless(exchange, counts); });
  add_slow(router, "/quiet", [&counts](Exchange& exchange) { return quiet(exchange, counts); });
  add_slow(router, "/breaking", breaking);
  add_slow(router, "/woken", woken);
  add_fast(router, verb::get, "/fast", fast);
  add_fast(router, verb::get, "/large", large);
  Route header_only;
  header_only.pattern = "/header-only/*";
  header_only.header_only = true;
  header_only.header_limits = HeaderLimits{40'000, 30'000, 100};
  header_only.fast = fast;
  router.add(std::move(header_only));
  add_fast(router, verb::get, "/throw-fast", throwing_fast);
  add_fast(router, verb::get, "/throw-known", throwing_known);
  add_slow(router, "/throw-known-late", throwing_known_late);
  router.on_failure(known);
  add_fast(router, verb::post, "/pass", echo);
  add_slow(router, "/slow/{}", slow);
  add_slow(router, "/wait", wait);
  add_slow(router, "/throw", throwing);
  add_slow(router, "/silent", silent);
  add_echo(router, "/echo", 100'000, {});
  add_echo(router, "/guarded", 1'000, authorized);
  return router;
}

}  // namespace

HttpTortureServer::HttpTortureServer(Limits limits, unsigned threads)
    : router_(routes(streams_)), server_(options(limits, threads), router_) {
  server_.start();
}

std::unique_ptr<HttpChannel> HttpTortureServer::connect() const {
  if (transport_ == "unix") {
    return std::make_unique<SocketChannel>((directory_.path() / "socket").string());
  }
  if (tls_ == nullptr) return std::make_unique<SocketChannel>(server_.port());
  TlsChannel::Options options;
  options.trusted = authority_->certificate_file();
  return std::make_unique<TlsChannel>(server_.port(), options);
}

Server::Options HttpTortureServer::options(Limits limits, unsigned threads) {
  Server::Options made;
  made.threads = threads;
  made.limits = limits;
  Listener& listener = made.listeners.front();
  listener.port = 0;
  const char* const named = std::getenv("TOKENLEDGER_TEST_TRANSPORT");
  transport_ = named == nullptr ? "plain" : named;
  if (transport_ == "unix") {
    listener.unix_socket.emplace();
    listener.unix_socket->path = directory_.path() / "socket";
  } else if (transport_ == "tls") {
    const auto files = authority_.emplace().issue("server", "DNS:localhost");
    TlsFiles shown;
    shown.certificates = {{files.chain, files.key}};
    tls_ = std::make_unique<TlsKeeper>(shown);
    listener.tls = tls_.get();
  }
  return made;
}

}  // namespace ledger::support
