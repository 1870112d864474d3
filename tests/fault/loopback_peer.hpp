#pragma once
// One end of a connection over loopback, in a test that looks at each byte and each end itself.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace ledger::fault {

using Milliseconds = std::chrono::milliseconds;

enum class Ending { none, closed, reset };

class LoopbackPeer {
 public:
  explicit LoopbackPeer(int socket) noexcept : socket_(socket) {}
  ~LoopbackPeer();
  LoopbackPeer(LoopbackPeer&& other) noexcept;
  LoopbackPeer& operator=(LoopbackPeer&&) = delete;

  void send(const std::string& bytes) const;
  /// So many bytes, or those that have come when the time is over or the connection ends.
  [[nodiscard]] std::string receive(std::size_t count,
                                    Milliseconds at_most = Milliseconds(10'000)) const;
  /// How the connection has ended for us when the time is over; bytes before that are lost.
  [[nodiscard]] Ending ending(Milliseconds at_most = Milliseconds(10'000)) const;
  /// No more will be sent.
  void end() const;

 private:
  int socket_;
};

/// Nothing: it is refused.
[[nodiscard]] std::optional<LoopbackPeer> connect_to(std::uint16_t port);

class LoopbackListener {
 public:
  LoopbackListener();
  ~LoopbackListener();
  LoopbackListener(const LoopbackListener&) = delete;
  LoopbackListener& operator=(const LoopbackListener&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  /// The next connection. Throws where none comes in ten seconds.
  [[nodiscard]] LoopbackPeer accept() const;

 private:
  int socket_;
  std::uint16_t port_;
};

}  // namespace ledger::fault
