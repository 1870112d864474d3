#pragma once
// Web origins (RFC 6454): where a page came from, as browsers say it, and as settings say where
// this server is reached.

#include <optional>
#include <string>
#include <string_view>

#include "services/http/request.hpp"

namespace ledger::http {

/// `https://ledger.example.com` or `http://127.0.0.1:8080`, in the one form that browsers send:
/// lower case, no port where it is the scheme's own.
struct Origin {
  bool is_https = false;
  std::string authority;  ///< host and port, as in `Host`

  [[nodiscard]] static std::optional<Origin> parse(std::string_view text);
  [[nodiscard]] std::string text() const;
  friend bool operator==(const Origin&, const Origin&) = default;
};

enum class FromPage : std::uint8_t {
  own,      ///< a page of this server sent it
  foreign,  ///< another did, or what is said is ambiguous
  unsaid,   ///< no browser of today did
};
/// By `Origin` and `Sec-Fetch-Site`; whichever is there must say so. `own`: this server's; nothing:
/// whatever `Host` says, of either scheme, for a proxy may have taken the encryption off.
[[nodiscard]] FromPage sender_of(const Request& request, const std::optional<Origin>& own);

}  // namespace ledger::http
