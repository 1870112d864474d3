#pragma once
// One client's connection through a TcpFaultProxy and the one made for it to the server. Of the
// proxy, not for others; all of it runs on the proxy's thread.

#include <array>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "tests/support/tcp_fault_proxy.hpp"

namespace ledger::support {

/// What the proxy does to bytes of one way, now, on all connections; and what it did.
struct ProxiedWay {
  bool drops = false;
  std::chrono::milliseconds late{0};
  TcpFaultProxy::Lane counts{};
};

class ProxiedConnection : public std::enable_shared_from_this<ProxiedConnection> {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using Gone = std::function<void(ProxiedConnection&)>;
  ProxiedConnection(Socket client, ProxiedWay& to_server, ProxiedWay& to_client, Gone gone);

  void connect(std::uint16_t server);
  /// Has each lane look again at what the proxy does.
  void look_again();
  /// RST to both sides.
  void reset();

 private:
  struct Chunk {
    std::chrono::steady_clock::time_point came;
    std::vector<char> bytes;  ///< empty: the end
  };
  struct Lane {
    Lane(Socket& from_, Socket& to_, ProxiedWay& way_);
    Socket& from;
    Socket& to;
    ProxiedWay& way;
    std::array<char, 16 * 1024> buffer{};
    std::deque<Chunk> held{};
    std::size_t held_bytes = 0;
    boost::asio::steady_timer timer;
    bool reading = false;
    bool writing = false;
    bool lost = false;   ///< bytes, or the end: passes nothing any more
    bool ended = false;  ///< no more will come
    bool told = false;   ///< the other side knows that
  };

  void read(Lane& lane);
  void came(Lane& lane, const boost::system::error_code& failed, std::size_t count);
  void write(Lane& lane);
  void wrote(Lane& lane, const boost::system::error_code& failed, std::size_t count);
  void swallow(Lane& lane);
  void close_if_over();
  void close();

  Socket client_;
  Socket server_;
  Lane to_server_;
  Lane to_client_;
  Gone gone_;
  bool closed_ = false;
};

/// A child that is forked off must not hold on to it: it would live on there.
void keep_from_children(int socket);

}  // namespace ledger::support
