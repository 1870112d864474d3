#include "tests/support/tls_relay.hpp"

#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

namespace ledger::support {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

}  // namespace

int TlsRelay::note_name(SSL* connection, int*, void* self) {
  const char* const name = ::SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name);
  auto& relay = *static_cast<TlsRelay*>(self);
  const std::lock_guard lock(relay.mutex_);
  relay.name_in_greeting_ = name == nullptr ? "" : name;
  return SSL_TLSEXT_ERR_OK;
}

TlsRelay::TlsRelay(std::uint16_t server, const std::string& host)
    : tls_(asio::ssl::context::tls_server),
      acceptor_(context_, {asio::ip::address_v4::loopback(), 0}),
      server_(server) {
  const auto files = authority_.issue("relay", "DNS:" + host);
  tls_.use_certificate_chain_file(files.chain.string());
  tls_.use_private_key_file(files.key.string(), asio::ssl::context::pem);
  // What SSL_CTX_set_tlsext_servername_callback is, without its cast.
  ::SSL_CTX_callback_ctrl(tls_.native_handle(), SSL_CTRL_SET_TLSEXT_SERVERNAME_CB,
                          reinterpret_cast<void (*)()>(&TlsRelay::note_name));
  ::SSL_CTX_set_tlsext_servername_arg(tls_.native_handle(), this);
  thread_ = std::thread([this] { run(); });
}

TlsRelay::~TlsRelay() {
  ended_ = true;
  asio::io_context context;
  tcp::socket waker(context);
  boost::system::error_code ignored;
  waker.connect(acceptor_.local_endpoint(), ignored);
  thread_.join();
}

void TlsRelay::run() {
  for (;;) {
    tcp::socket client(context_);
    boost::system::error_code failed;
    acceptor_.accept(client, failed);
    if (ended_ || failed) return;
    try {
      serve(std::move(client));
    } catch (const boost::system::system_error&) {
      // The client did not trust the certificate, or spoke no TLS.
    }
  }
}

void TlsRelay::serve(tcp::socket client) {
  asio::ssl::stream<tcp::socket> stream(std::move(client), tls_);
  stream.handshake(asio::ssl::stream_base::server);
  boost::beast::flat_buffer buffer;
  http::request<http::string_body> request;
  http::read(stream, buffer, request);
  tcp::socket server(context_);
  server.connect({asio::ip::address_v4::loopback(), server_});
  http::write(server, request);
  boost::beast::flat_buffer received;
  http::response<http::string_body> reply;
  http::read(server, received, reply);
  http::write(stream, reply);
}

}  // namespace ledger::support
