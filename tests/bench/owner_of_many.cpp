// owner_of_many PORT OPERATOR_TOKEN OWNER TOKEN: what an owner of very many tokens costs. Walks the
// whole list in pages of 100, in both orders, and prints the times of the first and the last page,
// then revokes all of the owner's tokens at once while TOKEN, one of them, is verified over and
// over on another connection, and prints the time to the answer and to the first refusal, in
// milliseconds.

#include <atomic>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <stdexcept>
#include <string>
#include <thread>

#include "tests/support/api_client.hpp"

namespace {

using ledger::support::ApiClient;
using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

void walk(ApiClient& operators, const std::string& owner, const std::string& order) {
  std::string cursor;
  double first = 0, last = 0;
  std::size_t pages = 0;
  const auto begin = Clock::now();
  do {
    const auto asked = Clock::now();
    const auto answer = operators.get("/v1/tokens?limit=100&owner=" + owner + "&order=" + order +
                                      (cursor.empty() ? "" : "&cursor=" + cursor));
    last = ms_since(asked);
    if (answer.status != 200) throw std::runtime_error(answer.body);
    if (pages++ == 0) first = last;
    const auto page = answer.json();
    cursor = page.is_null("/next_cursor") ? "" : page.text("/next_cursor");
  } while (!cursor.empty());
  std::printf("list, %s first, in pages of 100: first %.2f ms, page %zu %.2f ms, mean %.2f ms\n",
              order.c_str(), first, pages, last, ms_since(begin) / static_cast<double>(pages));
}

void revoke(ApiClient& operators, std::uint16_t port, const std::string& owner,
            const std::string& token) {
  ApiClient gateway(port, token);
  if (gateway.get("/auth/request").status != 200) throw std::runtime_error("the token is not good");
  std::atomic<Clock::rep> refused{0};
  std::thread verifying([&] {
    while (gateway.get("/auth/request").status == 200) {
    }
    refused = Clock::now().time_since_epoch().count();
  });
  const auto begin = Clock::now();
  const auto answer = operators.post("/v1/owners/" + owner + "/revoke-tokens", {});
  const auto took = ms_since(begin);
  if (answer.status != 200) throw std::runtime_error(answer.body);
  verifying.join();
  const auto at = Clock::time_point(Clock::duration(refused.load()));
  std::printf("revoke all: answer after %.2f ms, first refusal after %.2f ms\n", took,
              std::chrono::duration<double, std::milli>(at - begin).count());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::cerr << "usage: owner_of_many PORT OPERATOR_TOKEN OWNER TOKEN\n";
    return 2;
  }
  const auto port = static_cast<std::uint16_t>(std::stoul(argv[1]));
  ApiClient operators(port, argv[2]);
  walk(operators, argv[3], "oldest");
  walk(operators, argv[3], "newest");
  revoke(operators, port, argv[3], argv[4]);
}
