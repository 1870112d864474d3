#pragma once
// What a listener that speaks TLS shows and asks for: certificates with their keys, chosen by the
// name that a client asks for (SNI), and whose certificates clients may show. Immutable once read;
// TlsKeeper exchanges the whole when the files change.

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <openssl/ssl.h>

namespace ledger::http {

struct TlsFiles {
  struct Certificate {
    std::filesystem::path chain;  ///< PEM, the server's own first
    std::filesystem::path key;    ///< PEM, not encrypted
  };
  enum class Clients { not_asked, optional, required };

  std::vector<Certificate>
      certificates;  ///< the first is for those who ask for no name, or another
  Clients clients = Clients::not_asked;
  std::filesystem::path client_authorities;  ///< PEM: who may have signed a client's certificate
};

class TlsIdentities {
 public:
  using Time = std::chrono::system_clock::time_point;
  struct Identity {
    struct Free {
      void operator()(SSL_CTX* it) const { ::SSL_CTX_free(it); }
    };
    std::unique_ptr<SSL_CTX, Free> context;
    std::filesystem::path chain;
    Time begins;
    Time ends;  ///< of the server's own certificate
  };

  /// Reads the files. Throws std::runtime_error: the file, and what is wrong with it.
  explicit TlsIdentities(const TlsFiles& files);
  TlsIdentities(const TlsIdentities&) = delete;
  TlsIdentities& operator=(const TlsIdentities&) = delete;

  [[nodiscard]] const std::vector<Identity>& all() const noexcept { return identities_; }
  /// What every session begins with; it turns to another by itself.
  [[nodiscard]] SSL_CTX* first() const noexcept { return identities_.front().context.get(); }

 private:
  static int choose_identity(SSL* session, int* alert, void* self);
  std::vector<Identity> identities_;
};

/// The identities in force. read_again() is for one thread, current() for all.
class TlsKeeper {
 public:
  /// Throws as TlsIdentities does.
  explicit TlsKeeper(TlsFiles files);

  [[nodiscard]] std::shared_ptr<const TlsIdentities> current() const;
  /// Whether a file is not as it was when it was read last.
  [[nodiscard]] bool files_changed() const;
  /// Throws as TlsIdentities does; then what was in force stays. Keys of session tickets are made
  /// anew.
  void read_again();

 private:
  struct Seen {
    std::filesystem::path path;
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::int64_t changed_ns = 0;
    std::uint64_t size = 0;
    friend bool operator==(const Seen&, const Seen&) = default;
  };
  [[nodiscard]] std::vector<Seen> look() const;

  TlsFiles files_;
  std::vector<Seen> seen_;  ///< before they were read, so that what changes meanwhile is noticed
  mutable std::mutex mutex_;
  std::shared_ptr<const TlsIdentities> current_;
};

}  // namespace ledger::http
