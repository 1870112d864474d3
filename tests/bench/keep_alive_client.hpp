#pragma once
// A caller on one keep-alive connection to 127.0.0.1, one request at a time, as thin as a
// measurement of times needs it. For the programs of this folder.

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace ledger::bench {

class KeepAliveClient {
 public:
  explicit KeepAliveClient(std::uint16_t port, std::string token = {}) : token_(std::move(token)) {
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
  ~KeepAliveClient() { ::close(socket_); }
  KeepAliveClient(const KeepAliveClient&) = delete;
  KeepAliveClient& operator=(const KeepAliveClient&) = delete;

  /// Calls with this token from now on.
  void speak_for(std::string token) { token_ = std::move(token); }
  /// The whole answer, header and body. `fields`: more of the header, each line with its end.
  const std::string& ask(const std::string& request_line, const std::string& body = {},
                         const std::string& fields = {}) {
    const std::string request =
        request_line + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: " + "Bearer " + token_ +
        "\r\n" + fields + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
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

}  // namespace ledger::bench
