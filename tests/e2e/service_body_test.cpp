// Bodies and parameters that a command does not understand: refused by name, never ignored.

#include <gmock/gmock.h>

#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using support::Headers;
using support::RunningService;
using testing::HasSubstr;

TEST(CommandBody, IsRefusedByTheNameOfEachMemberAtFault) {
  RunningService service;
  auto caller = service.as_operator();
  const auto answer = caller.post(
      "/v1/tokens", R"({"name":7,"owner":"a","scopes":["ok",5],"secret":"x","a/b~c":1})");
  EXPECT_EQ(answer.status, 400U);
  EXPECT_EQ(answer.field("Content-Type"), "application/problem+json");
  EXPECT_NE(answer.field("Ledger-Position"), "");
  EXPECT_EQ(answer.problem(), "invalid-body");
  EXPECT_EQ(answer.json().number("/status"), 400U);
  EXPECT_EQ(answer.pointers(), "/secret /a~1b~0c /name /scopes/1");
}

TEST(CommandBody, IsRefusedForEachWrongType) {
  RunningService service;
  auto caller = service.as_operator();
  const auto pointers = [&](const char* body) {
    return caller.post("/v1/tokens", body).pointers();
  };
  EXPECT_EQ(pointers(R"({"name":"x","owner":7})"), "/owner");
  EXPECT_EQ(pointers(R"({"name":"x","owner":null})"), "/owner");
  EXPECT_EQ(pointers(R"({"name":null,"owner":"a"})"), "/name");
  EXPECT_EQ(pointers(R"({"name":["x"],"owner":"a"})"), "/name");
  EXPECT_EQ(pointers(R"({"owner":"a"})"), "/name");
  EXPECT_EQ(pointers(R"({"name":"x","owner":"a","scopes":"repo"})"), "/scopes");
  EXPECT_EQ(pointers(R"({"name":"x","owner":"a","scopes":null})"), "/scopes");
  EXPECT_EQ(pointers(R"({"name":"x","owner":"a","scopes":{}})"), "/scopes");
  EXPECT_EQ(pointers(R"({"name":"x","owner":"a","scopes":[null]})"), "/scopes/0");
  EXPECT_EQ(pointers(R"({"name":"x","owner":"a","expires_in":true})"), "/expires_in");
  EXPECT_EQ(pointers(R"({"name":"x","owner":"a","expires_at":5})"), "/expires_at");
  EXPECT_EQ(pointers(R"({"Name":"x","owner":"a"})"), "/Name /name");
}

TEST(CommandBody, IsRefusedWhereItIsNotOneJsonObject) {
  RunningService service;
  auto caller = service.as_operator();
  const std::string fine = R"({"name":"x","owner":"a"})";
  const std::string deep =
      R"({"name":"x","owner":"a","deep":)" + std::string(200, '[') + std::string(200, ']') + "}";
  for (const auto& body :
       {std::string("{"), std::string("[]"), std::string("\"x\""), std::string("null"),
        std::string(" "), fine + "x", fine + fine, fine + std::string(1, '\0'),
        "\xEF\xBB\xBF" + fine, std::string(R"({"name":"x","name":"y","owner":"a"})"),
        std::string(R"({"name":"x","n\u0061me":"y","owner":"a"})"),
        std::string("{\"name\":\"\xff\",\"owner\":\"a\"}"),
        std::string("{\"name\":\"\xed\xa0\x80\",\"owner\":\"a\"}"),
        std::string(R"({"name":"\ud800","owner":"a"})"), std::string(R"({'name':"x","owner":"a"})"),
        std::string(R"({"name":"x","owner":"a",})"), deep}) {
    const auto answer = caller.post("/v1/tokens", body);
    EXPECT_EQ(answer.status, 400U) << body;
    EXPECT_EQ(answer.problem(), "malformed-json") << body;
  }
  EXPECT_EQ(caller.post("/v1/tokens", "").status, 400U);
  EXPECT_EQ(caller.post("/v1/tokens", " \r\n\t" + fine + "\n ").status, 201U);
}

TEST(CommandBody, IsJsonByItsMediaType) {
  RunningService service;
  auto caller = service.as_operator();
  const auto post = [&](const char* type) {
    return caller.post("/v1/tokens", R"({"name":"x","owner":"a"})", {{"Content-Type", type}})
        .status;
  };
  EXPECT_EQ(post("application/json"), 201U);
  EXPECT_EQ(post("Application/JSON; charset=UTF-8"), 201U);
  EXPECT_EQ(post("text/plain"), 415U);
  EXPECT_EQ(post("application/json; charset=latin1"), 415U);
}

TEST(CommandBody, IsReadOnlyAfterTheCredentials) {
  RunningService service;
  auto nobody = service.as("");
  EXPECT_EQ(nobody.post("/v1/tokens", "{").status, 401U);
  EXPECT_EQ(service.as_owner("alice", R"(["repo:read"])").post("/v1/tokens", "{").status, 403U);
}

TEST(CommandQuery, IsRefusedByName) {
  RunningService service;
  auto caller = service.as_operator();
  const auto id = caller.create(R"({"name":"x","owner":"a"})").text("/id");
  const auto refuses = [](const support::ApiAnswer& answer) {
    EXPECT_EQ(answer.status, 400U);
    EXPECT_EQ(answer.problem(), "unknown-parameter");
    EXPECT_THAT(answer.json().text("/detail"), HasSubstr("\"dry_run\""));
  };
  refuses(caller.post("/v1/tokens?dry_run=1", R"({"name":"x","owner":"a"})"));
  refuses(caller.remove("/v1/tokens/" + id + "?dry_run=1"));
  refuses(service.as_owner("alice").remove("/v1/self?dry_run=1"));
  EXPECT_EQ(caller.get("/v1/tokens/" + id).status, 200U);
}

