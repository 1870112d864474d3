#include "tests/support/proxied_connection.hpp"

#include <fcntl.h>

#include <boost/asio/write.hpp>

namespace ledger::support {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

/// More is left to the kernel, which then holds its sender back.
constexpr std::size_t held_bytes_max = 64 << 20;

}  // namespace

ProxiedConnection::Lane::Lane(Socket& from_, Socket& to_, ProxiedWay& way_)
    : from(from_), to(to_), way(way_), timer(from_.get_executor()) {}

ProxiedConnection::ProxiedConnection(Socket client, ProxiedWay& to_server, ProxiedWay& to_client,
                                     Gone gone)
    : client_(std::move(client)),
      server_(client_.get_executor()),
      to_server_(client_, server_, to_server),
      to_client_(server_, client_, to_client),
      gone_(std::move(gone)) {
  keep_from_children(client_.native_handle());
}

void ProxiedConnection::connect(std::uint16_t server) {
  error_code ignored;
  server_.open(asio::ip::tcp::v4(), ignored);
  keep_from_children(server_.native_handle());
  server_.async_connect({asio::ip::address_v4::loopback(), server},
                        [self = shared_from_this()](const error_code& failed) {
                          if (self->closed_) return;
                          if (failed) return self->reset();
                          for (auto* const socket : {&self->client_, &self->server_}) {
                            error_code refused;
                            socket->set_option(asio::ip::tcp::no_delay(true), refused);
                          }
                          self->read(self->to_server_);
                          self->read(self->to_client_);
                        });
}

void ProxiedConnection::look_again() {
  for (auto* const lane : {&to_server_, &to_client_}) {
    lane->timer.cancel();
    write(*lane);
  }
}

void ProxiedConnection::reset() {
  for (auto* const socket : {&client_, &server_}) {
    error_code ignored;
    socket->set_option(asio::socket_base::linger(true, 0), ignored);
  }
  close();
}

void ProxiedConnection::close() {
  if (closed_) return;
  closed_ = true;
  for (auto* const socket : {&client_, &server_}) {
    error_code ignored;
    socket->close(ignored);
  }
  for (auto* const lane : {&to_server_, &to_client_}) {
    lane->timer.cancel();
    lane->way.counts.held_bytes -= lane->held_bytes;
  }
  gone_(*this);
}

void ProxiedConnection::read(Lane& lane) {
  if (closed_ || lane.reading || lane.ended || lane.held_bytes >= held_bytes_max) return;
  lane.reading = true;
  lane.from.async_read_some(
      asio::buffer(lane.buffer),
      [self = shared_from_this(), &lane](const error_code& failed, std::size_t count) {
        lane.reading = false;
        self->came(lane, failed, count);
      });
}

void ProxiedConnection::came(Lane& lane, const error_code& failed, std::size_t count) {
  if (closed_) return;
  lane.ended = failed.failed();
  if (failed && failed != asio::error::eof && !lane.lost && !lane.way.drops) return reset();
  lane.held.push_back({Clock::now(), {lane.buffer.data(), lane.buffer.data() + count}});
  lane.held_bytes += count;
  lane.way.counts.held_bytes += count;
  write(lane);
  read(lane);
}

void ProxiedConnection::swallow(Lane& lane) {
  if (lane.held.empty()) return;
  lane.lost = true;
  lane.way.counts.dropped_bytes += lane.held_bytes;
  lane.way.counts.held_bytes -= lane.held_bytes;
  lane.held.clear();
  lane.held_bytes = 0;
  close_if_over();
  read(lane);
}

void ProxiedConnection::write(Lane& lane) {
  if (closed_ || lane.writing) return;
  if (lane.lost || lane.way.drops) return swallow(lane);
  if (lane.held.empty()) return;
  const auto due = lane.held.front().came + lane.way.late;
  if (due > Clock::now()) {
    lane.timer.expires_at(due);
    lane.timer.async_wait([self = shared_from_this(), &lane](const error_code& cancelled) {
      if (!cancelled) self->write(lane);
    });
    return;
  }
  if (lane.held.front().bytes.empty()) {
    error_code ignored;
    lane.to.shutdown(asio::socket_base::shutdown_send, ignored);
    lane.held.clear();
    lane.told = true;
    return close_if_over();
  }
  lane.writing = true;
  asio::async_write(
      lane.to, asio::buffer(lane.held.front().bytes),
      [self = shared_from_this(), &lane](const error_code& failed, std::size_t count) {
        lane.writing = false;
        self->wrote(lane, failed, count);
      });
}

void ProxiedConnection::wrote(Lane& lane, const error_code& failed, std::size_t count) {
  if (closed_) return;
  lane.way.counts.passed_bytes += count;
  if (failed) return reset();
  lane.held_bytes -= count;
  lane.way.counts.held_bytes -= count;
  lane.held.pop_front();
  write(lane);
  read(lane);
}

void ProxiedConnection::close_if_over() {
  const auto over = [](const Lane& lane) { return lane.ended && (lane.told || lane.lost); };
  if (over(to_server_) && over(to_client_)) close();
}

void keep_from_children(int socket) { ::fcntl(socket, F_SETFD, FD_CLOEXEC); }

}  // namespace ledger::support
