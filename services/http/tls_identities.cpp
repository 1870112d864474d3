#include "services/http/tls_identities.hpp"

#include <stdexcept>
#include <string_view>
#include <sys/stat.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

namespace ledger::http {
namespace {

/// Forward secrecy and authenticated encryption, or nothing. TLS 1.3 has no others.
constexpr const char* ciphers_of_1_2 =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char* groups = "X25519:P-256:P-384";
constexpr std::string_view spoken("\x08http/1.1\x08http/1.0");  ///< ALPN, RFC 7301

/// What OpenSSL says of the last failure of this thread.
std::string reason() {
  const unsigned long code = ::ERR_peek_last_error();
  ::ERR_clear_error();
  const char* text = ::ERR_reason_error_string(code);
  return text != nullptr ? text : "unreadable";
}

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& what) {
  throw std::runtime_error(file.string() + ": " + what);
}

/// Who has no passphrase to give must not be asked for one on a terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned offered_size, void*) {
  unsigned char* found = nullptr;
  const auto* ours = reinterpret_cast<const unsigned char*>(spoken.data());
  const int outcome = ::SSL_select_next_proto(
      &found, size, ours, static_cast<unsigned>(spoken.size()), offered, offered_size);
  *chosen = found;
  return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

TlsIdentities::Time time_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (::ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return std::chrono::system_clock::from_time_t(::timegm(&parts));
}

void set_rules(SSL_CTX* context) {
  ::SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  ::SSL_CTX_set_cipher_list(context, ciphers_of_1_2);
  ::SSL_CTX_set1_groups_list(context, groups);
  ::SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                     SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  ::SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS);
  ::SSL_CTX_set_read_ahead(context, 1);  // a record is one read, not one for each of its parts
  ::SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);  // tickets need no memory
  ::SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  ::SSL_CTX_set_default_passwd_cb(context, no_passphrase);
}

void ask_clients(SSL_CTX* context, const TlsFiles& files) {
  if (files.clients == TlsFiles::Clients::not_asked) return;
  const std::string authorities = files.client_authorities.string();
  auto* const names = ::SSL_load_client_CA_file(authorities.c_str());
  if (names == nullptr || ::SSL_CTX_load_verify_file(context, authorities.c_str()) != 1) {
    refuse(files.client_authorities, "holds no certificates in PEM: " + reason());
  }
  ::SSL_CTX_set_client_CA_list(context, names);
  const bool required = files.clients == TlsFiles::Clients::required;
  ::SSL_CTX_set_verify(
      context, required ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT : SSL_VERIFY_PEER,
      nullptr);
  // A session that is resumed is not asked again, and the certificate may have expired meanwhile.
  ::SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
  ::SSL_CTX_set_num_tickets(context, 0);
}

TlsIdentities::Identity read_identity(const TlsFiles::Certificate& certificate,
                                      const TlsFiles& files) {
  TlsIdentities::Identity identity;
  identity.chain = certificate.chain;
  identity.context.reset(::SSL_CTX_new(::TLS_server_method()));
  SSL_CTX* const context = identity.context.get();
  if (context == nullptr) throw std::bad_alloc();
  set_rules(context);
  ::ERR_clear_error();
  if (::SSL_CTX_use_certificate_chain_file(context, certificate.chain.c_str()) != 1) {
    refuse(certificate.chain, "cannot be used as a certificate chain in PEM: " + reason());
  }
  if (::SSL_CTX_use_PrivateKey_file(context, certificate.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    refuse(certificate.key, "cannot be used as the private key, in PEM and not encrypted, of " +
                                certificate.chain.string() + ": " + reason());
  }
  ask_clients(context, files);
  const X509* const own = ::SSL_CTX_get0_certificate(context);
  identity.begins = time_of(::X509_get0_notBefore(own));
  identity.ends = time_of(::X509_get0_notAfter(own));
  return identity;
}

}  // namespace

TlsIdentities::TlsIdentities(const TlsFiles& files) {
  for (const auto& certificate : files.certificates) {
    identities_.push_back(read_identity(certificate, files));
  }
  for (const Identity& identity : identities_) {
    // As the macros of these names do, without their casts.
    ::SSL_CTX_callback_ctrl(identity.context.get(), SSL_CTRL_SET_TLSEXT_SERVERNAME_CB,
                            reinterpret_cast<void (*)()>(&choose_identity));
    ::SSL_CTX_ctrl(identity.context.get(), SSL_CTRL_SET_TLSEXT_SERVERNAME_ARG, 0, this);
  }
}

int TlsIdentities::choose_identity(SSL* session, int*, void* self) {
  const char* const name = ::SSL_get_servername(session, TLSEXT_NAMETYPE_host_name);
  if (name == nullptr) return SSL_TLSEXT_ERR_NOACK;
  for (const Identity& identity : static_cast<const TlsIdentities*>(self)->identities_) {
    X509* const certificate = ::SSL_CTX_get0_certificate(identity.context.get());
    if (::X509_check_host(certificate, name, 0, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS, nullptr) ==
        1) {
      ::SSL_set_SSL_CTX(session, identity.context.get());
      return SSL_TLSEXT_ERR_OK;
    }
  }
  return SSL_TLSEXT_ERR_NOACK;  // the first, for the client to judge
}

TlsKeeper::TlsKeeper(TlsFiles files)
    : files_(std::move(files)),
      seen_(look()),
      current_(std::make_shared<const TlsIdentities>(files_)) {}

std::shared_ptr<const TlsIdentities> TlsKeeper::current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

bool TlsKeeper::files_changed() const { return look() != seen_; }

void TlsKeeper::read_again() {
  seen_ = look();
  auto fresh = std::make_shared<const TlsIdentities>(files_);
  const std::lock_guard lock(mutex_);
  current_.swap(fresh);
}

std::vector<TlsKeeper::Seen> TlsKeeper::look() const {
  std::vector<Seen> seen;
  const auto add = [&seen](const std::filesystem::path& path) {
    struct stat status{};
    Seen file{.path = path};
    if (!path.empty() && ::stat(path.c_str(), &status) == 0) {
      file.device = status.st_dev;
      file.inode = status.st_ino;
      file.changed_ns =
          std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
      file.size = static_cast<std::uint64_t>(status.st_size);
    }
    seen.push_back(std::move(file));
  };
  for (const auto& certificate : files_.certificates) {
    add(certificate.chain);
    add(certificate.key);
  }
  add(files_.client_authorities);
  return seen;
}

}  // namespace ledger::http
