#include "services/http/connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace ledger::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Next = Conversation::Next;
using Awaiting = Conversation::Awaiting;

constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> use_tuple{};

asio::ip::address peer_of(const Socket& socket) {
  error_code ec;
  const auto endpoint = socket.remote_endpoint(ec);
  return ec ? asio::ip::address{} : endpoint.address();
}

}  // namespace

Connection::Connection(Environment& environment, Socket socket, bool refused)
    : environment_(environment),
      socket_(std::move(socket)),
      conversation_(environment, socket_.get_executor(), peer_of(socket_)),
      turns_over_(socket_.get_executor()),
      refused_(refused),
      counted_(!refused) {
  error_code ec;
  socket_.set_option(asio::ip::tcp::no_delay(true), ec);
  socket_.non_blocking(true, ec);
  set_deadline(Phase::reading, environment_.limits.header_time);
  if (refused_) ++environment_.refused_open;
}

Connection::~Connection() {
  if (refused_) --environment_.refused_open;
  if (counted_) environment_.counts.connections_open.fetch_sub(1, std::memory_order_relaxed);
}

Task<void> Connection::serve() {
  if (refused_) conversation_.refuse_unfinished(errc::overloaded);
  co_await converse();
  if (!gone_) co_await say_goodbye();
}

Task<void> Connection::converse() {
  answer();
  while (!gone_) {
    if (has_unwritten()) {
      co_await write_rest();
    } else if (next_ == Next::end) {
      co_return;
    } else if (next_ == Next::run) {
      phase_ = Phase::running;
      co_await conversation_.run();
      answer();
    } else if (next_ == Next::write) {
      answer();
    } else {
      co_await take_turns();
      if (!idle_) continue;
      if (is_stopped()) gone_ = true;
      if (gone_) co_return;
      begin_idling();
      const auto [ec, count] = co_await socket_.async_read_some(room(), use_tuple);
      end_idling();
      conversation_.received(count);
      if (ec) read_ended(ec);
      answer();
    }
  }
}

Task<void> Connection::take_turns() {
  environment_.turns.join(*this);
  turns_over_.expires_at(Timer::time_point::max());
  co_await turns_over_.async_wait(use_tuple);
}

bool Connection::is_stopped() const {
  return environment_.stopping && conversation_.awaiting() == Awaiting::request;
}

void Connection::begin_turn() {
  idle_ = false;
  try {
    if (next_ == Next::read) {
      set_read_deadline();
      if (overdue_) return read_ended(asio::error::operation_aborted);
      idle_ = !read_now();
    }
    if (!idle_ && !gone_) conversation_.begin();
  } catch (const std::exception&) {
    gone_ = true;  // of this connection's memory or system: the others go on
  }
}

void Connection::end_turn() {
  try {
    if (!idle_) answer();
  } catch (const std::exception&) {
    gone_ = true;
  }
  const bool has_to_wait = next_ == Next::run || next_ == Next::end || has_unwritten();
  if (idle_ || gone_ || has_to_wait) {
    turns_over_.cancel();
  } else {
    environment_.turns.join(*this);
  }
}

void Connection::answer() {
  if (gone_) return;
  next_ = conversation_.advance();
  if (conversation_.out().empty()) return;
  write_now();
  if (gone_ || has_unwritten()) return;
  conversation_.written();
  written_ = 0;
}

bool Connection::read_now() {
  error_code ec;
  const std::size_t count = socket_.read_some(room(), ec);
  if (ec == asio::error::would_block) return false;
  conversation_.received(count);
  if (ec) read_ended(ec);
  return true;
}

boost::asio::mutable_buffer Connection::room() {
  const std::span<char> room = conversation_.room();
  return {room.data(), room.size()};
}

void Connection::begin_idling() {
  if (conversation_.awaiting() == Awaiting::request) environment_.idle.push_back(*this);
}

void Connection::end_idling() {
  if (IdleConnection::is_linked()) IdleConnection::unlink();
}

bool Connection::give_way() {
  error_code ec;
  if (socket_.available(ec) > 0) return false;
  end_idling();
  counted_ = false;  // the newcomer is counted in its place
  environment_.counts.connections_open.fetch_sub(1, std::memory_order_relaxed);
  socket_.close(ec);
  return true;
}

void Connection::write_now() {
  error_code ec;
  written_ = socket_.write_some(asio::buffer(conversation_.out()), ec);
  if (ec && ec != asio::error::would_block) gone_ = true;
}

Task<void> Connection::write_rest() {
  set_deadline(Phase::writing, environment_.limits.write_time);
  const asio::const_buffer rest = asio::buffer(conversation_.out()) + written_;
  const auto [ec, count] = co_await asio::async_write(socket_, rest, use_tuple);
  if (ec) gone_ = true;
  conversation_.written();
  written_ = 0;
}

/// The answer must arrive although the peer may still be sending: closing with unread bytes would
/// reset the connection and could take the answer with it. So only our side ends, and what comes
/// is thrown away for a while.
Task<void> Connection::say_goodbye() {
  error_code shut;
  socket_.shutdown(Socket::shutdown_send, shut);
  if (shut) co_return;
  set_deadline(Phase::draining, environment_.limits.drain_time);
  const asio::mutable_buffer buffer = asio::buffer(environment_.thrown_away);
  for (std::size_t drained = 0; drained < environment_.limits.drain_bytes_max;) {
    const auto [ec, count] = co_await socket_.async_read_some(buffer, use_tuple);
    if (ec) co_return;
    drained += count;
  }
}

void Connection::read_ended(error_code ec) {
  const Awaiting awaiting = conversation_.awaiting();
  if (overdue_) environment_.counts.timeouts.fetch_add(1, std::memory_order_relaxed);
  if (awaiting == Awaiting::request) {
    gone_ = true;
  } else if (ec == asio::error::eof) {
    conversation_.refuse_unfinished(errc::incomplete);
  } else if (ec == asio::error::operation_aborted && overdue_) {
    conversation_.refuse_unfinished(awaiting == Awaiting::header ? errc::header_timeout
                                                                 : errc::body_timeout);
  } else if (ec != asio::error::operation_aborted) {
    gone_ = true;
  }
}

void Connection::set_read_deadline() {
  const Awaiting awaiting = conversation_.awaiting();
  const std::uint64_t number = conversation_.request_number();
  // One byte more is no reason for more time.
  if (phase_ == Phase::reading && awaiting == awaiting_ && number == awaited_request_) return;
  awaiting_ = awaiting;
  awaited_request_ = number;
  const Limits& limits = environment_.limits;
  switch (awaiting) {
    case Awaiting::request:
      return set_deadline(Phase::reading, limits.idle_time);
    case Awaiting::header:
      return set_deadline(Phase::reading, limits.header_time);
    case Awaiting::body:
      return set_deadline(Phase::reading, limits.body_time);
  }
}

void Connection::set_deadline(Phase phase, std::chrono::milliseconds time) {
  phase_ = phase;
  overdue_ = false;
  deadline_ = environment_.now + time + environment_.sweep_time;
}

void Connection::check_deadline() {
  if (phase_ == Phase::running || environment_.now < deadline_) return;
  overdue_ = true;
  error_code ec;
  if (phase_ == Phase::reading) {
    socket_.cancel(ec);
  } else {
    socket_.close(ec);
  }
}

void Connection::stop() {
  conversation_.close_after_answer();
  error_code ec;
  if (phase_ == Phase::reading && conversation_.awaiting() == Awaiting::request) socket_.cancel(ec);
}

}  // namespace ledger::http
