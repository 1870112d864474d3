// owner_of_many PORT OPERATOR_TOKEN OWNER TOKEN: what an owner of very many tokens costs. Walks the
// whole list in pages of 100 and prints the times of the first and the last page, then revokes all
// of the owner's tokens at once while TOKEN, one of them, is verified over and over on another
// connection, and prints the time to the answer and to the first refusal, in milliseconds.

#include <arpa/inet.h>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <netinet/tcp.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace {

using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

/// One keep-alive connection, one request at a time.
class Client {
 public:
  Client(std::uint16_t port, std::string token) : token_(std::move(token)) {
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    const int one = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error("cannot connect");
    }
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// The whole answer, header and body.
  const std::string& ask(const std::string& request_line) {
    const std::string request = request_line +
                                " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: " + "Bearer " +
                                token_ + "\r\nContent-Length: 0\r\n\r\n";
    if (::send(socket_, request.data(), request.size(), 0) !=
        static_cast<ssize_t>(request.size())) {
      throw std::runtime_error("cannot send");
    }
    answer_.clear();
    while (!is_whole()) {
      char bytes[65536];
      const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
      if (count <= 0) throw std::runtime_error("the connection ended: " + answer_);
      answer_.append(bytes, static_cast<std::size_t>(count));
    }
    return answer_;
  }
  [[nodiscard]] unsigned status() const {
    return static_cast<unsigned>(std::stoul(answer_.substr(9, 3)));
  }

 private:
  [[nodiscard]] bool is_whole() const {
    const auto end = answer_.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    const auto length = answer_.find("Content-Length: ");
    const std::size_t body = length < end ? std::stoul(answer_.substr(length + 16, 10)) : 0;
    return answer_.size() >= end + 4 + body;
  }
  int socket_ = -1;
  std::string token_;
  std::string answer_;
};

std::string cursor_in(const std::string& answer) {
  const std::string member = "\"next_cursor\":\"";
  const auto at = answer.rfind(member);
  if (at == std::string::npos) return {};
  const auto begin = at + member.size();
  return answer.substr(begin, answer.find('"', begin) - begin);
}

void walk(Client& operators, const std::string& owner) {
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

void revoke(Client& operators, std::uint16_t port, const std::string& owner,
            const std::string& token) {
  Client gateway(port, token);
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
  Client operators(port, argv[2]);
  walk(operators, argv[3]);
  revoke(operators, port, argv[3], argv[4]);
}
