#pragma once
// The web page as this server sees it: the cookie that carries a session's secret, and how a
// request shows that the page itself sent it and no other page by way of the reader's browser.

#include <optional>
#include <string>
#include <string_view>

#include "events/token/session.hpp"
#include "services/http/origin.hpp"
#include "services/http/problem.hpp"

namespace ledger::access {

/// Says that the page's own program sends the request: no form and no image can.
inline constexpr std::string_view console_header = "Ledger-Console";
/// Says that the page asks by itself, and nobody is there for it.
inline constexpr std::string_view poll_header = "Ledger-Poll";

/// What a session's cookie says: whose session it is, and the digest of its secret.
struct SessionCookie {
  token::TokenId token;
  token::SessionDigest digest;
};

class PageSite {
 public:
  /// Where people reach the server; nothing: by whatever name they ask for.
  explicit PageSite(std::optional<http::Origin> public_url);

  /// `__Host-tokenledger` over https, so that no other host can set it; else `tokenledger`.
  [[nodiscard]] std::string_view cookie_name() const noexcept {
    return is_secure_ ? "__Host-tokenledger" : "tokenledger";
  }
  /// The values of Set-Cookie that give it, and that take it away.
  [[nodiscard]] std::string give_cookie(const token::TokenId& token,
                                        const token::SessionSecret& secret) const;
  [[nodiscard]] std::string take_cookie() const;

  enum class Sent : std::uint8_t { no, once, repeatedly };
  [[nodiscard]] Sent find_cookie(const http::Request& request, std::string_view& value) const;
  /// Nothing: it is no cookie of ours, or of no session.
  [[nodiscard]] static std::optional<SessionCookie> read_cookie(std::string_view value);

  /// 403 for a request by cookie that may change something and does not show that the page sent it.
  [[nodiscard]] std::optional<http::Problem> refusal_of(const http::Request& request) const;
  /// 403 for a sign-in that another page sends. A program that is no browser says nothing of pages,
  /// and its sign-in cannot be somebody else's doing.
  [[nodiscard]] std::optional<http::Problem> refusal_of_sign_in(const http::Request& request) const;

 private:
  std::optional<http::Origin> own_;
  bool is_secure_;
};

/// Whether somebody is there for it.
[[nodiscard]] inline bool is_poll(const http::Request& request) noexcept {
  return request.header(poll_header) == "1";
}

}  // namespace ledger::access
