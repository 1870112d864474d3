#include "services/http/worker.hpp"

#include <algorithm>
#include <ctime>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace ledger::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::milliseconds;

constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> use_tuple{};

/// Often enough for the shortest time-out, seldom enough to cost nothing.
milliseconds sweep_time(const Limits& limits) {
  const milliseconds shortest = std::min({limits.header_time, limits.body_time, limits.idle_time,
                                          limits.write_time, limits.drain_time});
  return std::clamp(shortest / 4, milliseconds(10), milliseconds(250));
}

}  // namespace

Worker::Worker(const Router& router, const Limits& limits, ServerCounts& counts, Sight* sight)
    : turns_(context_.get_executor()),
      environment_{.router = router,
                   .limits = limits,
                   .counts = counts,
                   .turns = turns_,
                   .sight = sight,
                   .sweep_time = sweep_time(limits),
                   .now = Clock::now(),
                   .date_line = {}},
      sweep_timer_(context_.get_executor()) {
  tell_time();
}

void Worker::listen(const Listener& listener, std::atomic<std::uint64_t>& open, int family,
                    int descriptor) {
  const std::size_t most = listener.connections_max.value_or(environment_.limits.connections_max);
  Entrance& entrance = entrances_.emplace_back(listener, most, open, IdleList());
  const asio::generic::stream_protocol protocol(family, 0);
  intakes_.emplace_back(entrance, Acceptor(context_.get_executor(), protocol, descriptor),
                        Timer(context_.get_executor()));
}

void Worker::run() {
  tell_time();
  begin_accepting();
  asio::co_spawn(context_, sweep(), asio::detached);
  context_.run();
}

/// Where it is not done: at the start, and where it ended with an exception.
void Worker::begin_accepting() {
  for (Intake& intake : intakes_) {
    if (intake.is_accepting || environment_.stopping) continue;
    asio::co_spawn(context_, accept(intake), [this, &intake](const std::exception_ptr& thrown) {
      intake.is_accepting = false;
      if (thrown) environment_.counts.accepts_failed.fetch_add(1, std::memory_order_relaxed);
    });
    intake.is_accepting = true;
  }
}

void Worker::stop(milliseconds grace) {
  const auto at_latest = Clock::now() + grace;
  asio::post(context_, [this, at_latest] { begin_stop(at_latest); });
}

void Worker::begin_stop(Clock::time_point at_latest) {
  environment_.stopping = true;
  stop_at_latest_ = at_latest;
  error_code ec;
  for (Intake& intake : intakes_) intake.acceptor.close(ec);
  for (Connection& connection : connections_) connection.stop();
  end_if_stopped();
}

void Worker::end_if_stopped() {
  if (!environment_.stopping) return;
  if (connections_.empty() || environment_.now >= stop_at_latest_) context_.stop();
}

Task<void> Worker::accept(Intake& intake) {
  while (!environment_.stopping) {
    Socket socket(context_.get_executor());
    const auto [ec] = co_await intake.acceptor.async_accept(socket, use_tuple);
    if (environment_.stopping) co_return;
    if (!ec) {
      adopt(intake.entrance, std::move(socket));
    } else if (ec != asio::error::connection_aborted) {
      // Out of descriptors or memory: connections that end give some back.
      environment_.counts.accepts_failed.fetch_add(1, std::memory_order_relaxed);
      intake.pause.expires_after(milliseconds(50));
      const auto [paused] = co_await intake.pause.async_wait(use_tuple);
      if (paused) co_return;
    }
  }
}

void Worker::adopt(Entrance& entrance, Socket socket) {
  ServerCounts& counts = environment_.counts;
  counts.connections_accepted.fetch_add(1, std::memory_order_relaxed);
  std::optional<Place> place(std::in_place, entrance, counts);
  if (place->before() >= entrance.connections_max && !make_room(entrance)) {
    place.reset();
    counts.connections_refused.fetch_add(1, std::memory_order_relaxed);
    if (environment_.refused_open >= environment_.limits.refused_max) return;
  }
  auto connection =
      std::make_unique<Connection>(environment_, entrance, std::move(socket), std::move(place));
  connections_.push_back(*connection);
  asio::co_spawn(context_, host(std::move(connection)), asio::detached);
}

/// Whoever waits longest without a request gives way: a client that keeps connections loses one,
/// and opens another when it needs it; a newcomer that is refused gets no answer at all.
bool Worker::make_room(Entrance& entrance) {
  for (IdleConnection& idle : entrance.idle) {
    if (!idle.give_way()) continue;
    environment_.counts.connections_displaced.fetch_add(1, std::memory_order_relaxed);
    return true;
  }
  return false;
}

Task<void> Worker::host(std::unique_ptr<Connection> connection) {
  co_await connection->serve();
  connection.reset();
  end_if_stopped();
}

Task<void> Worker::sweep() {
  for (;;) {
    sweep_timer_.expires_after(environment_.sweep_time);
    const auto [ec] = co_await sweep_timer_.async_wait(use_tuple);
    if (ec) co_return;
    tell_time();
    for (Connection& connection : connections_) connection.check_deadline();
    begin_accepting();
    end_if_stopped();
  }
}

void Worker::tell_time() {
  environment_.now = Clock::now();
  const std::time_t date = std::time(nullptr);
  if (date == date_) return;
  date_ = date;
  std::tm parts{};
  ::gmtime_r(&date, &parts);
  char line[64];
  const std::size_t size =
      std::strftime(line, sizeof line, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &parts);
  environment_.date_line.assign(line, size);
}

}  // namespace ledger::http
