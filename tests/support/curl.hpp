#pragma once
// curl as a client of https://api.example.com at a port of the loopback, for what needs TLS, HTTP/2
// or HTTP/1.0.

#include <cstdint>
#include <string>
#include <vector>

namespace ledger::support {

struct CurlAnswer {
  unsigned status = 0;  ///< 0: none came
  std::string version;  ///< of HTTP: 1.0, 1.1, 2
  std::string head;
  std::string body;

  /// Value of the header of that name, in any case; "" where there is none.
  [[nodiscard]] std::string field(const std::string& name) const;
  /// Whether the body has such a line, whatever the case of its letters.
  [[nodiscard]] bool shows(const std::string& line) const;
};

class Curl {
 public:
  /// `scheme`: `https`, whatever the certificate, or `http`.
  explicit Curl(std::uint16_t port, std::string scheme = "https")
      : port_(port), scheme_(std::move(scheme)) {}

  /// One request, at most 20 seconds. `options`: curl's.
  [[nodiscard]] CurlAnswer get(const std::string& target,
                               const std::vector<std::string>& options = {}) const;

 private:
  std::uint16_t port_;
  std::string scheme_;
};

}  // namespace ledger::support
