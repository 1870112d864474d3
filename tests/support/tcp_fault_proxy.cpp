#include "tests/support/tcp_fault_proxy.hpp"

#include <future>
#include <set>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include "tests/support/held_port.hpp"
#include "tests/support/proxied_connection.hpp"

namespace ledger::support {

namespace asio = boost::asio;
using asio::ip::tcp;

/// Everything but the port is touched by its one thread alone.
class TcpFaultProxy::Desk {
 public:
  explicit Desk(std::uint16_t server)
      : server_(server), acceptor_(context_), work_(context_.get_executor()) {
    listen();
    accept();
    thread_ = std::thread([this] { context_.run(); });
  }
  ~Desk() {
    inside([this] {
      reset();
      work_.reset();
    });
    thread_.join();
  }
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;

  /// Runs `what` on the thread, and returns when it is done.
  template <typename What>
  void inside(What what) {
    std::packaged_task<void()> task(std::move(what));
    auto done = task.get_future();
    asio::post(context_, std::move(task));
    done.get();
  }

  void change(Way way, bool drops, std::chrono::milliseconds late) {
    auto& changed = way == Way::to_server ? to_server_ : to_client_;
    changed.drops = drops;
    changed.late = late;
    const auto connections = connections_;
    for (const auto& connection : connections) connection->look_again();
  }

  void reset() {
    boost::system::error_code ignored;
    takes_ = false;
    ++resets_;
    acceptor_.close(ignored);
    const auto connections = connections_;
    for (const auto& connection : connections) connection->reset();
  }

  void stop_taking() {
    takes_ = false;
    boost::system::error_code ignored;
    if (acceptor_.is_open()) acceptor_.cancel(ignored);
  }

  void take() {
    if (takes_) return;
    takes_ = true;
    if (!acceptor_.is_open()) listen();
    // The one that was cancelled goes on by itself where its handler has not run yet.
    if (!accepting_) accept();
  }

  [[nodiscard]] Counts counts() const {
    return {taken_, connections_.size(), to_server_.counts, to_client_.counts};
  }

  [[nodiscard]] std::uint16_t port() const noexcept { return port_.number(); }
  void forward_to(std::uint16_t server) { server_ = server; }

 private:
  void listen() {
    const tcp::endpoint address{asio::ip::address_v4::loopback(), port_.number()};
    acceptor_.open(address.protocol());
    keep_from_children(acceptor_.native_handle());
    acceptor_.set_option(asio::socket_base::reuse_address(true));
    acceptor_.bind(address);
    acceptor_.listen();
  }

  void accept() {
    accepting_ = true;
    acceptor_.async_accept(
        [this, resets = resets_](const boost::system::error_code& failed, tcp::socket client) {
          accepting_ = false;
          if (!failed) begin(std::move(client), resets != resets_);
          if (takes_) accept();
        });
  }

  /// `late`: it had come before a reset that it is to suffer too.
  void begin(tcp::socket client, bool late) {
    const auto connection = std::make_shared<ProxiedConnection>(
        std::move(client), to_server_, to_client_,
        [this](ProxiedConnection& gone) { connections_.erase(gone.shared_from_this()); });
    ++taken_;
    connections_.insert(connection);
    if (server_ == 0 || late) return connection->reset();
    connection->connect(server_);
  }

  HeldPort port_;
  std::uint16_t server_;
  asio::io_context context_;
  tcp::acceptor acceptor_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  bool takes_ = true;
  bool accepting_ = false;
  std::uint64_t resets_ = 0;
  std::uint64_t taken_ = 0;
  ProxiedWay to_server_;
  ProxiedWay to_client_;
  std::set<std::shared_ptr<ProxiedConnection>> connections_;
  std::thread thread_;
};

TcpFaultProxy::TcpFaultProxy(std::uint16_t server) : desk_(std::make_unique<Desk>(server)) {}

TcpFaultProxy::~TcpFaultProxy() = default;

std::uint16_t TcpFaultProxy::port() const noexcept { return desk_->port(); }

void TcpFaultProxy::forward_to(std::uint16_t server) {
  desk_->inside([&] { desk_->forward_to(server); });
}

void TcpFaultProxy::pass(Way way) { delay(way, std::chrono::milliseconds(0)); }

void TcpFaultProxy::delay(Way way, std::chrono::milliseconds late) {
  desk_->inside([&] { desk_->change(way, false, late); });
}

void TcpFaultProxy::drop(Way way) {
  desk_->inside([&] { desk_->change(way, true, std::chrono::milliseconds(0)); });
}

void TcpFaultProxy::reset() {
  desk_->inside([&] { desk_->reset(); });
}

void TcpFaultProxy::stop_taking() {
  desk_->inside([&] { desk_->stop_taking(); });
}

void TcpFaultProxy::take() {
  desk_->inside([&] { desk_->take(); });
}

TcpFaultProxy::Counts TcpFaultProxy::counts() const {
  Counts counts;
  desk_->inside([&] { counts = desk_->counts(); });
  return counts;
}

}  // namespace ledger::support
