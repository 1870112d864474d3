#include "tests/support/authority.hpp"

#include <cstdio>

#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace ledger::support {
namespace {

/// Whole or not at all, as a careful program replaces certificates.
template <class Write>
void replace(const std::filesystem::path& file, const Write& write) {
  const auto fresh = file.string() + ".new";
  std::FILE* const stream = std::fopen(fresh.c_str(), "w");
  if (stream == nullptr) throw std::runtime_error("cannot write " + fresh);
  write(stream);
  std::fclose(stream);
  std::filesystem::permissions(fresh, std::filesystem::perms(0600));
  std::filesystem::rename(fresh, file);
}

}  // namespace

Authority::Authority() : key_(::EVP_EC_gen("P-256")) {
  certificate_ = make(key_.get(), "authority", std::chrono::hours(24));
  ::X509_set_issuer_name(certificate_.get(), ::X509_get_subject_name(certificate_.get()));
  add(certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
  ::X509_sign(certificate_.get(), key_.get(), ::EVP_sha256());
  replace(certificate_file(),
          [this](std::FILE* stream) { ::PEM_write_X509(stream, certificate_.get()); });
}

IssuedFiles Authority::issue(const std::string& file, const std::string& names,
                             std::chrono::seconds lifetime) {
  const Key key(::EVP_EC_gen("P-256"));
  const auto made = make(key.get(), file, lifetime);
  ::X509_set_issuer_name(made.get(), ::X509_get_subject_name(certificate_.get()));
  add(made.get(), NID_subject_alt_name, names);
  ::X509_sign(made.get(), key_.get(), ::EVP_sha256());
  IssuedFiles files{directory_.path() / (file + ".pem"), directory_.path() / (file + ".key")};
  replace(files.key, [&key](std::FILE* stream) {
    ::PEM_write_PrivateKey(stream, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
  replace(files.chain, [&made](std::FILE* stream) { ::PEM_write_X509(stream, made.get()); });
  return files;
}

Authority::Certificate Authority::make(EVP_PKEY* key, const std::string& name,
                                       std::chrono::seconds lifetime) {
  Certificate made(::X509_new());
  ::X509_set_version(made.get(), 2);
  ::ASN1_INTEGER_set(::X509_get_serialNumber(made.get()), ++serial_);
  ::X509_gmtime_adj(::X509_getm_notBefore(made.get()), -3600);
  ::X509_gmtime_adj(::X509_getm_notAfter(made.get()), static_cast<long>(lifetime.count()));
  ::X509_set_pubkey(made.get(), key);
  ::X509_NAME_add_entry_by_txt(::X509_get_subject_name(made.get()), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  return made;
}

void Authority::add(X509* certificate, int kind, const std::string& value) {
  auto* const extension = ::X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
  ::X509_add_ext(certificate, extension, -1);
  ::X509_EXTENSION_free(extension);
}

}  // namespace ledger::support
