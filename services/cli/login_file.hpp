#pragma once
// What `tokenledger login` keeps: one server and one token for it, as TOML
//     server = "https://tokens.example.org"
//     token = "tl_…"
// in `tokenledger/login.toml` below $XDG_CONFIG_HOME or ~/.config, mode 0600. A file that others
// may read is refused, never repaired in silence: the token may be known already.

#include <filesystem>
#include <optional>

#include "events/remote/server_address.hpp"
#include "events/token/secret.hpp"
#include "services/cli/failure.hpp"

namespace ledger::cli {

using remote::ServerAddress;

struct Login {
  ServerAddress server;
  token::TokenSecret token;
};

/// Nothing if the environment names neither XDG_CONFIG_HOME nor HOME.
[[nodiscard]] std::optional<std::filesystem::path> login_path();

/// No login where there is no file.
[[nodiscard]] Answer<std::optional<Login>> read_login();

/// Makes or replaces the file; the old one stays until the new one is on disk.
[[nodiscard]] Answer<std::filesystem::path> write_login(const Login& login);

}  // namespace ledger::cli
