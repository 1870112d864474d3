#pragma once
// Calls the service's API as one caller, over one connection that is made anew where the server has
// closed it. No answer at all is an exception: a test that expects one then fails.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/http_client.hpp"
#include "tests/support/json.hpp"

namespace ledger::support {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct ApiAnswer : HttpAnswer {
  [[nodiscard]] Json json() const { return Json(body); }
  /// The header, or "" where there is none.
  [[nodiscard]] std::string field(std::string_view name) const { return header(name).value_or(""); }
  /// The last part of a problem's type: `invalid-name`.
  [[nodiscard]] std::string problem() const;
  /// The JSON Pointers of a problem's errors, one after another: `/name /scopes/1`.
  [[nodiscard]] std::string pointers() const;
};

class ApiClient {
 public:
  /// `secret`: of the calling token; empty: no credentials are sent.
  ApiClient(std::uint16_t port, std::string secret) : port_(port), secret_(std::move(secret)) {}

  /// A body is sent as application/json unless the headers say otherwise.
  ApiAnswer call(std::string_view method, std::string_view target, std::string_view body = {},
                 const Headers& headers = {});
  ApiAnswer get(std::string_view target, const Headers& headers = {}) {
    return call("GET", target, {}, headers);
  }
  ApiAnswer post(std::string_view target, std::string_view body, const Headers& headers = {}) {
    return call("POST", target, body, headers);
  }
  ApiAnswer remove(std::string_view target, const Headers& headers = {}) {
    return call("DELETE", target, {}, headers);
  }
  /// `POST /v1/tokens`; throws unless it is created. The answer's JSON has the secret.
  Json create(std::string_view body);
  /// Status of the gateway's door for that secret.
  unsigned gateway(std::string_view secret, std::string_view query = {});

  [[nodiscard]] const std::string& secret() const noexcept { return secret_; }

 private:
  std::uint16_t port_;
  std::string secret_;
  std::unique_ptr<HttpClient> connection_;
};

}  // namespace ledger::support
