#pragma once
// What a proxy that ends TLS does: speaks it to the client, with a certificate of its own that
// nobody knows, and plain HTTP to a real server, one request a connection.

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include "tests/support/authority.hpp"

namespace ledger::support {

class TlsRelay {
 public:
  /// `host`: the one name that the certificate is for.
  TlsRelay(std::uint16_t server, const std::string& host);
  ~TlsRelay();
  TlsRelay(const TlsRelay&) = delete;
  TlsRelay& operator=(const TlsRelay&) = delete;

  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  /// Of the authority that signed it, for whoever wants to trust it.
  [[nodiscard]] std::filesystem::path certificate_file() const {
    return authority_.certificate_file();
  }

  /// The server's name in the last greeting (RFC 6066 §3); empty: there was none in it.
  [[nodiscard]] std::string name_in_greeting() const {
    const std::lock_guard lock(mutex_);
    return name_in_greeting_;
  }

 private:
  static int note_name(SSL* connection, int* alert, void* self);
  using tcp = boost::asio::ip::tcp;
  void run();
  void serve(tcp::socket client);

  boost::asio::io_context context_;
  boost::asio::ssl::context tls_;
  Authority authority_;
  mutable std::mutex mutex_;
  std::string name_in_greeting_ = "no greeting";
  tcp::acceptor acceptor_;
  std::uint16_t server_;
  std::atomic<bool> ended_{false};
  std::thread thread_;
};

}  // namespace ledger::support
