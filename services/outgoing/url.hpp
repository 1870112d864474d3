#pragma once
// Where a request goes: `http://HOST[:PORT][/PATH][?QUERY]` or `https://…`. No user, no fragment.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ledger::outgoing {

struct Url {
  bool is_tls = false;
  std::string host;  ///< lower case; an IPv6 address without its brackets
  std::uint16_t port = 80;
  std::string target = "/";  ///< path and query, as in a request line

  /// Of visible ASCII; scheme and host in any case.
  [[nodiscard]] static std::optional<Url> parse(std::string_view text);
  /// What a `Location` means that was answered here: another URL, or a path of this server.
  [[nodiscard]] std::optional<Url> redirected(std::string_view location) const;
  /// The value of the `Host` header.
  [[nodiscard]] std::string authority() const;
  friend bool operator==(const Url&, const Url&) = default;
};

}  // namespace ledger::outgoing
