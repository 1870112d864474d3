#include "tests/fault/loopback_peer.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace ledger::fault {
namespace {

using Clock = std::chrono::steady_clock;

bool can_be_read(int socket, Clock::time_point until) {
  const auto left = std::chrono::ceil<Milliseconds>(until - Clock::now());
  pollfd wanted{socket, POLLIN, 0};
  return left.count() > 0 && ::poll(&wanted, 1, static_cast<int>(left.count())) > 0;
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

}  // namespace

LoopbackPeer::~LoopbackPeer() {
  if (socket_ >= 0) ::close(socket_);
}

LoopbackPeer::LoopbackPeer(LoopbackPeer&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)) {}

void LoopbackPeer::send(const std::string& bytes) const {
  for (std::size_t sent = 0; sent < bytes.size();) {
    const auto count = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count < 0) return;
    sent += static_cast<std::size_t>(count);
  }
}

std::string LoopbackPeer::receive(std::size_t count, Milliseconds at_most) const {
  const auto until = Clock::now() + at_most;
  std::string all(count, ' ');
  std::size_t have = 0;
  while (have < count && can_be_read(socket_, until)) {
    const auto more = ::recv(socket_, all.data() + have, count - have, 0);
    if (more <= 0) break;
    have += static_cast<std::size_t>(more);
  }
  all.resize(have);
  return all;
}

Ending LoopbackPeer::ending(Milliseconds at_most) const {
  const auto until = Clock::now() + at_most;
  char bytes[4096];
  while (can_be_read(socket_, until)) {
    const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
    if (count <= 0) return count == 0 ? Ending::closed : Ending::reset;
  }
  return Ending::none;
}

void LoopbackPeer::end() const { ::shutdown(socket_, SHUT_WR); }

std::optional<LoopbackPeer> connect_to(std::uint16_t port) {
  const auto address = loopback(port);
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket);
    return std::nullopt;
  }
  return LoopbackPeer(socket);
}

LoopbackListener::LoopbackListener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  auto address = loopback(0);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket_, generic, size) != 0 || ::listen(socket_, 16) != 0 ||
      ::getsockname(socket_, generic, &size) != 0) {
    throw std::runtime_error("no port to listen on");
  }
  port_ = ntohs(address.sin_port);
}

LoopbackListener::~LoopbackListener() { ::close(socket_); }

LoopbackPeer LoopbackListener::accept() const {
  if (!can_be_read(socket_, Clock::now() + std::chrono::seconds(10))) {
    throw std::runtime_error("nobody connects");
  }
  return LoopbackPeer(::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC));
}

}  // namespace ledger::fault
