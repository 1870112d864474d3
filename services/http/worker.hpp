#pragma once
// One thread of the server: its io_context, its accepting socket, its connections, and the timer
// that sweeps their deadlines. Everything in it but stop() and the executor belongs to that thread.

#include <chrono>
#include <string_view>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>

#include "services/http/connection.hpp"

namespace ledger::http {

class Worker {
 public:
  Worker(const Router& router, const Limits& limits, ServerCounts& counts);

  /// Binds and listens; throws boost::system::system_error.
  void listen(const boost::asio::ip::tcp::endpoint& endpoint);
  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  [[nodiscard]] Executor executor() noexcept { return context_.get_executor(); }

  /// The thread's work; ends after stop().
  void run();
  /// From any thread: run() returns when no connection is left, or after `grace`.
  void stop(std::chrono::milliseconds grace);

 private:
  using Clock = std::chrono::steady_clock;
  using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor>;
  using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, Executor>;

  [[nodiscard]] Task<void> accept();
  [[nodiscard]] Task<void> sweep();
  [[nodiscard]] Task<void> host(std::unique_ptr<Connection> connection);
  void adopt(Socket socket);
  /// Closes an idle connection; false: there is none.
  [[nodiscard]] bool make_room();
  void begin_stop(Clock::time_point at_latest);
  void end_if_stopped();
  void tell_time();

  Turns turns_;
  Environment environment_;
  ConnectionList connections_;
  Clock::time_point stop_at_latest_;
  std::time_t date_ = 0;
  // Last of the data, so that it goes first: its destruction ends the coroutines, which use the
  // rest.
  boost::asio::io_context context_{1};
  Acceptor acceptor_;
  Timer sweep_timer_;
  Timer pause_;
};

}  // namespace ledger::http
