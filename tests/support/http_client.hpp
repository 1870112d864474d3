#pragma once
// A raw HTTP client for tests: sends exactly the bytes it is given, reads answers one by one, and
// sees how a connection ends. Waits at most 10 seconds for anything.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ledger::support {

struct HttpAnswer {
  unsigned status = 0;
  std::string head;  ///< status line and header fields, as they came
  std::string body;

  /// Value of the header of that name (any case), or nothing.
  [[nodiscard]] std::optional<std::string> header(std::string_view name) const;
};

/// What the bytes go over: a socket, or TLS on one.
class HttpChannel {
 public:
  virtual ~HttpChannel() = default;
  /// As send(2) and recv(2), with their errno; at most 10 seconds each.
  virtual long send(std::string_view bytes) = 0;
  virtual long receive(char* room, std::size_t size) = 0;
  virtual void shut_down_sending() = 0;
};

/// A connected socket; throws std::system_error.
class SocketChannel : public HttpChannel {
 public:
  explicit SocketChannel(std::uint16_t port);
  explicit SocketChannel(const std::string& unix_path);
  ~SocketChannel() override;
  SocketChannel(const SocketChannel&) = delete;
  SocketChannel& operator=(const SocketChannel&) = delete;

  long send(std::string_view bytes) override;
  long receive(char* room, std::size_t size) override;
  void shut_down_sending() override;
  [[nodiscard]] int socket() const noexcept { return socket_; }

 private:
  void set_up();
  int socket_;
};

class HttpClient {
 public:
  explicit HttpClient(std::uint16_t port) : HttpClient(std::make_unique<SocketChannel>(port)) {}
  explicit HttpClient(std::unique_ptr<HttpChannel> channel) : channel_(std::move(channel)) {}

  /// False if the peer does not take them all.
  bool send(std::string_view bytes);
  void shut_down_sending() { channel_->shut_down_sending(); }
  /// The next answer; nothing at the end of the connection. `to_head`: it has no body in any case.
  [[nodiscard]] std::optional<HttpAnswer> receive(bool to_head = false);
  /// Waits for the end: true if it comes, orderly or not, and no byte before it.
  [[nodiscard]] bool ended();
  /// send() and receive() in one.
  [[nodiscard]] std::optional<HttpAnswer> ask(std::string_view bytes, bool to_head = false);

 private:
  [[nodiscard]] bool read_more();
  [[nodiscard]] bool receive_body(HttpAnswer& answer);

  std::unique_ptr<HttpChannel> channel_;
  std::string received_;
  std::string asked_;          ///< since the answer before, for the record
  bool asked_before_ = false;  ///< and not answered yet
};

}  // namespace ledger::support
