#pragma once
// Which server a verb calls, and as whom: flags go before the environment (TOKENLEDGER_SERVER,
// TOKENLEDGER_TOKEN), that before the login file. The login's token is only ever sent to the
// login's server.

#include <string>

#include "services/cli/login_file.hpp"

namespace ledger::cli {

struct Credentials {
  ServerAddress server;
  token::TokenSecret token;
  std::string token_source;  ///< for people: `the login file`
};

/// The server that the flag's value ("" where it was not given) or the environment names; no value
/// where neither does.
[[nodiscard]] Answer<std::optional<ServerAddress>> named_server(const std::string& flag);

/// `server_flag`, `token_file`: values of the flags, "" where they were not given.
[[nodiscard]] Answer<Credentials> find_credentials(const std::string& server_flag,
                                                   const std::string& token_file);

/// The first line of a text, without the blanks around it: what is taken for a token, wherever it
/// comes from (environment, file, standard input).
[[nodiscard]] std::string_view token_line(std::string_view text) noexcept;

/// The token on the first line of a file.
[[nodiscard]] Answer<token::TokenSecret> read_token_file(const std::string& file);

}  // namespace ledger::cli
