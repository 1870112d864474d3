// What is seen of requests from outside: their names, lines in the program's log, numbers. The real
// binary.

#include <csignal>
#include <fstream>

#include <gmock/gmock.h>

#include "tests/support/api_client.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/program.hpp"

namespace ledger::e2e {
namespace {

using support::ApiClient;
using support::FreshDirectory;
using support::HttpClient;
using support::Json;
using support::Program;
using testing::HasSubstr;
using testing::Not;

class Sight : public testing::Test {
 protected:
  /// `log`: the settings of [log].
  void start(const std::string& log) {
    std::ofstream(scratch_.path() / "settings.toml") << "[log]\n" << log;
    auto arguments = support::serve_arguments(scratch_.path() / "data");
    arguments.push_back("--config");
    arguments.push_back((scratch_.path() / "settings.toml").string());
    program_.emplace(TOKENLEDGER_PROGRAM, arguments);
    port_ = program_->port().value_or(0);
    ASSERT_NE(port_, 0) << program_->err();
    std::ifstream file(scratch_.path() / "data" / "operator-token");
    std::getline(file, secret_);
  }
  [[nodiscard]] ApiClient op() const { return {port_, secret_}; }
  support::HttpAnswer ask(const std::string& start, const std::string& headers = {}) const {
    const auto answer =
        HttpClient(port_).ask(start + " HTTP/1.1\r\nHost: h\r\nAuthorization: " + "Bearer " +
                              secret_ + "\r\n" + headers + "\r\n");
    EXPECT_TRUE(answer);
    return *answer;
  }
  /// Ends the program. The lines of its log with this message.
  std::vector<Json> lines(const std::string& message) {
    program_->signal(SIGTERM);
    EXPECT_EQ(program_->wait(), 0);
    return lines_of(program_->err(), message);
  }
  static std::vector<Json> lines_of(const std::string& text, const std::string& message) {
    std::vector<Json> found;
    std::istringstream all(text);
    for (std::string line; std::getline(all, line);) {
      Json json(line);
      if (json.text("/message") == message) found.push_back(std::move(json));
    }
    return found;
  }

