#include "services/outgoing/reach.hpp"

#include <memory>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace ledger::outgoing {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor>;

constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> use_tuple{};

/// Ends the attempt that is going on, unless it has ended by itself.
void end_attempt_at(Timer& timer, Socket& socket, const std::shared_ptr<bool>& is_over) {
  timer.async_wait([&socket, is_over](const boost::system::error_code& ec) {
    if (ec || *is_over) return;
    *is_over = true;
    boost::system::error_code ignored;
    socket.close(ignored);
  });
}

}  // namespace

Done connect_to_any(Socket& socket, std::vector<asio::ip::tcp::endpoint> addresses,
                    Clock::time_point until) {
  boost::system::error_code failure = asio::error::host_not_found;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    const auto left = std::max(Clock::duration::zero(), until - Clock::now());
    const auto share = left / static_cast<Clock::rep>(addresses.size() - i);
    Timer timer(socket.get_executor(), share);
    const auto is_over = std::make_shared<bool>(false);
    end_attempt_at(timer, socket, is_over);
    const auto [ec] = co_await socket.async_connect(addresses[i], use_tuple);
    const bool is_late = std::exchange(*is_over, true);
    if (!ec && !is_late) co_return;
    failure = is_late ? asio::error::timed_out : ec;
    boost::system::error_code ignored;
    socket.close(ignored);
  }
  throw boost::system::system_error(failure);
}

}  // namespace ledger::outgoing
