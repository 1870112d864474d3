#pragma once
// TLS for HttpClient: trusts one authority, checks no name, shows a certificate where it has one.

#include <memory>

#include <openssl/ssl.h>

#include "tests/support/authority.hpp"
#include "tests/support/http_client.hpp"

namespace ledger::support {

class TlsChannel final : public HttpChannel {
 public:
  struct Options {
    std::filesystem::path trusted;
    std::string name = "localhost";  ///< that it asks for; empty: none
    IssuedFiles own;                 ///< its certificate, if it has one
    int version_max = TLS1_3_VERSION;
    int version_min = TLS1_2_VERSION;
  };
  /// Shakes hands. If that fails it sends and receives nothing.
  TlsChannel(std::uint16_t port, const Options& options);
  ~TlsChannel() override;
  TlsChannel(const TlsChannel&) = delete;
  TlsChannel& operator=(const TlsChannel&) = delete;

  long send(std::string_view bytes) override;
  long receive(char* room, std::size_t size) override;
  void shut_down_sending() override;

  [[nodiscard]] bool established() const noexcept { return established_; }
  /// What was agreed on, `TLSv1.3`.
  [[nodiscard]] std::string version() const { return ::SSL_get_version(session_); }
  /// Of the server's certificate: the name that Authority::issue() gave it, and its number.
  [[nodiscard]] std::string server_name() const;
  [[nodiscard]] long server_serial() const;

 private:
  [[nodiscard]] long outcome(int returned, std::size_t count);

  SocketChannel socket_;
  SSL_CTX* context_;
  SSL* session_;
  bool established_ = false;
};

}  // namespace ledger::support