TEST(CommandCredentials, ComeInTheHeaderAlone) {
  RunningService service;
  const auto secret = service.as_operator().secret();
  auto nobody = service.as("");
  EXPECT_EQ(nobody.get("/v1/tokens?access_token=" + secret).status, 401U);
  EXPECT_EQ(nobody.get("/v1/tokens", {{"Authorization", "Basic " + secret}}).status, 401U);
  EXPECT_EQ(nobody.get("/v1/tokens", {{"Authorization", "bEARER " + secret}}).status, 200U);
  const auto twice = nobody.get(
      "/v1/tokens", {{"Authorization", "Bearer " + secret}, {"Authorization", "Bearer " + secret}});
  EXPECT_EQ(twice.status, 400U);
  const std::pair<std::string, std::string> bearer{"Authorization", "Bearer " + secret};
  const std::pair<std::string, std::string> basic{"authorization", "Basic eDp5"};
  for (const auto& both : {Headers{basic, bearer}, Headers{bearer, basic}, Headers{basic, basic}}) {
    EXPECT_EQ(nobody.get("/v1/tokens", both).problem(), "invalid-header");
    EXPECT_EQ(nobody.get("/auth/request", both).status, 401U);
  }
  const auto absent = nobody.get("/v1/self");
  EXPECT_EQ(absent.status, 401U);
  EXPECT_EQ(absent.field("WWW-Authenticate"), "Bearer realm=\"tokenledger\"");
  const auto forged = service.as("tl_" + std::string(49, 'x')).get("/v1/self");
  EXPECT_EQ(forged.status, 401U);
  EXPECT_THAT(forged.field("WWW-Authenticate"), HasSubstr("error=\"invalid_token\""));
}

TEST(CommandCredentials, ThatDieWhileTheBodyComesAreRefused) {
  RunningService service;
  auto op = service.as_operator();
  auto alice = service.as_owner("alice");
  const std::string body = R"({"name":"late"})";
  support::HttpClient late(service.port());
  ASSERT_TRUE(late.send(
      "POST /v1/tokens HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
      "Content-Type: application/json\r\nAuthorization: Bearer " +
      alice.secret() + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n"));
  const auto admitted = late.receive();
  ASSERT_TRUE(admitted);
  EXPECT_EQ(admitted->status, 100U);
  EXPECT_EQ(op.post("/v1/owners/alice/revoke-tokens", "").status, 200U);
  const auto answer = late.ask(body);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 401U);
}

TEST(CommandMethod, IsRefusedWithTheOnesThatThereAre) {
  RunningService service;
  auto caller = service.as_operator();
  const auto answer = caller.call("PUT", "/v1/tokens", "{}");
  EXPECT_EQ(answer.status, 405U);
  EXPECT_THAT(answer.field("Allow"), HasSubstr("POST"));
  EXPECT_THAT(answer.field("Allow"), HasSubstr("GET"));
  EXPECT_EQ(caller.get("/v1/nothing").status, 404U);
}

TEST(CommandMethod, IsToldWithoutCredentials) {
  RunningService service;
  auto nobody = service.as("");
  const auto token = nobody.call("OPTIONS", "/v1/tokens/tok_1");
  EXPECT_EQ(token.status, 204U);
  EXPECT_EQ(token.field("Allow"), "PATCH, DELETE, GET, HEAD, OPTIONS");
  EXPECT_EQ(token.field("Accept-Patch"), "application/json, application/merge-patch+json");
  EXPECT_NE(token.field("Ledger-Position"), "");
  EXPECT_EQ(nobody.call("OPTIONS", "*").field("Allow"), "POST, DELETE, GET, HEAD, PATCH, OPTIONS");
  auto caller = service.as_operator();
  const auto patch = caller.call("PATCH", "/v1/tokens/tok_1", "a=b", {{"Content-Type", "a/b"}});
  EXPECT_EQ(patch.status, 415U);
  EXPECT_EQ(patch.field("Accept-Patch"), "application/json, application/merge-patch+json");
}

TEST(CommandBody, OfManyWrongItemsIsAnsweredWithTheFirst) {
  RunningService service;
  auto caller = service.as_operator();
  std::string body = R"({"tokens":[1)";
  for (int i = 0; i < 500'000; ++i) body += ",1";
  const auto answer = caller.post("/v1/verify/batch", body + "]}");
  EXPECT_EQ(answer.status, 400U);
  EXPECT_LT(answer.body.size(), 4'000U);
  EXPECT_THAT(answer.body, HasSubstr("first 32"));
}

TEST(CommandText, ThatIsNoUtf8IsRefusedByName) {
  RunningService service;
  auto caller = service.as_operator();
  for (const auto* target : {"/v1/tokens?%ff=1", "/v1/tokens?owner=%c3", "/v1/tokens/%ff"}) {
    const auto answer = caller.get(target);
    EXPECT_EQ(answer.status, 400U) << target;
    EXPECT_EQ(answer.problem(), "not-utf-8") << target;
  }
  EXPECT_EQ(caller.get("/v1/self", {{"X-A", "\xff"}}).problem(), "not-utf-8");
  // A client's header, as its gateway passes it on.
  const auto door = caller.get("/auth/request", {{"Cookie", "a=\xff"}, {"If-Match", "x"}});
  EXPECT_EQ(door.status, 200U);
}

}  // namespace
}  // namespace ledger::e2e
