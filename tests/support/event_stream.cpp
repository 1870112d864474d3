#include "tests/support/event_stream.hpp"

#include <sstream>

namespace ledger::support {

EventStream::EventStream(std::uint16_t port, const std::string& target, const std::string& secret,
                         const Headers& headers)
    : channel_(port) {
  std::string request = "GET " + target +
                        " HTTP/1.0\r\nAccept: text/event-stream\r\n"
                        "Authorization: Bearer " +
                        secret + "\r\n";
  for (const auto& [name, value] : headers) {
    request.append(name).append(": ").append(value).append("\r\n");
  }
  channel_.send(request.append("\r\n"));
  head_ = read_until("\r\n\r\n").value_or("");
}

std::optional<std::string> EventStream::read_until(std::string_view end) {
  std::size_t at = 0;
  while ((at = received_.find(end)) == std::string::npos) {
    char bytes[16 * 1024];
    const auto count = channel_.receive(bytes, sizeof bytes);
    if (count <= 0) return std::nullopt;
    received_.append(bytes, static_cast<std::size_t>(count));
  }
  auto text = received_.substr(0, at);
  received_.erase(0, at + end.size());
  return text;
}

std::optional<EventStream::Event> EventStream::next() {
  const auto block = read_until("\n\n");
  if (!block) return std::nullopt;
  Event event;
  std::istringstream lines(*block);
  for (std::string line; std::getline(lines, line);) {
    const auto colon = line.find(": ");
    if (colon == std::string::npos) continue;
    const auto field = line.substr(0, colon);
    auto& into = field == "id" ? event.id : field == "event" ? event.name : event.data;
    into = line.substr(colon + 2);
  }
  return event;
}

std::optional<EventStream::Event> EventStream::next_item() {
  auto event = next();
  while (event && event->name == "heartbeat") event = next();
  return event;
}

}  // namespace ledger::support
