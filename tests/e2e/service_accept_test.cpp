// Accept: who cannot take JSON hears so before anything is done; problems are sent in any case.

#include <gmock/gmock.h>

#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using support::Headers;
using support::RunningService;

const Headers html{{"Accept", "text/html"}};

struct Route {
  const char* method;
  const char* target;
  const char* body;
};

/// Those that answer with JSON; `{}` is the id of a token.
const Route routes[] = {
    {"POST", "/v1/tokens", R"({"name":"y","owner":"alice"})"},
    {"GET", "/v1/tokens", ""},
    {"GET", "/v1/tokens/{}", ""},
    {"HEAD", "/v1/tokens/{}", ""},
    {"GET", "/v1/tokens/{}/events", ""},
    {"PATCH", "/v1/tokens/{}", R"({"name":"y"})"},
    {"POST", "/v1/tokens/{}/regenerate", ""},
    {"GET", "/v1/self", ""},
    {"POST", "/v1/verify", R"({"token":"x"})"},
    {"POST", "/v1/verify/batch", R"({"tokens":[{"token":"x"}]})"},
    {"POST", "/v1/owners/alice/suspend", ""},
    {"POST", "/v1/owners/alice/resume", ""},
    {"POST", "/v1/owners/alice/revoke-tokens", ""},
};

std::string with_id(std::string target, const std::string& id) {
  const auto place = target.find("{}");
  return place == std::string::npos ? target : target.replace(place, 2, id);
}

TEST(Accept, ThatExcludesJsonIsRefusedBeforeAnythingIsDone) {
  RunningService service;
  auto op = service.as_operator();
  const auto id = op.create(R"({"name":"x","owner":"alice","scopes":["r"]})").text("/id");
  const auto before = op.get("/v1/tokens/" + id);
  for (const auto& route : routes) {
    const auto refused = op.call(route.method, with_id(route.target, id), route.body, html);
    EXPECT_EQ(refused.status, 406U) << route.method << route.target;
    EXPECT_EQ(refused.field("Content-Type"), "application/problem+json") << route.target;
    EXPECT_NE(refused.field("Ledger-Position"), "") << route.target;
    if (std::string(route.method) == "HEAD") continue;
    EXPECT_EQ(refused.problem(), "not-acceptable") << route.target;
    EXPECT_THAT(refused.body, testing::HasSubstr("application/json")) << route.target;
  }
  const auto after = op.get("/v1/tokens/" + id);
  EXPECT_EQ(after.body, before.body);
  EXPECT_EQ(after.field("Ledger-Position"), before.field("Ledger-Position"));
  EXPECT_EQ(op.get("/v1/commands/cmd_00000000000000000000000000000000", html).status, 406U);
}

TEST(Accept, ThatLeavesRoomForJsonIsAnswered) {
  RunningService service;
  auto op = service.as_operator();
  const auto id = op.create(R"({"name":"x","owner":"alice","scopes":["r"]})").text("/id");
  for (const auto* accept : {"application/json", "*/*", "text/html, application/*;q=0.1", ""}) {
    for (const auto& route : routes) {
      const bool final = std::string(route.target).ends_with("revoke-tokens") ||
                         std::string(route.target).ends_with("suspend");
      if (final) continue;
      const auto answer =
          op.call(route.method, with_id(route.target, id), route.body, {{"Accept", accept}});
      EXPECT_EQ(answer.status / 100, 2U) << route.target << " " << accept;
      EXPECT_EQ(answer.field("Content-Type"), "application/json") << route.target;
    }
  }
}

TEST(Accept, DoesNotMatterWhereNoJsonIsAnswered) {
  RunningService service;
  auto op = service.as_operator();
  const auto token = op.create(R"({"name":"x","owner":"alice","scopes":["r"]})");
  const Headers as_html{{"Accept", "text/html"}, {"Authorization", "Bearer " + op.secret()}};
  EXPECT_EQ(op.get("/auth/request", as_html).status, 200U);
  EXPECT_EQ(op.remove("/v1/tokens/" + token.text("/id"), html).status, 204U);
  EXPECT_EQ(service.as_owner("bob").remove("/v1/self", html).status, 204U);
}

TEST(Accept, NeverHidesAProblem) {
  RunningService service;
  auto nobody = service.as("");
  auto op = service.as_operator();
  EXPECT_EQ(nobody.get("/v1/self", html).problem(), "unauthorized");
  EXPECT_EQ(op.get("/v1/nothing", html).problem(), "not-found");
  EXPECT_EQ(op.call("PUT", "/v1/tokens", "{}", html).problem(), "method-not-allowed");
  EXPECT_EQ(op.remove("/v1/tokens/none", html).problem(), "not-found");
  const auto json = op.get("/v1/tokens/none", {{"Accept", "application/json"}});
  EXPECT_EQ(json.field("Content-Type"), "application/problem+json");
  EXPECT_EQ(json.status, 404U);
}

}  // namespace
}  // namespace ledger::e2e
