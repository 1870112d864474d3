#pragma once
// Where a server is reached, by whom, and for what: one address or Unix socket.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "services/http/role.hpp"

namespace ledger::http {

class TlsKeeper;

/// A socket in the file system, and who may connect: those who may write to it.
struct UnixSocket {
  std::filesystem::path path;
  unsigned mode = 0660;
  std::string owner;  ///< `user`, `user:group` or `:group`; empty: as the process
};

struct Listener {
  std::string host = "127.0.0.1";         ///< an address, or a name that resolves to one
  std::uint16_t port = 8080;              ///< 0: a free one
  std::optional<UnixSocket> unix_socket;  ///< instead of host and port
  Roles roles = Roles::all();
  std::optional<std::size_t> connections_max;  ///< nothing: Limits::connections_max
  TlsKeeper* tls = nullptr;                    ///< null: plain; else it outlives the server

  /// `127.0.0.1:8080`, `[::1]:8080`, `unix:/run/ledger.sock`.
  [[nodiscard]] std::string name() const;
};

}  // namespace ledger::http
