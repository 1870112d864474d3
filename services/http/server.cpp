#include "services/http/server.hpp"

#include <algorithm>
#include <deque>
#include <thread>

#include "events/token/invariant.hpp"
#include "services/http/listening_socket.hpp"
#include "services/http/worker.hpp"

namespace ledger::http {

struct Server::State {
  State(Options given, const Router& router) : options(std::move(given)) {
    for (unsigned i = 0; i < std::max(options.threads, 1U); ++i) {
      workers.push_back(std::make_unique<Worker>(router, options.limits, counts, options.sight));
    }
  }
  Options options;
  ServerCounts counts;
  std::deque<std::atomic<std::uint64_t>> open;  ///< connections of each listener
  std::deque<ListeningSocket> sockets;
  std::vector<std::unique_ptr<Worker>> workers;
  std::vector<std::thread> threads;
};

Server::Server(Options options, const Router& router)
    : state_(std::make_unique<State>(std::move(options), router)) {
  for (const Listener& listener : state_->options.listeners) {
    auto& socket = state_->sockets.emplace_back(listener, state_->workers.size());
    auto& open = state_->open.emplace_back(0);
    for (const auto& worker : state_->workers) {
      worker->listen(listener, open, socket.family(), socket.take());
    }
  }
}

Server::~Server() { stop(std::chrono::milliseconds(0)); }

std::uint16_t Server::port(std::size_t listener) const {
  return state_->sockets.at(listener).port();
}

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
