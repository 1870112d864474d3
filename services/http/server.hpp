#pragma once
// The HTTP/1.1 server: one io_context per worker thread, and in each an accepting socket for every
// listener (SO_REUSEPORT); a connection stays on the thread that accepted it. Knows no tokens.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "services/http/limits.hpp"
#include "services/http/listener.hpp"
#include "services/http/router.hpp"
#include "services/http/sight.hpp"

namespace ledger::http {

/// Counts of one server, for metrics; written with relaxed atomics by its workers.
struct ServerCounts {
  std::atomic<std::uint64_t> connections_open{0};
  std::atomic<std::uint64_t> connections_accepted{0};
  std::atomic<std::uint64_t> connections_refused{0};    ///< over the listener's connections_max
  std::atomic<std::uint64_t> connections_displaced{0};  ///< idle, closed for new ones
  std::atomic<std::uint64_t> accepts_failed{0};         ///< for want of descriptors or memory
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> timeouts{0};
  std::atomic<std::uint64_t> tls_handshakes{0};
  std::atomic<std::uint64_t> tls_handshakes_failed{0};
};

class Server {
 public:
  struct Options {
    std::vector<Listener> listeners{Listener{}};
    unsigned threads = 1;
    Limits limits;
    Sight* sight = nullptr;  ///< told of every answer; outlives the server
  };

  /// Binds and listens; throws std::system_error with the listener in its text if it cannot.
  Server(Options options, const Router& router);
  ~Server();

  /// The port that a listener has bound; 0 for a Unix socket.
  [[nodiscard]] std::uint16_t port(std::size_t listener = 0) const;
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
