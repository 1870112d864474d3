#include "services/cli/credentials.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include "services/cli/terminal.hpp"
#include "services/cli/terminal_text.hpp"

namespace ledger::cli {
namespace {

constexpr std::size_t file_bytes_max = 4096;

Failure usage(std::string text) { return {ExitStatus::usage, std::move(text)}; }

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

Answer<ServerAddress> parse_server(const std::string& text, const char* source) {
  const auto server = ServerAddress::parse(text);
  if (server) return *server;
  return usage(std::string(source) + " is no server address: " + printable(text) +
               ". It has the form http://HOST:PORT or https://HOST.");
}

constexpr std::string_view token_form =
    " It is `tl_` and 49 letters and digits, as it was shown when it was made.";

}  // namespace

Answer<std::optional<ServerAddress>> named_server(const std::string& flag) {
  const auto set = environment("TOKENLEDGER_SERVER");
  if (flag.empty() && set.empty()) return std::optional<ServerAddress>();
  const auto server =
      flag.empty() ? parse_server(set, "TOKENLEDGER_SERVER") : parse_server(flag, "--server");
  if (!server) return server.error();
  return std::optional(*server);
}

std::string_view token_line(std::string_view text) noexcept {
  text = text.substr(0, text.find_first_of("\r\n"));
  const auto begin = text.find_first_not_of(" \t");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

Answer<token::TokenSecret> read_token_file(const std::string& file) {
  const int opened = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  std::string text;
  text.reserve(file_bytes_max);
  ssize_t count = opened < 0 ? -1 : 1;
  while (count > 0 && text.size() < file_bytes_max && text.find('\n') == text.npos) {
    char bytes[256];
    count = ::read(opened, bytes, std::min(sizeof bytes, file_bytes_max - text.size()));
    if (count > 0) text.append(bytes, static_cast<std::size_t>(count));
    ::explicit_bzero(bytes, sizeof bytes);
  }
  const std::string why = count < 0 ? std::strerror(errno) : "";
  if (opened >= 0) ::close(opened);
  if (!why.empty()) return usage("Cannot read the token in " + file + ": " + why);
  const auto token = token::TokenSecret::parse(token_line(text));
  wipe(text);
  if (!token) return usage("The first line of " + file + " is no token." + std::string(token_form));
  return *token;
}

Answer<Credentials> find_credentials(const std::string& server_flag,
                                     const std::string& token_file) {
  const auto named = named_server(server_flag);
  if (!named) return named.error();
  auto set = environment("TOKENLEDGER_TOKEN");
  if (*named && !token_file.empty()) {
    const auto token = read_token_file(token_file);
    if (!token) return token.error();
    return Credentials{**named, *token, token_file};
  }
  if (*named && !set.empty()) {
    const auto token = token::TokenSecret::parse(token_line(set));
    wipe(set);
    if (!token) return usage("TOKENLEDGER_TOKEN is no token." + std::string(token_form));
    return Credentials{**named, *token, "TOKENLEDGER_TOKEN"};
  }
  const auto login = read_login();
  if (!login) return login.error();
  if (!*named && !*login) {
    return usage(
        "No server is named: use --server, set TOKENLEDGER_SERVER, or run `tokenledger "
        "login`.");
  }
  const auto server = *named ? **named : (*login)->server;
  if (!token_file.empty() || !set.empty()) return find_credentials(server.text(), token_file);
  if (!*login) {
    return usage(
        "No token is named: use --token-file, set TOKENLEDGER_TOKEN, or run `tokenledger "
        "login`.");
  }
  if (server != (*login)->server) {
    return usage("The login's token is for " + (*login)->server.text() + " and is not sent to " +
                 server.text() + ": use --token-file, or set TOKENLEDGER_TOKEN.");
  }
  return Credentials{server, (*login)->token, "the login file"};
}

}  // namespace ledger::cli
