#pragma once
// A certificate authority of one test, that nobody else knows: its own certificate, and those it
// issues, as files. Elliptic keys, so that making one costs nothing.

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include <openssl/x509.h>

#include "tests/support/fresh_directory.hpp"

namespace ledger::support {

struct IssuedFiles {
  std::filesystem::path chain;
  std::filesystem::path key;
};

class Authority {
 public:
  Authority();

  /// `names`: as OpenSSL writes alternative names, `DNS:localhost,IP:127.0.0.1`. The files are
  /// called after `file`; issued again under it, they are replaced, each at once.
  [[nodiscard]] IssuedFiles issue(const std::string& file, const std::string& names,
                                  std::chrono::seconds lifetime = std::chrono::hours(24 * 90));
  /// Its own certificate, for whoever is to trust it.
  [[nodiscard]] std::filesystem::path certificate_file() const { return directory_.path() / "ca"; }

 private:
  template <class T, void (*Release)(T*)>
  struct Released {
    void operator()(T* object) const { Release(object); }
  };
  using Key = std::unique_ptr<EVP_PKEY, Released<EVP_PKEY, EVP_PKEY_free>>;
  using Certificate = std::unique_ptr<X509, Released<X509, X509_free>>;
  [[nodiscard]] Certificate make(EVP_PKEY* key, const std::string& name,
                                 std::chrono::seconds lifetime);
  static void add(X509* certificate, int kind, const std::string& value);

  FreshDirectory directory_;
  Key key_;
  Certificate certificate_;
  long serial_ = 0;
};

}  // namespace ledger::support
