#pragma once
// Stands between a client and a real server and passes requests and answers on, one connection at a
// time, except where it is told to fail: the faults come in the order given, one a connection.

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace ledger::support {

enum class RelayFault {
  none,
  cut_before,       ///< reads the request and closes; the server never sees it
  cut_behind,       ///< has the server answer, throws the answer away and closes
  gone_behind,      ///< the same, and takes no more connections
  mute,             ///< keeps the connection and says nothing
  gateway_timeout,  ///< has the server answer, and says 504 in its place, as a gateway would
  throttled,        ///< says 429, as a gateway would; the server never sees the request
  babble,           ///< answers what is no HTTP
  large,            ///< answers a JSON object of 16 MiB
  too_large,        ///< one byte more
};

class FaultyRelay {
 public:
  FaultyRelay(std::uint16_t server, std::vector<RelayFault> faults);
  ~FaultyRelay();
  FaultyRelay(const FaultyRelay&) = delete;
  FaultyRelay& operator=(const FaultyRelay&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  struct Seen {
    std::string line;  ///< `POST /v1/tokens`
    std::string body;
    std::string key;  ///< its Idempotency-Key, or ""
  };
  /// The requests so far; to be asked when the client has ended.
  [[nodiscard]] const std::vector<Seen>& seen() const noexcept { return seen_; }

 private:
  using tcp = boost::asio::ip::tcp;
  void run();
  void serve(tcp::socket client, RelayFault fault);

  boost::asio::io_context context_;
  tcp::acceptor acceptor_;
  std::uint16_t port_;
  std::uint16_t server_;
  std::vector<RelayFault> faults_;
  std::vector<Seen> seen_;
  std::vector<tcp::socket> muted_;
  std::atomic<bool> ended_{false};
  std::thread thread_;
};

}  // namespace ledger::support
