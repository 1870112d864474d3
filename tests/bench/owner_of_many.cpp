// owner_of_many PORT OPERATOR_TOKEN OWNER TOKEN: what an owner of very many tokens costs. Walks the
// whole list in pages of 100 and prints the times of the first and the last page, then revokes all
// of the owner's tokens at once while TOKEN, one of them, is verified over and over on another
// connection, and prints the time to the answer and to the first refusal, in milliseconds.

#include <atomic>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <stdexcept>
#include <string>
#include <thread>

#include "tests/bench/keep_alive_client.hpp"

namespace {

using ledger::bench::KeepAliveClient;
using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

std::string cursor_in(const std::string& answer) {
  const std::string member = "\"next_cursor\":\"";
  const auto at = answer.rfind(member);
  if (at == std::string::npos) return {};
  const auto begin = at + member.size();
  return answer.substr(begin, answer.find('"', begin) - begin);
}

void walk(KeepAliveClient& operators, const std::string& owner) {
  std::string cursor;
  double first = 0, last = 0;
  std::size_t pages = 0;
  const auto begin = Clock::now();
  do {
    const auto asked = Clock::now();
    const auto& answer = operators.ask("GET /v1/tokens?limit=100&owner=" + owner +
                                       (cursor.empty() ? "" : "&cursor=" + cursor));
    if (operators.status() != 200) throw std::runtime_error(answer);
    last = ms_since(asked);
    if (pages++ == 0) first = last;
    cursor = cursor_in(answer);
  } while (!cursor.empty());
  std::printf("list in pages of 100: first %.2f ms, page %zu %.2f ms, mean %.2f ms\n", first, pages,
              last, ms_since(begin) / static_cast<double>(pages));
}

void revoke(KeepAliveClient& operators, std::uint16_t port, const std::string& owner,
            const std::string& token) {
  KeepAliveClient gateway(port, token);
  gateway.ask("GET /auth/request");
  if (gateway.status() != 200) throw std::runtime_error("the token is not good");
  std::atomic<Clock::rep> refused{0};
  std::thread verifying([&] {
    do gateway.ask("GET /auth/request");
    while (gateway.status() == 200);
    refused = Clock::now().time_since_epoch().count();
  });
  const auto begin = Clock::now();
  const auto& answer = operators.ask("POST /v1/owners/" + owner + "/revoke-tokens");
  const auto took = ms_since(begin);
  if (operators.status() != 200) throw std::runtime_error(answer);
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
  KeepAliveClient operators(port, argv[2]);
  walk(operators, argv[3]);
  revoke(operators, port, argv[3], argv[4]);
}
