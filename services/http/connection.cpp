#include "services/http/connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace ledger::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Next = Conversation::Next;
using Awaiting = Conversation::Awaiting;

constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> use_tuple{};

}  // namespace

Connection::Connection(Environment& environment, Entrance& entrance, Socket socket,
                       std::optional<Place> place)
    : environment_(environment),
      entrance_(entrance),
      place_(std::move(place)),
      transport_(std::move(socket), entrance.listener.tls),
      conversation_(environment, entrance.listener.roles, transport_.socket().get_executor(),
                    transport_.peer(), *this),
      pause_(transport_.socket().get_executor()),
      refused_(!place_) {
  set_deadline(Phase::reading, environment_.limits.header_time);
  if (refused_) ++environment_.refused_open;
}

Connection::~Connection() {
  if (refused_) --environment_.refused_open;
}

Task<void> Connection::serve() {
  if (!transport_.is_plain()) {
    const bool understood = co_await shake_hands();
    if (!understood) co_return;
  }
  if (refused_) conversation_.refuse_unfinished(errc::overloaded);
  co_await converse();
  if (!gone_) co_await say_goodbye();
  // Whoever waits for more should not take the end for an attacker's.
  if (gone_ && !transport_.is_plain()) transport_.end_sending();
}

Task<bool> Connection::shake_hands() {
  auto& counts = environment_.counts;
  for (error_code ec = transport_.handshake(); ec; ec = transport_.handshake()) {
    if (ec == asio::error::would_block) {
      if (!refused_) begin_idling();
      const auto [waited] =
          co_await transport_.socket().async_wait(transport_.wait_type(), use_tuple);
      end_idling();
      if (!waited) continue;
      if (overdue_) counts.timeouts.fetch_add(1, std::memory_order_relaxed);
    }
    counts.tls_handshakes_failed.fetch_add(1, std::memory_order_relaxed);
    if (!transport_.turn_plain()) co_return false;
    conversation_.refuse_unfinished(errc::tls_expected);
    co_return true;
  }
  counts.tls_handshakes.fetch_add(1, std::memory_order_relaxed);
  co_return true;
}

Task<void> Connection::converse() {
  answer();
  while (!gone_) {
    if (has_unwritten()) {
      co_await write_rest();
    } else if (next_ == Next::end) {
      co_return;
    } else if (next_ == Next::run) {
      co_await run_handler();
      answer();
    } else if (next_ == Next::write) {
      answer();
    } else {
      co_await take_turns();
      if (!idle_) continue;
      if (is_stopped()) gone_ = true;
      if (gone_) co_return;
      co_await read_later();
      answer();
    }
  }
}

Task<void> Connection::take_turns() {
  environment_.turns.join(*this);
  pause_.expires_at(Timer::time_point::max());
  co_await pause_.async_wait(use_tuple);
}

Task<void> Connection::run_handler() {
  phase_ = Phase::running;
  co_await conversation_.run();
  if (!streams_) co_return;
  streams_ = woken_ = false;
  if (watches_) {
    error_code ec;
    transport_.socket().cancel(ec);
    pause_.expires_at(Timer::time_point::max());
    co_await pause_.async_wait(use_tuple);
  }
  if (!conversation_.is_broken()) co_return;
  transport_.reset();
  gone_ = true;
}

Task<bool> Connection::send() {
  const auto executor = transport_.socket().get_executor();
  if (!streams_) {
    streams_ = watches_ = true;
    conversation_.commit();
    asio::co_spawn(executor, watch_peer(),
                   [this](const std::exception_ptr& thrown) { peer_watched(thrown); });
  }
  if (!gone_) write_now();
  if (!gone_ && has_unwritten()) {
    co_await write_rest();
    phase_ = Phase::running;
  } else {
    conversation_.written();
    written_ = 0;
    // Whoever always has something to send, to one who always takes it, lets the others go on.
    co_await asio::post(executor, use_tuple);
  }
  co_return is_wanted();
}

Task<bool> Connection::rest(std::chrono::steady_clock::time_point until) {
  if (is_wanted() && !woken_) {
    conversation_.give_back();
    pause_.expires_at(until);
    co_await pause_.async_wait(use_tuple);
  }
  woken_ = false;
  co_return is_wanted();
}

void Connection::wake() {
  woken_ = true;
  pause_.cancel();
}

