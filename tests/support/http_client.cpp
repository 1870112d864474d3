#include "tests/support/http_client.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>

#include "tests/support/exchange_record.hpp"

namespace ledger::support {

std::optional<std::string> HttpAnswer::header(std::string_view name) const {
  std::size_t at = head.find("\r\n");
  while (at != head.npos && at + 2 < head.size()) {
    at += 2;
    const std::string_view line = std::string_view(head).substr(at, head.find("\r\n", at) - at);
    if (line.size() > name.size() && line[name.size()] == ':' &&
        ::strncasecmp(line.data(), name.data(), name.size()) == 0) {
      return std::string(line.substr(std::min(line.size(), name.size() + 2)));
    }
    at = head.find("\r\n", at);
  }
  return std::nullopt;
}

SocketChannel::SocketChannel(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  set_up();
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::system_error(errno, std::generic_category(), "connect");
  }
}

SocketChannel::SocketChannel(const std::string& unix_path)
    : socket_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
  set_up();
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  unix_path.copy(address.sun_path, sizeof address.sun_path - 1);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::system_error(errno, std::generic_category(), "connect");
  }
}

SocketChannel::~SocketChannel() { ::close(socket_); }

void SocketChannel::set_up() {
  const timeval patience{10, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

long SocketChannel::send(std::string_view bytes) {
  return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

long SocketChannel::receive(char* room, std::size_t size) { return ::recv(socket_, room, size, 0); }

void SocketChannel::shut_down_sending() { ::shutdown(socket_, SHUT_WR); }

bool HttpClient::send(std::string_view bytes) {
  if (!asked_before_) asked_.clear();
  asked_.append(bytes);
  asked_before_ = true;
  while (!bytes.empty()) {
    const auto count = channel_->send(bytes);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool HttpClient::read_more() {
  char bytes[16 * 1024];
  const auto count = channel_->receive(bytes, sizeof bytes);
  if (count <= 0) return false;
  received_.append(bytes, static_cast<std::size_t>(count));
  return true;
}

std::optional<HttpAnswer> HttpClient::receive(bool to_head) {
  std::size_t end = 0;
  while ((end = received_.find("\r\n\r\n")) == received_.npos) {
    if (!read_more()) return std::nullopt;
  }
  HttpAnswer answer;
  answer.head = received_.substr(0, end + 2);
  received_.erase(0, end + 4);
  if (answer.head.size() < 12 || !answer.head.starts_with("HTTP/1.1 ")) return std::nullopt;
  answer.status = static_cast<unsigned>(std::stoul(answer.head.substr(9, 3)));
  const bool has_body = answer.status >= 200 && answer.status != 204 && answer.status != 304;
  if (!to_head && has_body && !receive_body(answer)) return std::nullopt;
  if (answer.status >= 200) asked_before_ = false;
  record_exchange(asked_, answer.head, answer.body);
  return answer;
}

bool HttpClient::receive_body(HttpAnswer& answer) {
  const auto length = answer.header("Content-Length");
  const std::size_t size = length ? std::stoul(*length) : 0;
  while (received_.size() < size) {
    if (!read_more()) return false;
  }
  answer.body = received_.substr(0, size);
  received_.erase(0, size);
  return true;
}

bool HttpClient::ended() {
  if (!received_.empty()) return false;
  char byte = 0;
  const auto count = channel_->receive(&byte, 1);
  return count == 0 || (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
}

std::optional<HttpAnswer> HttpClient::ask(std::string_view bytes, bool to_head) {
  if (!send(bytes)) return std::nullopt;
  return receive(to_head);
}

}  // namespace ledger::support
