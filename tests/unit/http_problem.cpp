#include <gtest/gtest.h>

#include "services/http/problem.hpp"
#include "services/http/refusal.hpp"

namespace ledger::http {
namespace {

std::string written(const Problem& problem) {
  std::string out;
  Response response(out, false, true);
  write_problem(response, problem);
  return out;
}

TEST(HttpProblem, HasItsMembersInOrderAndItsHeaders) {
  Problem problem;
  problem.status = 409;
  problem.type = "conflict";
  problem.title = "Con\"flict";
  problem.detail = "Read, then try again.";
  problem.errors = {{"/name", "Too long."}};
  problem.members = {{"command_id", "c1"}};
  problem.headers = {{"Retry-After", "2"}};
  const std::string out = written(problem);
  EXPECT_TRUE(
      out.starts_with("HTTP/1.1 409 Conflict\r\nRetry-After: 2\r\n"
                      "Content-Type: application/problem+json\r\n"));
  EXPECT_TRUE(out.ends_with(
      "\r\n\r\n{\"type\":\"urn:tokenledger:problem:conflict\",\"title\":\"Con\\\"flict\","
      "\"status\":409,\"detail\":\"Read, then try again.\","
      "\"errors\":[{\"pointer\":\"/name\",\"detail\":\"Too long.\"}],\"command_id\":\"c1\"}"));
}

TEST(HttpProblem, WithoutErrorsHasNoSuchMember) {
  EXPECT_EQ(written(refusal(errc::not_found)).find("errors"), std::string::npos);
}

TEST(HttpRefusal, EachCodeHasItsOwnRow) {
  for (int code = 1; code <= static_cast<int>(errc::internal); ++code) {
    const Problem problem = refusal(static_cast<errc>(code));
    EXPECT_GE(problem.status, 400u);
    EXPECT_FALSE(problem.type.empty() || problem.title.empty() || problem.detail.empty());
    EXPECT_EQ(refusal_code(static_cast<errc>(code)), static_cast<errc>(code));
    EXPECT_EQ(problem.detail == refusal(errc::malformed_request).detail, code == 1) << code;
  }
  EXPECT_EQ(refusal(errc::overloaded).headers.front().first, "Retry-After");
}

}  // namespace
}  // namespace ledger::http
