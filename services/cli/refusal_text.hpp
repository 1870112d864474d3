#pragma once
// An answer other than 2xx, as an exit status and a text: "title: detail", and each of `errors`.

#include <string>

#include "events/remote/server_address.hpp"
#include "services/cli/failure.hpp"

namespace ledger::cli {

using remote::ServerAddress;

struct Refusal {
  unsigned status = 0;
  std::string body;         ///< application/problem+json (RFC 9457), where the server is ours
  std::string retry_after;  ///< header, or empty
  std::string location;     ///< header, or empty
  bool is_command = false;  ///< then a failure behind the server's door leaves the outcome unknown
};

[[nodiscard]] Failure failure_of(const Refusal& refusal, const ServerAddress& server);

}  // namespace ledger::cli