  FreshDirectory scratch_;
  std::optional<Program> program_;
  std::uint16_t port_ = 0;
  std::string secret_;
};

constexpr std::string_view trace = "4bf92f3577b34da6a3ce929d0e0e4736";

TEST_F(Sight, ARequestHasANameThatItsAnswerAndItsLineHave) {
  start("");
  EXPECT_EQ(ask("GET /v1/self", "X-Request-Id: from-the-proxy\r\n").header("X-Request-Id"),
            "from-the-proxy");
  const auto traceparent = "traceparent: 00-" + std::string(trace) + "-00f067aa0ba902b7-01\r\n";
  EXPECT_EQ(ask("GET /v1/none", traceparent).header("X-Request-Id"), trace);
  const auto made = ask("DELETE /v1/tokens", "X-Request-Id: no good\r\n").header("X-Request-Id");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->size(), 32U);
  const auto seen = lines("request");
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_EQ(seen[0].text("/request_id"), "from-the-proxy");
  EXPECT_EQ(seen[0].text("/route"), "/v1/self");
  EXPECT_EQ(seen[0].text("/method"), "GET");
  EXPECT_EQ(seen[0].text("/peer"), "127.0.0.1");
  EXPECT_EQ(seen[0].number("/status"), 200U);
  EXPECT_GT(seen[0].number("/bytes"), 100U);
  EXPECT_EQ(seen[1].text("/request_id"), trace);
  EXPECT_EQ(seen[1].text("/trace_id"), trace);
  EXPECT_EQ(seen[1].text("/route"), "");
  EXPECT_EQ(seen[1].number("/status"), 404U);
  EXPECT_EQ(seen[2].text("/request_id"), *made);
  EXPECT_EQ(seen[2].number("/status"), 405U);
}

TEST_F(Sight, WhatIsAskedAllTheTimeHasASample) {
  start("sample_every = 3\n");
  for (int i = 0; i < 7; ++i) EXPECT_EQ(ask("GET /auth/request").status, 200U);
  EXPECT_EQ(ask("GET /auth/request", "X-Request-Id: mine\r\n").header("X-Request-Id"), "mine");
  const auto seen = lines("request");
  ASSERT_EQ(seen.size(), 3U);
  for (const auto& line : seen) EXPECT_EQ(line.text("/route"), "/auth/request");
}

TEST_F(Sight, NothingOfAQueryOrAPathIsLogged) {
  start("sample_every = 1\nslow_ms = 0\n");
  ask("GET /v1/tokens/" + secret_);
  ask("GET /v1/" + secret_ + "?token=" + secret_);
  ask("GET /auth/request/" + secret_ + "?x=" + secret_);
  EXPECT_EQ(lines("request").size(), 3U);
  EXPECT_THAT(program_->err(), Not(HasSubstr(secret_)));
  EXPECT_THAT(program_->err(), Not(HasSubstr(secret_.substr(3))));
}

TEST_F(Sight, ASlowRequestIsToldWhereTheLinesAreOff) {
  start("access = false\nslow_ms = 1\n");
  // Waits for a position that does not come.
  EXPECT_EQ(ask("GET /v1/self", "Ledger-Min-Position: 100000\r\n").status, 503U);
  EXPECT_EQ(ask("GET /livez").status, 200U);
  const auto slow = lines("slow request");
  ASSERT_GE(slow.size(), 1U);
  EXPECT_EQ(slow[0].text("/route"), "/v1/self");
  EXPECT_EQ(slow[0].text("/level"), "warning");
  EXPECT_GT(slow[0].number("/handled_us"), 1'000'000U);
  EXPECT_EQ(lines_of(program_->err(), "request").size(), 0U);
}

TEST_F(Sight, RequestsAreCountedByRouteMethodAndStatus) {
  start("access = false\n");
  for (int i = 0; i < 3; ++i) ask("GET /v1/self");
  const auto head = HttpClient(port_).ask(
      "HEAD /v1/self HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + secret_ + "\r\n\r\n", true);
  EXPECT_TRUE(head);
  ask("GET /v1/tokens/none");
  ask("BREW /v1/self");
  ask("GET /auth/request/any");
  const auto text = ask("GET /metrics").body;
  const auto count = [](const char* labels, int value) {
    return HasSubstr("tokenledger_http_requests_total{" + std::string(labels) + "} " +
                     std::to_string(value) + "\n");
  };
  EXPECT_THAT(text, count(R"(route="/v1/self",method="GET",status="2xx")", 3));
  EXPECT_THAT(text, count(R"(route="/v1/self",method="HEAD",status="2xx")", 1));
  EXPECT_THAT(text, count(R"(route="/v1/tokens/{}",method="GET",status="4xx")", 1));
  EXPECT_THAT(text, count(R"(route="/auth/request/*",method="GET",status="2xx")", 1));
  EXPECT_THAT(text, count(R"(route="",method="other",status="4xx")", 1));
  EXPECT_THAT(text, HasSubstr("tokenledger_http_request_seconds_count{route=\"/v1/self\"} 4\n"));
}

TEST_F(Sight, TheLogIsAFileThatIsOpenedAgain) {
  const auto file = scratch_.path() / "ledger.log";
  start("file = \"" + file.string() + "\"\n");
  ask("GET /v1/self", "X-Request-Id: one\r\n");
  std::filesystem::rename(file, scratch_.path() / "ledger.log.1");
  program_->signal(SIGHUP);
  while (!std::filesystem::exists(file)) ask("GET /livez");
  ask("GET /v1/self", "X-Request-Id: two\r\n");
  program_->signal(SIGTERM);
  EXPECT_EQ(program_->wait(), 0);
  const auto text_of = [](const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  };
  EXPECT_THAT(text_of(scratch_.path() / "ledger.log.1"), HasSubstr("\"request_id\":\"one\""));
  EXPECT_THAT(text_of(file), HasSubstr("\"request_id\":\"two\""));
  EXPECT_THAT(text_of(file), HasSubstr("\"message\":\"stopped\""));
}

}  // namespace
}  // namespace ledger::e2e
