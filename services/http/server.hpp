#pragma once
// The HTTP/1.1 server: one io_context and one accepting socket (SO_REUSEPORT) per worker thread; a
// connection stays on the thread that accepted it. Knows no tokens.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "services/http/limits.hpp"
#include "services/http/router.hpp"

namespace ledger::http {

/// Counts of one server, for metrics; written with relaxed atomics by its workers.
struct ServerCounts {
  std::atomic<std::uint64_t> connections_open{0};
  std::atomic<std::uint64_t> connections_accepted{0};
  std::atomic<std::uint64_t> connections_refused{0};    ///< over connections_max
  std::atomic<std::uint64_t> connections_displaced{0};  ///< idle, closed for new ones
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> timeouts{0};
};

class Server {
 public:
  struct Options {
    std::string host = "127.0.0.1";  ///< an address, or a name that resolves to one
    std::uint16_t port = 8080;       ///< 0: a free one
    unsigned threads = 1;
    Limits limits;
  };

  /// Binds and listens; throws std::system_error with the address in its text if it cannot.
  Server(Options options, const Router& router);
  ~Server();

  /// The port that is bound.
  [[nodiscard]] std::uint16_t port() const noexcept;
  /// Starts the worker threads and returns.
  void start();
  /// Stops accepting, lets requests that have begun be answered (at most `grace`), closes, joins.
  /// What handlers still await then is never resumed; it ends with the Server, which therefore goes
  /// before anything that handlers refer to.
  void stop(std::chrono::milliseconds grace);
  [[nodiscard]] const ServerCounts& counts() const noexcept;
  /// Runs `task` on the worker of `index` (0 … threads-1).
  [[nodiscard]] Executor executor(unsigned index) noexcept;
  [[nodiscard]] unsigned threads() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ledger::http
