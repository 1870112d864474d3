#pragma once
// Calls one server's API as one token. A query is repeated once where its connection broke; so is a
// command, under the same Idempotency-Key, so that it is never applied twice. Where nobody can say
// whether a command was applied, the failure says so and how to ask.

#include <chrono>
#include <string>

#include "events/token/secret.hpp"
#include "services/cli/failure.hpp"
#include "services/cli/transport.hpp"

namespace ledger::cli {

struct Reply {
  unsigned status = 0;
  std::string body;
};

struct Command {
  boost::beast::http::verb method;
  std::string target;
  std::string body;             ///< JSON, or empty
  std::string idempotency_key;  ///< 1–128 visible ASCII characters
  bool may_end_caller = false;  ///< the secret that it is sent with may be dead behind it
};

class Client {
 public:
  Client(ServerAddress server, const token::TokenSecret& token, std::chrono::seconds reply_time)
      : server_(std::move(server)), token_(token), reply_time_(reply_time) {}

  [[nodiscard]] Answer<Reply> get(const std::string& target) const;
  /// A POST that changes nothing.
  [[nodiscard]] Answer<Reply> ask(const std::string& target, std::string json) const;
  [[nodiscard]] Answer<Reply> send(const Command& command) const;

  [[nodiscard]] const ServerAddress& server() const noexcept { return server_; }

 private:
  [[nodiscard]] HttpRequest request(boost::beast::http::verb method, const std::string& target,
                                    std::string body) const;
  [[nodiscard]] Answer<Reply> call(const HttpRequest& request, const Command* command) const;

  ServerAddress server_;
  token::TokenSecret token_;
  std::chrono::seconds reply_time_;
};

}  // namespace ledger::cli
