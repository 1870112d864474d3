#pragma once
// TLS on one socket that does not block: OpenSSL reads and writes the descriptor itself, so nothing
// is copied on the way, and the caller waits where it says so. Of the room, not for others.

#include <memory>
#include <span>
#include <string_view>

#include <boost/system/error_code.hpp>

#include "services/http/tls_identities.hpp"

namespace ledger::http {

class TlsSession {
 public:
  /// Throws std::bad_alloc. `descriptor`: stays the caller's, and open as long as this is used.
  TlsSession(std::shared_ptr<const TlsIdentities> identities, int descriptor);
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  // Each: would_block if the socket must be waited for, as waits_to_write() says; eof at the peer's
  // orderly end; another error ends the session.
  [[nodiscard]] boost::system::error_code handshake();
  std::size_t read_some(std::span<char> room, boost::system::error_code& ec);
  std::size_t write_some(std::string_view bytes, boost::system::error_code& ec);
  [[nodiscard]] bool waits_to_write() const noexcept { return waits_to_write_; }

  /// Tells the peer that nothing more comes, as far as the socket takes that now.
  void say_end() noexcept;
  /// The peer's first bytes were those of an HTTP request.
  [[nodiscard]] bool peer_speaks_plain() const noexcept { return peer_speaks_plain_; }

 private:
  struct Free {
    void operator()(SSL* session) const { ::SSL_free(session); }
  };
  [[nodiscard]] boost::system::error_code outcome(int returned);

  std::shared_ptr<const TlsIdentities> identities_;
  std::unique_ptr<SSL, Free> session_;
  bool established_ = false;
  bool failed_ = false;
  bool waits_to_write_ = false;
  bool peer_speaks_plain_ = false;
};

}  // namespace ledger::http
