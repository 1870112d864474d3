#include "tests/support/page_client.hpp"

namespace ledger::support {

const Headers& PageClient::page() {
  static const Headers headers{{"Origin", "http://localhost"}, {"Ledger-Console", "1"}};
  return headers;
}

ApiAnswer PageClient::sign_in(const std::string& secret, const Headers& headers) {
  auto answer = client_.post("/v1/session", R"({"token":")" + secret + R"("})", headers);
  const auto given = answer.field("Set-Cookie");
  if (!given.empty()) cookie_ = given.substr(0, given.find(';'));
  return answer;
}

ApiAnswer PageClient::call(std::string_view method, std::string_view target, std::string_view body,
                           const Headers& headers) {
  auto all = headers;
  if (!cookie_.empty()) all.emplace_back("Cookie", cookie_);
  return client_.call(method, target, body, all);
}

ApiAnswer PageClient::post(std::string_view target, std::string_view body, const Headers& more) {
  auto all = page();
  all.insert(all.end(), more.begin(), more.end());
  return call("POST", target, body, all);
}

}  // namespace ledger::support
