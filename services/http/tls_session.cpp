#include "services/http/tls_session.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <new>
#include <sys/socket.h>

#include <boost/asio/error.hpp>
#include <openssl/bio.h>
#include <openssl/err.h>

namespace ledger::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// OpenSSL's own BIO of a socket writes with write(), which raises SIGPIPE.

int descriptor_of(BIO* bio) {
  return static_cast<int>(reinterpret_cast<std::intptr_t>(::BIO_get_data(bio)));
}

/// Of a call's result; `retry` marks what may be tried again.
int transferred(BIO* bio, ssize_t count, std::size_t* size, void (*retry)(BIO*)) {
  BIO_clear_retry_flags(bio);
  if (count > 0) {
    *size = static_cast<std::size_t>(count);
    return 1;
  }
  if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) retry(bio);
  return 0;
}

int read_socket(BIO* bio, char* room, std::size_t room_size, std::size_t* size) {
  const ssize_t count = ::recv(descriptor_of(bio), room, room_size, 0);
  if (count == 0) ::BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
  return transferred(bio, count, size, [](BIO* it) { BIO_set_retry_read(it); });
}

int write_socket(BIO* bio, const char* bytes, std::size_t bytes_size, std::size_t* size) {
  const ssize_t count = ::send(descriptor_of(bio), bytes, bytes_size, MSG_NOSIGNAL);
  return transferred(bio, count, size, [](BIO* it) { BIO_set_retry_write(it); });
}

long control_socket(BIO* bio, int what, long, void*) {
  if (what == BIO_CTRL_EOF) return ::BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
  return what == BIO_CTRL_FLUSH ? 1 : 0;
}

const BIO_METHOD* socket_method() {
  static const BIO_METHOD* const method = [] {
    BIO_METHOD* made = ::BIO_meth_new(::BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
    if (made == nullptr) throw std::bad_alloc();
    ::BIO_meth_set_read_ex(made, read_socket);
    ::BIO_meth_set_write_ex(made, write_socket);
    ::BIO_meth_set_ctrl(made, control_socket);
    return made;
  }();
  return method;
}

}  // namespace

TlsSession::TlsSession(std::shared_ptr<const TlsIdentities> identities, int descriptor)
    : identities_(std::move(identities)), session_(::SSL_new(identities_->first())) {
  if (!session_) throw std::bad_alloc();
  BIO* const bio = ::BIO_new(socket_method());
  if (bio == nullptr) throw std::bad_alloc();
  ::BIO_set_data(bio, reinterpret_cast<void*>(std::intptr_t{descriptor}));
  ::BIO_set_init(bio, 1);
  ::SSL_set_bio(session_.get(), bio, bio);
  ::SSL_set_accept_state(session_.get());
}

error_code TlsSession::handshake() {
  ::ERR_clear_error();
  const int returned = ::SSL_do_handshake(session_.get());
  if (returned != 1) return outcome(returned);
  established_ = true;
  return {};
}

std::size_t TlsSession::read_some(std::span<char> room, error_code& ec) {
  ec = {};
  if (room.empty()) return 0;
  ::ERR_clear_error();
  std::size_t count = 0;
  const int returned = ::SSL_read_ex(session_.get(), room.data(), room.size(), &count);
  if (returned != 1) ec = outcome(returned);
  return returned == 1 ? count : 0;
}

std::size_t TlsSession::write_some(std::string_view bytes, error_code& ec) {
  ec = {};
  if (bytes.empty()) return 0;
  ::ERR_clear_error();
  std::size_t count = 0;
  const int returned = ::SSL_write_ex(session_.get(), bytes.data(), bytes.size(), &count);
  if (returned != 1) ec = outcome(returned);
  return returned == 1 ? count : 0;
}

error_code TlsSession::outcome(int returned) {
  const int error = ::SSL_get_error(session_.get(), returned);
  waits_to_write_ = error == SSL_ERROR_WANT_WRITE;
  if (waits_to_write_ || error == SSL_ERROR_WANT_READ) return asio::error::would_block;
  if (error == SSL_ERROR_ZERO_RETURN) return asio::error::eof;
  failed_ = true;
  peer_speaks_plain_ = ERR_GET_REASON(::ERR_peek_error()) == SSL_R_HTTP_REQUEST;
  ::ERR_clear_error();
  return asio::error::connection_reset;
}

void TlsSession::say_end() noexcept {
  if (!established_ || failed_) return;
  failed_ = true;  // nothing is read or written after it
  ::ERR_clear_error();
  ::SSL_shutdown(session_.get());
  ::ERR_clear_error();
}

}  // namespace ledger::http
