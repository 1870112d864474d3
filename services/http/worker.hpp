#pragma once
// One thread of the server: its io_context, an accepting socket for each listener, its connections,
// and the timer that sweeps their deadlines. Everything in it but stop() and the executor belongs
// to that thread.

#include <chrono>
#include <list>
#include <string_view>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>

#include "services/http/connection.hpp"

namespace ledger::http {

class Worker {
 public:
  Worker(const Router& router, const Limits& limits, ServerCounts& counts, Sight* sight);

  /// One more listener, before run(). `descriptor`: a listening socket, which becomes the worker's;
  /// `open`: counts the listener's connections, of all workers.
  void listen(const Listener& listener, std::atomic<std::uint64_t>& open, int family,
              int descriptor);
  [[nodiscard]] Executor executor() noexcept { return context_.get_executor(); }

  /// The thread's work; ends after stop().
  void run();
  /// From any thread: run() returns when no connection is left, or after `grace`.
  void stop(std::chrono::milliseconds grace);

 private:
  using Clock = std::chrono::steady_clock;
  using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor>;
  using Acceptor =
      boost::asio::basic_socket_acceptor<boost::asio::generic::stream_protocol, Executor>;
  struct Intake {
    Entrance& entrance;
    Acceptor acceptor;
    Timer pause;
    bool is_accepting = false;
  };

  void begin_accepting();
  [[nodiscard]] Task<void> accept(Intake& intake);
  [[nodiscard]] Task<void> sweep();
  [[nodiscard]] Task<void> host(std::unique_ptr<Connection> connection);
  void adopt(Entrance& entrance, Socket socket);
  /// Closes an idle connection of the same listener; false: there is none.
  [[nodiscard]] bool make_room(Entrance& entrance);
  void begin_stop(Clock::time_point at_latest);
  void end_if_stopped();
  void tell_time();

  Turns turns_;
  Environment environment_;
  std::list<Entrance> entrances_;
  ConnectionList connections_;
  Clock::time_point stop_at_latest_;
  std::time_t date_ = 0;
  // Last of the data, so that it goes first: its destruction ends the coroutines, which use the
  // rest.
  boost::asio::io_context context_{1};
  std::list<Intake> intakes_;
  Timer sweep_timer_;
};

}  // namespace ledger::http