bool Connection::is_wanted() const {
  return !gone_ && !environment_.stopping && !conversation_.is_head();
}

Task<void> Connection::watch_peer() {
  // Who has sent more ahead than there is room for is seen to leave when a write fails.
  while (streams_ && !gone_ && !conversation_.room().empty()) {
    error_code ec;
    const std::size_t count = transport_.read_some(conversation_.room(), ec);
    conversation_.received(count);
    if (ec == asio::error::would_block) {
      const auto [waited] =
          co_await transport_.socket().async_wait(transport_.wait_type(), use_tuple);
      ec = waited == asio::error::operation_aborted ? error_code() : waited;
    }
    if (ec) gone_ = true;
  }
}

void Connection::peer_watched(const std::exception_ptr& thrown) {
  watches_ = false;
  if (thrown) gone_ = true;
  if (gone_ || !streams_) pause_.cancel();
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
    pause_.cancel();
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
  const std::size_t count = transport_.read_some(conversation_.room(), ec);
  if (ec == asio::error::would_block) return false;
  conversation_.received(count);
  if (ec) read_ended(ec);
  return true;
}

Task<void> Connection::read_later() {
  begin_idling();
  if (transport_.is_plain()) {
    const std::span<char> room = conversation_.room();
    const auto buffer = asio::buffer(room.data(), room.size());
    const auto [ec, count] = co_await transport_.socket().async_read_some(buffer, use_tuple);
    end_idling();
    conversation_.received(count);
    if (ec) read_ended(ec);
  } else {
    const auto [ec] = co_await transport_.socket().async_wait(transport_.wait_type(), use_tuple);
    end_idling();
    if (ec) {
      read_ended(ec);
    } else {
      static_cast<void>(read_now());  // perhaps it was not a whole record
    }
  }
}

void Connection::begin_idling() {
  conversation_.give_back();
  if (conversation_.awaiting() == Awaiting::request) entrance_.idle.push_back(*this);
}

void Connection::end_idling() {
  if (IdleConnection::is_linked()) IdleConnection::unlink();
}

bool Connection::give_way() {
  error_code ec;
  if (transport_.socket().available(ec) > 0) return false;
  end_idling();
  place_->give_back();
  transport_.close();
  return true;
}

void Connection::write_now() {
  error_code ec;
  written_ = transport_.write_some(conversation_.out(), ec);
  if (ec && ec != asio::error::would_block) gone_ = true;
}

Task<void> Connection::write_rest() {
  set_deadline(Phase::writing, environment_.limits.write_time);
  if (transport_.is_plain()) {
    const asio::const_buffer rest = asio::buffer(conversation_.out()) + written_;
    const auto [ec, count] = co_await asio::async_write(transport_.socket(), rest, use_tuple);
    if (ec) gone_ = true;
  }
  while (!transport_.is_plain() && !gone_ && has_unwritten()) {
    error_code ec;
    const std::string_view rest = std::string_view(conversation_.out()).substr(written_);
    written_ += transport_.write_some(rest, ec);
    if (ec == asio::error::would_block) {
      const auto [waited] =
          co_await transport_.socket().async_wait(transport_.wait_type(), use_tuple);
      ec = waited;
    }
    if (ec) gone_ = true;
  }
  conversation_.written();
  written_ = 0;
}

/// The answer must arrive although the peer may still be sending: closing with unread bytes would
/// reset the connection and could take the answer with it. So only our side ends, and what comes
/// is thrown away for a while.
Task<void> Connection::say_goodbye() {
  if (!transport_.end_sending()) co_return;
  set_deadline(Phase::draining, environment_.limits.drain_time);
  const asio::mutable_buffer buffer = asio::buffer(environment_.thrown_away);
  for (std::size_t drained = 0; drained < environment_.limits.drain_bytes_max;) {
    const auto [ec, count] = co_await transport_.socket().async_read_some(buffer, use_tuple);
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
    transport_.socket().cancel(ec);
  } else {
    transport_.close();
  }
}

void Connection::stop() {
  conversation_.close_after_answer();
  if (streams_) wake();
  error_code ec;
  if (phase_ == Phase::reading && conversation_.awaiting() == Awaiting::request) {
    transport_.socket().cancel(ec);
  }
}

}  // namespace ledger::http
