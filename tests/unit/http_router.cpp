#include <gmock/gmock.h>

#include "services/http/router.hpp"

namespace ledger::http {
namespace {

using boost::beast::http::verb;
using testing::ElementsAre;
using testing::IsEmpty;

class HttpRouter : public testing::Test {
 protected:
  HttpRouter() {
    add({verb::get, verb::post}, "/v1/tokens");
    add({verb::get}, "/v1/tokens/{}");
    add({verb::delete_}, "/v1/tokens/{}");
    add({verb::get}, "/v1/tokens/self");
    add({verb::post}, "/v1/tokens/{}/regenerate/{}");
    add({}, "/any");
    add({}, "/door/*");
    add({verb::get}, "/");
  }
  void add(std::vector<verb> methods, std::string pattern) {
    Route route;
    route.methods = std::move(methods);
    route.pattern = std::move(pattern);
    router.add(std::move(route));
  }
  std::string pattern(verb method, std::string_view path, Roles roles = Roles::all()) {
    const auto match = router.match(method, path, roles, parameters);
    allow = match.allow;
    elsewhere = match.elsewhere;
    return match.route == nullptr ? "" : match.route->pattern;
  }

  Router router;
  std::vector<std::string> parameters{"left", "over"};
  std::string allow;
  std::optional<Role> elsewhere;
};

TEST_F(HttpRouter, FindsPathsAsTheyAre) {
  EXPECT_EQ(pattern(verb::post, "/v1/tokens"), "/v1/tokens");
  EXPECT_THAT(parameters, IsEmpty());
  EXPECT_EQ(pattern(verb::get, "/"), "/");
}

TEST_F(HttpRouter, FillsSegmentsDecoded) {
  EXPECT_EQ(pattern(verb::get, "/v1/tokens/a%2Fb"), "/v1/tokens/{}");
  EXPECT_THAT(parameters, ElementsAre("a/b"));
  EXPECT_EQ(pattern(verb::post, "/v1/tokens/x/regenerate/y"), "/v1/tokens/{}/regenerate/{}");
  EXPECT_THAT(parameters, ElementsAre("x", "y"));
}

TEST_F(HttpRouter, PrefersThePlainPath) {
  EXPECT_EQ(pattern(verb::get, "/v1/tokens/self"), "/v1/tokens/self");
}

TEST_F(HttpRouter, HeadGoesWhereGetGoes) {
  EXPECT_EQ(pattern(verb::head, "/v1/tokens"), "/v1/tokens");
  EXPECT_EQ(pattern(verb::head, "/v1/tokens/x/regenerate/y"), "");
}

TEST_F(HttpRouter, MatchesNothingElse) {
  for (const char* path : {"", "/v1", "/v1/", "/v1/tokens/", "/v1/tokens/a/", "/v1/tokens/a/b",
                           "/v1/tokens/%", "/v1/tokens/%zz", "//", "/V1/tokens", "/v1/tokensx",
                           "/v1/tokens/x/regenerate", "/door", "/any/"}) {
    EXPECT_EQ(pattern(verb::get, path), "") << path;
    EXPECT_EQ(allow, "") << path;
  }
}

TEST_F(HttpRouter, NamesTheMethodsThatThePathHas) {
  EXPECT_EQ(pattern(verb::put, "/v1/tokens"), "");
  EXPECT_EQ(allow, "GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(pattern(verb::put, "/v1/tokens/a"), "");
  EXPECT_EQ(allow, "GET, HEAD, DELETE, OPTIONS");
}

TEST_F(HttpRouter, NamesTheMethodsOfAllPathsForAStar) {
  EXPECT_EQ(pattern(verb::options, "*"), "");
  EXPECT_EQ(allow, "GET, HEAD, POST, DELETE, OPTIONS");
}

TEST_F(HttpRouter, NamesWhatAPatchMayBe) {
  Route route;
  route.methods = {verb::patch};
  route.pattern = "/v1/tokens/{}";
  route.body_types = {"application/json", "application/merge-patch+json"};
  router.add(std::move(route));
  const auto match = router.match(verb::options, "/v1/tokens/a", Roles::all(), parameters);
  EXPECT_EQ(match.accept_patch, "application/json, application/merge-patch+json");
  EXPECT_EQ(router.match(verb::options, "/v1/tokens", Roles::all(), parameters).accept_patch, "");
}

TEST_F(HttpRouter, WithoutMethodsTakesEveryOne) {
  EXPECT_EQ(pattern(verb::unknown, "/any"), "/any");
  EXPECT_EQ(pattern(verb::options, "/any"), "/any");
}

TEST_F(HttpRouter, AStarIsTheRestAsItIs) {
  EXPECT_EQ(pattern(verb::put, "/door/a/%zz//b"), "/door/*");
  EXPECT_THAT(parameters, ElementsAre("a/%zz//b"));
  EXPECT_EQ(pattern(verb::get, "/door/"), "/door/*");
  EXPECT_THAT(parameters, ElementsAre(""));
}

TEST_F(HttpRouter, FindsRoutesOfTheRolesAloneAndSaysWhereTheOthersAre) {
  Route route;
  route.pattern = "/readyz";
  route.role = Role::ops;
  router.add(route);
  route.pattern = "/door/{}";
  route.role = Role::door;
  router.add(route);
  EXPECT_EQ(pattern(verb::get, "/readyz", {Role::ops, Role::door}), "/readyz");
  EXPECT_EQ(pattern(verb::get, "/readyz", {Role::api, Role::door}), "");
  EXPECT_EQ(elsewhere, Role::ops);
  EXPECT_EQ(pattern(verb::get, "/door/a", {Role::door}), "/door/{}");
  EXPECT_EQ(pattern(verb::get, "/nothing", {Role::api}), "");
  EXPECT_EQ(elsewhere, std::nullopt);
}

TEST_F(HttpRouter, AllowsNothingOfOtherRoles) {
  EXPECT_EQ(pattern(verb::put, "/v1/tokens", {Role::ops}), "");
  EXPECT_EQ(allow, "");
  EXPECT_EQ(elsewhere, Role::api);
}

}  // namespace
}  // namespace ledger::http
