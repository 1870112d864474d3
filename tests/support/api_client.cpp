#include "tests/support/api_client.hpp"

#include <stdexcept>
#include <strings.h>

namespace ledger::support {
namespace {

bool has(const Headers& headers, const char* name) {
  for (const auto& [known, value] : headers) {
    if (::strcasecmp(known.c_str(), name) == 0) return true;
  }
  return false;
}

}  // namespace

std::string ApiAnswer::problem() const {
  const auto type = json().text("/type");
  return type.substr(type.rfind(':') + 1);
}

std::string ApiAnswer::pointers() const {
  const auto whole = json();
  std::string pointers;
  if (!whole.has("/errors")) return pointers;
  for (const auto& pointer : whole.texts_of("/errors", "pointer")) {
    pointers += (pointers.empty() ? "" : " ") + pointer;
  }
  return pointers;
}

ApiAnswer ApiClient::call(std::string_view method, std::string_view target, std::string_view body,
                          const Headers& headers) {
  std::string request(method);
  request.append(" ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n");
  if (!secret_.empty() && !has(headers, "Authorization")) {
    request.append("Authorization: Bearer ").append(secret_).append("\r\n");
  }
  for (const auto& [name, value] : headers) request.append(name + ": " + value + "\r\n");
  if (!body.empty()) {
    if (!has(headers, "Content-Type")) request += "Content-Type: application/json\r\n";
    request.append("Content-Length: " + std::to_string(body.size()) + "\r\n");
  } else if (method == "POST" || method == "PATCH") {
    request += "Content-Length: 0\r\n";
  }
  request.append("\r\n").append(body);
  if (!connection_) connection_ = std::make_unique<HttpClient>(port_);
  // A refusal may come before the whole request is taken: an unfinished send is no failure.
  static_cast<void>(connection_->send(request));
  auto received = connection_->receive(method == "HEAD");
  if (!received) {
    connection_.reset();
    throw std::runtime_error("no answer to " + std::string(method) + " " + std::string(target));
  }
  ApiAnswer answer;
  static_cast<HttpAnswer&>(answer) = *std::move(received);
  if (answer.field("Connection") == "close") connection_.reset();
  return answer;
}

Json ApiClient::create(std::string_view body) {
  const auto answer = post("/v1/tokens", body);
  if (answer.status != 201) throw std::runtime_error("not created: " + answer.head + answer.body);
  return answer.json();
}

unsigned ApiClient::gateway(std::string_view secret, std::string_view query) {
  const auto target = "/auth/request" + std::string(query);
  return call("GET", target, {}, {{"Authorization", "Bearer " + std::string(secret)}}).status;
}

}  // namespace ledger::support
