// A stop that waits for nobody, while handlers wait: for a position, and for a command. What they
// left behind must not be touched by what runs on; the address sanitizer sees it.

#include <gtest/gtest.h>

#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using support::HttpClient;
using support::RunningService;

TEST(Stop, WithoutGraceForgetsWhoWaitsForAPosition) {
  RunningService service([](runtime::Settings& settings) {
    settings.shutdown_grace = std::chrono::milliseconds(0);
    settings.position_wait = std::chrono::minutes(10);
  });
  auto caller = service.as_operator();
  const auto position = std::stoull(caller.get("/v1/self").field("Ledger-Position"));
  std::vector<std::unique_ptr<HttpClient>> waiting;
  for (std::uint64_t i = 0; i < 8; ++i) {
    waiting.push_back(std::make_unique<HttpClient>(service.port()));
    ASSERT_TRUE(waiting.back()->send(
        "GET /v1/self HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + caller.secret() +
        "\r\nLedger-Min-Position: " + std::to_string(position + 1 + i) + "\r\n\r\n"));
  }
  // Commands whose records the projector folds while the handlers go.
  const std::string body = R"({"name":"x","owner":"a"})";
  for (int i = 0; i < 4; ++i) {
    waiting.push_back(std::make_unique<HttpClient>(service.port()));
    ASSERT_TRUE(waiting.back()->send(
        "POST /v1/tokens HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + caller.secret() +
        "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
        "\r\n\r\n" + body));
  }
  service.restart();
  EXPECT_EQ(service.as_operator().get("/v1/self").status, 200U);
}

}  // namespace
}  // namespace ledger::e2e
