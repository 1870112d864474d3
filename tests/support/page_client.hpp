#pragma once
// Calls the API as the web page does: with the cookie of a session and what shows that the page
// itself sends it.

#include "tests/support/api_client.hpp"

namespace ledger::support {

class PageClient {
 public:
  explicit PageClient(std::uint16_t port) : client_(port, "") {}

  /// Keeps the cookie that it gets.
  ApiAnswer sign_in(const std::string& secret, const Headers& headers = page());
  ApiAnswer call(std::string_view method, std::string_view target, std::string_view body = {},
                 const Headers& headers = page());
  ApiAnswer get(std::string_view target, const Headers& headers = {}) {
    return call("GET", target, {}, headers);
  }
  ApiAnswer post(std::string_view target, std::string_view body, const Headers& more = {});
  ApiAnswer remove(std::string_view target) { return call("DELETE", target); }

  /// `tokenledger=tok_….ts_…`; empty: none yet.
  [[nodiscard]] const std::string& cookie() const noexcept { return cookie_; }
  void set_cookie(std::string cookie) { cookie_ = std::move(cookie); }
  /// The session's secret.
  [[nodiscard]] std::string secret() const { return cookie_.substr(cookie_.find("ts_")); }
  /// What the page sends with what may change something.
  [[nodiscard]] static const Headers& page();

 private:
  ApiClient client_;
  std::string cookie_;
};

}  // namespace ledger::support
