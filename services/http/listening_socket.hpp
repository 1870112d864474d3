#pragma once
// Opens what a listener is reached at: a descriptor for each worker, bound and listening. Of the
// room, not for others.

#include <sys/socket.h>
#include <utility>
#include <vector>

#include "services/http/listener.hpp"

namespace ledger::http {

/// A descriptor that is closed at the end, unless it is taken.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) noexcept : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.take()) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor();

  [[nodiscard]] int number() const noexcept { return number_; }
  [[nodiscard]] int take() noexcept { return std::exchange(number_, -1); }

 private:
  int number_;
};

class ListeningSocket {
 public:
  /// Throws std::system_error with the listener's name in its text. A TCP port has a socket for
  /// each worker, a Unix socket one for all. A socket file that a process left behind is replaced,
  /// one that somebody listens at is not.
  ListeningSocket(const Listener& listener, std::size_t workers);
  /// Removes the socket file, if it is still this one's.
  ~ListeningSocket();
  ListeningSocket(const ListeningSocket&) = delete;
  ListeningSocket& operator=(const ListeningSocket&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] int family() const noexcept { return family_; }
  /// The next worker's; it becomes the caller's.
  [[nodiscard]] int take();

 private:
  void open_tcp(const Listener& listener, std::size_t workers);
  void open_unix(const UnixSocket& place, std::size_t workers);

  std::vector<Descriptor> descriptors_;
  int family_ = AF_UNIX;
  std::uint16_t port_ = 0;
  std::filesystem::path path_;
  std::uint64_t inode_ = 0;
};

}  // namespace ledger::http
