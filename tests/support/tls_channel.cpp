#include "tests/support/tls_channel.hpp"

#include <cerrno>
#include <csignal>

#include <openssl/err.h>

namespace ledger::support {

TlsChannel::TlsChannel(std::uint16_t port, const Options& options)
    : socket_(port), context_(::SSL_CTX_new(::TLS_client_method())), session_(nullptr) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes with write()
  ::SSL_CTX_set_min_proto_version(context_, options.version_min);
  ::SSL_CTX_set_max_proto_version(context_, options.version_max);
  ::SSL_CTX_load_verify_file(context_, options.trusted.c_str());
  ::SSL_CTX_set_verify(context_, SSL_VERIFY_PEER, nullptr);
  if (!options.own.chain.empty()) {
    ::SSL_CTX_use_certificate_chain_file(context_, options.own.chain.c_str());
    ::SSL_CTX_use_PrivateKey_file(context_, options.own.key.c_str(), SSL_FILETYPE_PEM);
  }
  session_ = ::SSL_new(context_);
  if (!options.name.empty()) {
    ::SSL_ctrl(session_, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
               const_cast<char*>(options.name.c_str()));
  }
  ::SSL_set_fd(session_, socket_.socket());
  established_ = ::SSL_connect(session_) == 1;
}

TlsChannel::~TlsChannel() {
  ::SSL_free(session_);
  ::SSL_CTX_free(context_);
}

long TlsChannel::outcome(int returned, std::size_t count) {
  if (returned == 1) return static_cast<long>(count);
  const int error = ::SSL_get_error(session_, returned);
  ::ERR_clear_error();
  if (error == SSL_ERROR_ZERO_RETURN) return 0;
  errno = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? EAGAIN : ECONNRESET;
  return -1;
}

long TlsChannel::send(std::string_view bytes) {
  std::size_t count = 0;
  if (!established_) return 0;
  const int returned = ::SSL_write_ex(session_, bytes.data(), bytes.size(), &count);
  return outcome(returned, count);
}

long TlsChannel::receive(char* room, std::size_t size) {
  std::size_t count = 0;
  if (!established_) return 0;
  const int returned = ::SSL_read_ex(session_, room, size, &count);
  return outcome(returned, count);
}

void TlsChannel::shut_down_sending() {
  ::SSL_shutdown(session_);
  socket_.shut_down_sending();
}

std::string TlsChannel::server_name() const {
  X509* const certificate = ::SSL_get0_peer_certificate(session_);
  if (certificate == nullptr) return {};
  char name[256] = {};
  ::X509_NAME_get_text_by_NID(::X509_get_subject_name(certificate), NID_commonName, name,
                              sizeof name);
  return name;
}

long TlsChannel::server_serial() const {
  X509* const certificate = ::SSL_get0_peer_certificate(session_);
  return certificate == nullptr ? 0 : ::ASN1_INTEGER_get(::X509_get0_serialNumber(certificate));
}

}  // namespace ledger::support
