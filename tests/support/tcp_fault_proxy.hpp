#pragma once
// Stands on a port of loopback before a server and passes bytes on both ways, except where it is
// told to fail; what is told holds, when the call returns, for living connections too. One object a
// port; clients and servers of any kind. Its functions may be called from any thread.

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace ledger::support {

enum class Way { to_server, to_client };

class TcpFaultProxy {
 public:
  /// Its own port is a free one. Without a server (0) clients are reset until forward_to().
  explicit TcpFaultProxy(std::uint16_t server = 0);
  /// Resets all connections.
  ~TcpFaultProxy();
  TcpFaultProxy(const TcpFaultProxy&) = delete;
  TcpFaultProxy& operator=(const TcpFaultProxy&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept;
  [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port()); }
  /// Where new connections go.
  void forward_to(std::uint16_t server);

  /// Bytes pass at once; those that were held back too.
  void pass(Way way);
  /// Each byte arrives so much later than it came, in order.
  void delay(Way way, std::chrono::milliseconds late);
  /// Bytes are swallowed, and so is the end of a connection: nobody is told anything. A connection
  /// that has lost bytes or its end this way never passes any again; others do after pass().
  void drop(Way way);

  /// Resets (RST) all connections and refuses new ones, until take().
  void reset();
  /// New connections are made by the kernel and get no answer, until take().
  void stop_taking();
  void take();

  struct Lane {
    std::uint64_t passed_bytes = 0;
    std::uint64_t dropped_bytes = 0;
    std::uint64_t held_bytes = 0;  ///< came, and wait for a delay to be over
  };
  struct Counts {
    std::uint64_t taken = 0;  ///< connections, ever
    std::uint64_t open = 0;   ///< connections, now
    Lane to_server{};
    Lane to_client{};
  };
  [[nodiscard]] Counts counts() const;

 private:
  class Desk;
  std::unique_ptr<Desk> desk_;
};

}  // namespace ledger::support
