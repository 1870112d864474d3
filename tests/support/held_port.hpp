#pragma once
// A free port of loopback, kept from everybody else for as long as this lives: it is bound and does
// not listen, so that a server with SO_REUSEADDR (a JVM, Asio) can listen on it, go and come again,
// while the kernel gives it to no other.

#include <cstdint>

namespace ledger::support {

class HeldPort {
 public:
  /// Throws std::system_error where `port` (0: any) is taken.
  explicit HeldPort(std::uint16_t port = 0);
  ~HeldPort();
  HeldPort(HeldPort&& other) noexcept;
  HeldPort& operator=(HeldPort&&) = delete;

  [[nodiscard]] std::uint16_t number() const noexcept { return number_; }

 private:
  int socket_;
  std::uint16_t number_;
};

}  // namespace ledger::support
