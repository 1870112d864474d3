#pragma once
// An answer that is written as it goes. A handler begins it (Response::begin), writes pieces
// (Response::piece) and sends them; it ends when the handler does. All on the connection's thread.

#include <chrono>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

namespace ledger::http {

using Executor = boost::asio::io_context::executor_type;
template <class T>
using Task = boost::asio::awaitable<T, Executor>;

class Stream {
 public:
  /// Sends what is written, and ends when the peer's side has room again, however long that takes
  /// within Limits::write_time. False: nobody wants more, because the client has left or the server
  /// stops; then the handler should end. The first time it commits: what fails later ends the
  /// connection, for the client must not take half an answer for a whole one.
  [[nodiscard]] virtual Task<bool> send() = 0;
  /// Waits for wake(), for `until`, or until nobody wants more; false: that. Only after send().
  [[nodiscard]] virtual Task<bool> rest(std::chrono::steady_clock::time_point until) = 0;
  /// Ends rest(), or the next one. On the connection's thread alone, and not after the handler.
  virtual void wake() = 0;

 protected:
  ~Stream() = default;
};

}  // namespace ledger::http
