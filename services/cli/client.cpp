#include "services/cli/client.hpp"

#include "services/cli/refusal_text.hpp"

namespace ledger::cli {
namespace {

namespace http = boost::beast::http;

std::string how_to_repeat(const std::string& key) {
  return "To learn what became of it, run the same command again with --idempotency-key " + key +
         ": it is not applied twice.";
}

std::string how_to_reach(const ServerAddress& server) {
  std::string text =
      "Check that the server runs, and that --server, TOKENLEDGER_SERVER or the login names it.";
  if (server.is_tls) {
    text +=
        " The server itself speaks http://, a proxy in front of it https://; the proxy's "
        "certificate must be of that host, and signed by a root that this machine trusts, or by "
        "one in the file that SSL_CERT_FILE names.";
  }
  return text;
}

/// A refusal of the second try says nothing of the first one, which got no answer.
Failure second_refused(const Failure& refusal, unsigned status, const Command& command) {
  Failure failure{ExitStatus::outcome_unknown,
                  "The outcome is unknown: the command was sent, the connection broke before an "
                  "answer, and the second try was refused:\n" +
                      refusal.text + '\n' + how_to_repeat(command.idempotency_key)};
  if (status == 401 && command.may_end_caller) {
    failure.text +=
        "\nIf the command ends the secret that it was sent with, it was probably applied, and "
        "repeating it is refused again: look with another token.";
  }
  return failure;
}

Failure no_reply(const ServerAddress& server, const NoReply& fault, const std::string* key) {
  if (fault.why == NoReply::Why::unreachable) {
    return {ExitStatus::unavailable,
            "Cannot reach " + server.text() + ": " + fault.text + ". " + how_to_reach(server)};
  }
  if (key != nullptr) {
    return {ExitStatus::outcome_unknown, "The outcome is unknown: the command was sent to " +
                                             server.text() + ", and then " + fault.text + ". " +
                                             how_to_repeat(*key)};
  }
  if (fault.why == NoReply::Why::not_http) {
    return {ExitStatus::unavailable, "What " + server.text() +
                                         " answered cannot be read as HTTP (" + fault.text +
                                         "): is it a tokenledger server?"};
  }
  return {ExitStatus::unavailable,
          "No answer from " + server.text() + ": " + fault.text + ". Try again."};
}

}  // namespace

HttpRequest Client::request(http::verb method, const std::string& target, std::string body) const {
  HttpRequest request(method, server_.prefix + target, 11);
  request.set(http::field::host, server_.authority());
  request.set(http::field::user_agent, "tokenledger/" TOKENLEDGER_VERSION);
  request.set(http::field::accept, "application/json, application/problem+json");
  request.set(http::field::authorization, "Bearer " + std::string(token_.reveal()));
  request.set(http::field::connection, "close");
  if (!body.empty()) request.set(http::field::content_type, "application/json");
  request.body() = std::move(body);
  request.prepare_payload();
  return request;
}

Answer<Reply> Client::call(const HttpRequest& request, const Command* command) const {
  const auto* const key = command == nullptr ? nullptr : &command->idempotency_key;
  auto outcome = exchange(server_, request, reply_time_);
  const auto* fault = std::get_if<NoReply>(&outcome);
  const bool is_second = fault != nullptr && fault->why == NoReply::Why::broken;
  if (is_second) {
    auto again = exchange(server_, request, reply_time_);
    const auto* second = std::get_if<NoReply>(&again);
    // A second try that reached nobody does not make the first one's outcome known.
    const bool still_unknown =
        key != nullptr && second != nullptr && second->why == NoReply::Why::unreachable;
    if (!still_unknown) outcome = std::move(again);
    fault = std::get_if<NoReply>(&outcome);
  }
  if (fault != nullptr) return no_reply(server_, *fault, key);
  auto& reply = std::get<HttpReply>(outcome);
  const auto status = reply.result_int();
  if (status >= 200 && status < 300) return Reply{status, std::move(reply.body())};
  Refusal refusal;
  refusal.status = status;
  refusal.body = reply.body();
  refusal.retry_after = reply[http::field::retry_after];
  refusal.location = reply[http::field::location];
  refusal.is_command = command != nullptr;
  auto failure = failure_of(refusal, server_);
  // What the command itself is refused for holds for both tries: the key sees to that. Credentials,
  // limits and failures are of the second one alone.
  if (is_second && command != nullptr && failure.status != ExitStatus::refused) {
    return second_refused(failure, status, *command);
  }
  if (failure.status == ExitStatus::outcome_unknown) failure.text += '\n' + how_to_repeat(*key);
  return failure;
}

Answer<Reply> Client::get(const std::string& target) const {
  return call(request(http::verb::get, target, {}), nullptr);
}

Answer<Reply> Client::ask(const std::string& target, std::string json) const {
  return call(request(http::verb::post, target, std::move(json)), nullptr);
}

Answer<Reply> Client::send(const Command& command) const {
  auto made = request(command.method, command.target, command.body);
  made.set("Idempotency-Key", command.idempotency_key);
  return call(made, &command);
}

}  // namespace ledger::cli
