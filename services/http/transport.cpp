#include "services/http/transport.hpp"

#include <cstring>
#include <netinet/in.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace ledger::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

}  // namespace

Transport::Transport(Socket socket, const TlsKeeper* tls) : socket_(std::move(socket)) {
  error_code ec;
  socket_.set_option(asio::ip::tcp::no_delay(true), ec);  // a Unix socket has no such delay
  socket_.non_blocking(true, ec);
  if (tls != nullptr) tls_.emplace(tls->current(), socket_.native_handle());
}

asio::ip::address Transport::peer() const {
  error_code ec;
  const auto endpoint = socket_.remote_endpoint(ec);
  if (ec) return {};
  asio::ip::tcp::endpoint address;
  const int family = endpoint.protocol().family();
  if ((family != AF_INET && family != AF_INET6) || endpoint.size() > address.capacity()) return {};
  std::memcpy(address.data(), endpoint.data(), endpoint.size());
  return address.address();
}

error_code Transport::handshake() {
  return socket_.is_open() ? tls_->handshake() : error_code(asio::error::bad_descriptor);
}

std::size_t Transport::read_some(std::span<char> room, error_code& ec) {
  if (!tls_) return socket_.read_some(asio::buffer(room.data(), room.size()), ec);
  if (socket_.is_open()) return tls_->read_some(room, ec);
  ec = asio::error::bad_descriptor;
  return 0;
}

std::size_t Transport::write_some(std::string_view bytes, error_code& ec) {
  if (!tls_) return socket_.write_some(asio::buffer(bytes), ec);
  if (socket_.is_open()) return tls_->write_some(bytes, ec);
  ec = asio::error::bad_descriptor;
  return 0;
}

Socket::wait_type Transport::wait_type() const noexcept {
  return tls_ && tls_->waits_to_write() ? Socket::wait_write : Socket::wait_read;
}

bool Transport::turn_plain() {
  if (!tls_ || !tls_->peer_speaks_plain()) return false;
  tls_.reset();
  return true;
}

bool Transport::end_sending() {
  if (!socket_.is_open()) return false;
  if (tls_) tls_->say_end();
  error_code ec;
  socket_.shutdown(Socket::shutdown_send, ec);
  return !ec;
}

void Transport::close() {
  error_code ec;
  socket_.close(ec);
}

void Transport::reset() {
  error_code ec;
  socket_.set_option(asio::socket_base::linger(true, 0), ec);
  socket_.close(ec);
}

}  // namespace ledger::http
