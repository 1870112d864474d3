#include "services/cli/reply_json.hpp"

namespace ledger::cli {

Answer<Json> json_of(const Reply& reply, const ServerAddress& server) {
  auto json = Json::read(reply.body);
  if (json) return *std::move(json);
  return Failure{ExitStatus::unavailable, server.text() + " answered HTTP " +
                                              std::to_string(reply.status) +
                                              ", but no JSON: is it a tokenledger server?"};
}

}  // namespace ledger::cli
