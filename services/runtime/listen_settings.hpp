#pragma once
// Where the service is reached: what a [[listen]] section says.

#include <filesystem>
#include <optional>
#include <string>

#include "services/http/role.hpp"
#include "services/http/tls_identities.hpp"

namespace ledger::runtime {

struct ListenSettings {
  std::string address;              ///< `HOST:PORT`; empty: a Unix socket
  std::filesystem::path unix_path;  ///< that, or empty
  unsigned mode = 0660;             ///< of the socket file
  std::string owner;                ///< of the socket file: `user`, `user:group`, `:group`
  http::Roles roles = http::Roles::all();
  std::optional<std::size_t> connections_max;  ///< nothing: http.connections_max
  std::optional<http::TlsFiles> tls;           ///< nothing: plain
};

struct HostPort {
  std::string host;
  std::uint16_t port = 0;
};
/// `HOST:PORT` or `[IPv6]:PORT`. Throws std::runtime_error with what is wrong.
[[nodiscard]] HostPort parse_listen(const std::string& listen);

}  // namespace ledger::runtime
