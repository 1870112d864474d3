#pragma once
// A raw HTTP client for tests: sends exactly the bytes it is given, reads answers one by one, and
// sees how a connection ends. Waits at most 10 seconds for anything.

#include <cstdint>
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

class HttpClient {
 public:
  explicit HttpClient(std::uint16_t port);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// False if the peer does not take them all.
  bool send(std::string_view bytes);
  void shut_down_sending();
  /// The next answer; nothing at the end of the connection. `to_head`: it has no body in any case.
  [[nodiscard]] std::optional<HttpAnswer> receive(bool to_head = false);
  /// Waits for the end: true if it comes, orderly or not, and no byte before it.
  [[nodiscard]] bool ended();
  /// send() and receive() in one.
  [[nodiscard]] std::optional<HttpAnswer> ask(std::string_view bytes, bool to_head = false);

 private:
  [[nodiscard]] bool read_more();
  [[nodiscard]] bool receive_body(HttpAnswer& answer);

  int socket_;
  std::string received_;
  std::string asked_;          ///< since the answer before, for the record
  bool asked_before_ = false;  ///< and not answered yet
};

}  // namespace ledger::support
