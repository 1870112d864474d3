#pragma once
// Where a server is: `http://HOST[:PORT][/PREFIX]` or `https://…`. No user, query or fragment.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ledger::remote {

struct ServerAddress {
  bool is_tls = false;
  std::string host;  ///< an IPv6 address without its brackets
  std::uint16_t port = 80;
  std::string prefix;  ///< of every path; empty, or begins with `/` and does not end with it

  [[nodiscard]] static std::optional<ServerAddress> parse(std::string_view url);
  /// In one form: equal servers have equal texts.
  [[nodiscard]] std::string text() const;
  /// The value of the `Host` header.
  [[nodiscard]] std::string authority() const;
  /// Whether what is sent stays on this machine.
  [[nodiscard]] bool is_loopback() const;

  friend bool operator==(const ServerAddress&, const ServerAddress&) = default;
};

/// Percent-encodes a path segment or query value (RFC 3986 §2.1): all but `[A-Za-z0-9_~-]`, so that
/// `.` and `..` stay what they are.
[[nodiscard]] std::string percent_encode(std::string_view text);

}  // namespace ledger::remote
