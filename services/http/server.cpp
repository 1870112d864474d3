#include "services/http/server.hpp"

#include <algorithm>
#include <system_error>
#include <thread>
#include <vector>

#include <boost/asio/ip/tcp.hpp>

#include "events/token/invariant.hpp"
#include "services/http/worker.hpp"

namespace ledger::http {
namespace {

using boost::asio::ip::tcp;

tcp::endpoint resolve(const std::string& host, std::uint16_t port) {
  boost::system::error_code ec;
  const auto address = boost::asio::ip::make_address(host, ec);
  if (!ec) return {address, port};
  boost::asio::io_context context;
  tcp::resolver resolver(context);
  return resolver.resolve(host, std::to_string(port))->endpoint();
}

/// The workers share their port by SO_REUSEPORT, and so would another process of the same user, in
/// silence. Binding without it fails where anybody listens already. Throws system_error.
void check_free(const tcp::endpoint& endpoint) {
  if (endpoint.port() == 0) return;
  boost::asio::io_context context;
  tcp::acceptor probe(context, endpoint.protocol());
  probe.set_option(boost::asio::socket_base::reuse_address(true));
  probe.bind(endpoint);
}

}  // namespace

struct Server::State {
  State(Options given, const Router& router) : options(std::move(given)) {
    for (unsigned i = 0; i < std::max(options.threads, 1U); ++i) {
      workers.push_back(std::make_unique<Worker>(router, options.limits, counts));
    }
  }
  Options options;
  ServerCounts counts;
  std::vector<std::unique_ptr<Worker>> workers;
  std::vector<std::thread> threads;
  std::uint16_t port = 0;
};

Server::Server(Options options, const Router& router)
    : state_(std::make_unique<State>(std::move(options), router)) {
  const Options& set = state_->options;
  try {
    tcp::endpoint endpoint = resolve(set.host, set.port);
    check_free(endpoint);
    for (const auto& worker : state_->workers) {
      worker->listen(endpoint);
      endpoint.port(worker->port());
    }
    state_->port = endpoint.port();
  } catch (const boost::system::system_error& error) {
    throw std::system_error(error.code(),
                            "cannot listen on " + set.host + ":" + std::to_string(set.port));
  }
}

Server::~Server() { stop(std::chrono::milliseconds(0)); }

std::uint16_t Server::port() const noexcept { return state_->port; }

void Server::start() {
  token::invariant(state_->threads.empty());
  for (const auto& worker : state_->workers) {
    state_->threads.emplace_back([&worker = *worker] { worker.run(); });
  }
}

void Server::stop(std::chrono::milliseconds grace) {
  if (state_->threads.empty()) return;
  for (const auto& worker : state_->workers) worker->stop(grace);
  for (std::thread& thread : state_->threads) thread.join();
  state_->threads.clear();
}

const ServerCounts& Server::counts() const noexcept { return state_->counts; }

Executor Server::executor(unsigned index) noexcept { return state_->workers.at(index)->executor(); }

unsigned Server::threads() const noexcept { return static_cast<unsigned>(state_->workers.size()); }

}  // namespace ledger::http
