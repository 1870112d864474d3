// A server with one fast route, to be measured from outside with wrk, and the count of allocations
// that it makes while serving: printed when standard input ends.

#include <atomic>
#include <cstdlib>
#include <iostream>
#include <new>

#include "services/http/server.hpp"

namespace {

std::atomic<std::uint64_t> allocations{0};

}  // namespace

void* operator new(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace ledger::http {
namespace {

bool answer(Exchange& exchange) {
  exchange.response.status(200)
      .header("X-Auth-Owner", "alice")
      .header("X-Auth-Token-Id", "tok_01jxx3k9q5f8m2r7v4w6y0z1ab")
      .header("X-Auth-Scopes", "repo:read repo:write")
      .header("Ledger-Position", std::uint64_t{123456})
      .no_body();
  return true;
}

Router router() {
  Route route;
  route.methods = {boost::beast::http::verb::get};
  route.pattern = "/auth/request";
  route.fast = answer;
  Router routes;
  routes.add(std::move(route));
  return routes;
}

}  // namespace
}  // namespace ledger::http

int main(int argc, char** argv) {
  const ledger::http::Router router = ledger::http::router();
  ledger::http::Server::Options options;
  options.port = argc > 1 ? static_cast<std::uint16_t>(std::atoi(argv[1])) : 0;
  ledger::http::Server server(options, router);
  server.start();
  std::cout << "port " << server.port() << std::endl;
  std::string line;
  while (std::getline(std::cin, line)) {
    std::cout << "requests " << server.counts().requests << " allocations " << allocations
              << std::endl;
  }
  server.stop(std::chrono::milliseconds(100));
}
