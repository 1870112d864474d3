#pragma once
// Errors as RFC 9457 problem details: a stable type for programs, a sentence that says what to do.

#include <string>
#include <vector>

#include "services/http/response.hpp"

namespace ledger::http {

struct Problem {
  struct Pointed {
    std::string pointer;  ///< JSON Pointer (RFC 6901) into the request's body
    std::string detail;
  };
  unsigned status = 400;
  std::string type;  ///< last part of `urn:tokenledger:problem:…`
  std::string title;
  std::string detail;
  std::vector<Pointed> errors;
  /// Extension members (RFC 9457 §3.2), name and text value, e.g. `command_id`.
  std::vector<std::pair<std::string, std::string>> members;
  /// Header fields that go with it: WWW-Authenticate, Allow, Retry-After.
  std::vector<std::pair<std::string, std::string>> headers;
};

/// One without errors, members and headers of its own.
[[nodiscard]] Problem make_problem(unsigned status, std::string type, std::string title,
                                   std::string detail);

/// Writes the whole response, `application/problem+json`.
void write_problem(Response& response, const Problem& problem);

}  // namespace ledger::http
