#include "tests/support/tls_relay.hpp"

#include <memory>

#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace ledger::support {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

template <class T, void (*Free)(T*)>
struct Freed {
  void operator()(T* object) const { Free(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509, X509_free>>;

std::string pem_of(BIO* memory) {
  char* bytes = nullptr;
  const auto size = ::BIO_get_mem_data(memory, &bytes);
  std::string text(bytes, static_cast<std::size_t>(size));
  ::BIO_free(memory);
  return text;
}

/// A self-signed certificate of that host, good for an hour.
Certificate make_certificate(EVP_PKEY* key, const std::string& host) {
  Certificate certificate(::X509_new());
  ::X509_set_version(certificate.get(), 2);
  ::ASN1_INTEGER_set(::X509_get_serialNumber(certificate.get()), 1);
  ::X509_gmtime_adj(::X509_getm_notBefore(certificate.get()), -60);
  ::X509_gmtime_adj(::X509_getm_notAfter(certificate.get()), 3600);
  ::X509_set_pubkey(certificate.get(), key);
  auto* const name = ::X509_get_subject_name(certificate.get());
  ::X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("relay"), -1, -1, 0);
  ::X509_set_issuer_name(certificate.get(), name);
  const auto names = "DNS:" + host;
  auto* const extension =
      ::X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str());
  ::X509_add_ext(certificate.get(), extension, -1);
  ::X509_EXTENSION_free(extension);
  ::X509_sign(certificate.get(), key, ::EVP_sha256());
  return certificate;
}

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
  const Key key(::EVP_EC_gen("P-256"));
  const auto certificate = make_certificate(key.get(), host);
  BIO* const memory = ::BIO_new(::BIO_s_mem());
  ::PEM_write_bio_X509(memory, certificate.get());
  certificate_ = pem_of(memory);
  ::SSL_CTX_use_certificate(tls_.native_handle(), certificate.get());
  ::SSL_CTX_use_PrivateKey(tls_.native_handle(), key.get());
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
