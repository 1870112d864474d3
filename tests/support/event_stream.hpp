#pragma once
// A client of server-sent events, over a connection of its own: HTTP/1.0, so that the body comes
// without chunks. Waits at most 10 seconds for anything.

#include "tests/support/api_client.hpp"

namespace ledger::support {

class EventStream {
 public:
  struct Event {
    std::string id;
    std::string name;
    std::string data;
    [[nodiscard]] Json json() const { return Json(data); }
  };

  EventStream(std::uint16_t port, const std::string& target, const std::string& secret,
              const Headers& headers = {});

  /// Status line and header.
  [[nodiscard]] const std::string& head() const noexcept { return head_; }
  /// The next one; nothing at the end.
  [[nodiscard]] std::optional<Event> next();
  /// The next that is no heartbeat.
  [[nodiscard]] std::optional<Event> next_item();

 private:
  /// What comes before `end`, which is passed over; nothing: the stream ended first.
  [[nodiscard]] std::optional<std::string> read_until(std::string_view end);

  SocketChannel channel_;
  std::string received_;
  std::string head_;
};

}  // namespace ledger::support
