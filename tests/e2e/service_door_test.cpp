// The gateway's door as gateways use it: it answers when the header ends, whatever else that says,
// takes headers as large as theirs, and the guarded request's own path behind its own.

#include <gmock/gmock.h>

#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using runtime::DoorSettings;
using support::HttpClient;
using support::RunningService;
using testing::HasSubstr;

/// A request to the door whose header ends here.
std::string asking(const std::string& secret, const std::string& fields,
                   const std::string& target = "/auth/request", const char* version = "1.1") {
  return "POST " + target + " HTTP/" + version + "\r\nHost: a\r\nAuthorization: Bearer " + secret +
         "\r\n" + fields + "\r\n";
}

/// What a header may say of a body that has not come.
constexpr const char* bodies[]{
    "Content-Length: 1\r\n",
    "Content-Length: 1000000000000\r\n",
    "Content-Length: 5\r\nExpect: 100-continue\r\n",
    "Content-Length: 5\r\nContent-Encoding: gzip\r\nContent-Type: a/b\r\n",
    "Content-Length: 5\r\nContent-Type: x\r\nContent-Type: y\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n",
};

TEST(GatewayDoorHeader, IsAnsweredAtItsEndWhateverItSaysOfABody) {
  RunningService service([](auto& settings) { settings.http.body_time = std::chrono::hours(1); });
  const auto secret = service.as_owner("alice", R"(["r"])").secret();
  for (const std::string body : bodies) {
    HttpClient gateway(service.port());
    const auto answer = gateway.ask(asking(secret, body));
    ASSERT_TRUE(answer) << body;
    EXPECT_EQ(answer->status, 200U) << body;
    EXPECT_EQ(answer->header("Connection"), "close") << body;
    EXPECT_TRUE(gateway.ended()) << body;
    HttpClient stranger(service.port());
    EXPECT_EQ(stranger.ask(asking("x", body))->status, 401U) << body;
  }
}

TEST(GatewayDoorHeader, MayExpectAndAcceptAnything) {
  RunningService service;
  const auto secret = service.as_owner("alice", R"(["r"])").secret();
  HttpClient gateway(service.port());
  for (const std::string fields :
       {"Expect: 100-continue\r\n", "Expect: the unexpected\r\n", "Accept: text/html;q=0\r\n",
        "Content-Encoding: gzip\r\n", "Content-Length: 0\r\nContent-Type: a/b\r\n",
        "Upgrade: websocket\r\nConnection: upgrade\r\n", "Range: bytes=1-2\r\n"}) {
    EXPECT_EQ(gateway.ask(asking(secret, fields))->status, 200U) << fields;
  }
}

TEST(GatewayDoorHeader, LeavesNoPartOfABodyToBeReadAsTheNextRequest) {
  RunningService service;
  const auto secret = service.as_owner("alice", R"(["r"])").secret();
  const auto inner = asking(secret, "");
  for (const auto& fields :
       {"Content-Length: " + std::to_string(inner.size()) + "\r\n",
        std::string("Content-Length: 3\r\n"), std::string("Transfer-Encoding: chunked\r\n")}) {
    HttpClient gateway(service.port());
    ASSERT_TRUE(gateway.send(asking(secret, fields) + inner + inner));
    EXPECT_EQ(gateway.receive()->status, 200U) << fields;
    EXPECT_TRUE(gateway.ended()) << fields;
  }
}

TEST(GatewayDoorHeader, IsAnsweredToASenderOfALargeBodyToo) {
  RunningService service;
  const auto secret = service.as_owner("alice", R"(["r"])").secret();
  HttpClient gateway(service.port());
  const std::string body(5'000'000, 'x');
  const auto length = "Content-Length: " + std::to_string(body.size()) + "\r\n";
  ASSERT_TRUE(gateway.send(asking(secret, length) + body));
  EXPECT_EQ(gateway.receive()->status, 200U);
  EXPECT_TRUE(gateway.ended());
}

TEST(GatewayDoorHeader, KeepsConnectionsOfHttp10ThatAskForIt) {
  RunningService service;
  const auto secret = service.as_owner("alice", R"(["r"])").secret();
  HttpClient gateway(service.port());
  for (int i = 0; i < 3; ++i) {
    const auto answer =
        gateway.ask(asking(secret, "Connection: keep-alive\r\n", "/auth/request", "1.0"));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200U);
  }
  EXPECT_EQ(gateway.ask(asking(secret, "", "/auth/request", "1.0"))->status, 200U);
  EXPECT_TRUE(gateway.ended());
}

std::string fields_of(std::size_t count) {
  std::string fields;
  for (std::size_t i = 0; i < count; ++i) fields += "A: b\r\n";
  return fields;
}

/// asking() with a header of exactly that many bytes.
std::string asking_with(const std::string& secret, std::size_t bytes) {
  const auto without = asking(secret, "Cookie: \r\n").size();
  return asking(secret, "Cookie: " + std::string(bytes - without, 'x') + "\r\n");
}

TEST(GatewayDoorHeader, MayBeAsLargeAsTheSettingSays) {
  for (const std::size_t limit : {2'000U, 64U * 1024}) {
    RunningService service([limit](auto& settings) { settings.door.header_bytes_max = limit; });
    const auto secret = service.as_owner("alice", R"(["r"])").secret();
    HttpClient gateway(service.port());
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(gateway.ask(asking_with(secret, limit))->status, 200U) << limit;
      EXPECT_EQ(gateway.ask(asking(secret, ""))->status, 200U) << limit;
    }
    EXPECT_EQ(gateway.ask(asking_with(secret, limit + 1))->status, 431U) << limit;
    HttpClient endless(service.port());
    EXPECT_EQ(endless.ask(asking_with(secret, limit + 100'000))->status, 431U) << limit;
  }
}

TEST(GatewayDoorHeader, MayBeLargeBehindAnotherRequest) {
  RunningService service;
  const auto secret = service.as_owner("alice", R"(["r"])").secret();
  HttpClient gateway(service.port());
  ASSERT_TRUE(gateway.send(asking(secret, "") + asking_with(secret, 60'000) + asking(secret, "") +
                           asking_with(secret, 20'000) + asking_with(secret, 70'000)));
  for (const auto status : {200U, 200U, 200U, 200U, 431U}) {
    EXPECT_EQ(gateway.receive()->status, status);
  }
}

TEST(GatewayDoorHeader, MayHaveAsManyFieldsAsTheSettingSays) {
  for (const std::size_t limit : {16U, 256U}) {
    RunningService service([limit](auto& settings) { settings.door.header_fields_max = limit; });
    const auto secret = service.as_owner("alice", R"(["r"])").secret();
    HttpClient gateway(service.port());
    EXPECT_EQ(gateway.ask(asking(secret, fields_of(limit - 2)))->status, 200U) << limit;
    EXPECT_EQ(gateway.ask(asking(secret, fields_of(limit - 1)))->status, 431U) << limit;
  }
}

TEST(GatewayDoorHeader, MayBeLargerThanThatOfOtherPaths) {
  RunningService service;
  auto op = service.as_operator();
  EXPECT_EQ(op.get("/v1/self", {{"Cookie", std::string(15'000, 'x')}}).status, 200U);
  EXPECT_EQ(op.get("/v1/self", {{"Cookie", std::string(17'000, 'x')}}).status, 431U);
  EXPECT_EQ(op.get("/auth/other", {{"Cookie", std::string(40'000, 'x')}}).status, 431U);
  EXPECT_EQ(op.get("/v1/self?" + std::string(8'300, 'x')).status, 414U);
  EXPECT_EQ(op.get("/auth/request/" + std::string(20'000, 'x')).status, 200U);
}

TEST(GatewayDoorPath, MayHaveAnySuffixWhoseQueryIsTheClients) {
  RunningService service;
  auto token = service.as_owner("alice", R"(["r"])");
  for (const auto* suffix : {"/", "/x", "/a/b?scope=none:such", "/?%zz&x=1", "/%zz/..//a;b", "//",
                             "/scope", "/scopes/x", "/x/scope/none:such", "/?"}) {
    EXPECT_EQ(token.get("/auth/request" + std::string(suffix)).status, 200U) << suffix;
    EXPECT_EQ(service.as("x").get("/auth/request" + std::string(suffix)).status, 401U) << suffix;
  }
  EXPECT_EQ(token.get("/auth/requests").status, 404U);
  EXPECT_EQ(service.as_owner("alice", "[]").get("/auth/request/x").status, 403U);
}

TEST(GatewayDoorPath, NamesScopesInASegment) {
  RunningService service;
  auto token = service.as_owner("alice", R"(["repo:read","pkg:*"])");
  const auto status = [&](const std::string& behind) {
    return token.get("/auth/request/scope/" + behind).status;
  };
  for (const auto* good : {"repo:read", "repo:read/", "repo:read/any/suffix?any=x",
                           "repo:read+pkg:push/x", "repo%3Aread%2Bpkg:x/", "pkg:*/..//",
                           "repo:read/?scope=repo:write", "repo:read?scope=repo:write"}) {
    EXPECT_EQ(status(good), 200U) << good;
  }
  for (const auto* narrow : {"repo:write/x", "repo:read+repo:write/x", "repo:write+repo:read/",
                             "*/repo:read", "repo:write/scope/repo:read"}) {
    EXPECT_EQ(status(narrow), 403U) << narrow;
  }
  for (const auto* wrong : {"", "/x", "Repo/x", "+", "repo:read+/x", "+repo:read/x", "a++b/x",
                            "repo:read,pkg:x/", "%zz/", "a%20b/", "repo:read*/x"}) {
    EXPECT_EQ(status(wrong), 400U) << wrong;
  }
  const auto narrow = token.get("/auth/request/scope/repo:write+x/a");
  EXPECT_THAT(narrow.field("WWW-Authenticate"), HasSubstr("scope=\"repo:write x\""));
  std::string fifty = "s0";
  for (int i = 1; i < 50; ++i) fifty += "+s" + std::to_string(i);
  EXPECT_EQ(status(fifty), 403U);
  EXPECT_EQ(status(fifty + "+s50"), 400U);
}

RunningService ruled() {
  return RunningService([](auto& settings) {
    settings.door.rules = {{{"GET", "OPTIONS"}, "/repos", "repo:read"},
                           {{}, "/repos", "repo:read repo:write"},
                           {{"POST"}, "/caf\xc3\xa9", ""},
                           {{"GET"}, "/", ""}};
  });
}

TEST(GatewayDoorRules, SayWhatAMethodAndAPathNeed) {
  auto service = ruled();
  auto reader = service.as_owner("alice", R"(["repo:read"])");
  auto writer = service.as_owner("alice", R"(["repo:*"])");
  auto other = service.as_owner("alice", R"(["other"])");
  const auto statuses = [&](const char* method, const std::string& path) {
    std::vector<unsigned> all;
    for (auto* token : {&reader, &writer, &other}) {
      all.push_back(token->call(method, "/auth/request" + path).status);
    }
    return all;
  };
  const std::vector<unsigned> for_readers{200, 200, 403};
  const std::vector<unsigned> for_writers{403, 200, 403};
  const std::vector<unsigned> for_all{200, 200, 200};
  const std::vector<unsigned> for_none{403, 403, 403};
  for (const auto* path : {"/repos", "/repos/", "/repos/x?y", "/repos/x/y", "/r%65pos/x"}) {
    EXPECT_EQ(statuses("GET", path), for_readers) << path;
    EXPECT_EQ(statuses("HEAD", path), for_readers) << path;
    EXPECT_EQ(statuses("OPTIONS", path), for_readers) << path;
    EXPECT_EQ(statuses("DELETE", path), for_writers) << path;
    EXPECT_EQ(statuses("FROBNICATE", path), for_writers) << path;
  }
  for (const auto* path : {"/", "/reposx", "/Repos", "/x/repos", "/scope/repo:write/x"}) {
    EXPECT_EQ(statuses("GET", path), for_all) << path;
    EXPECT_EQ(statuses("POST", path), for_none) << path;
  }
  EXPECT_EQ(statuses("POST", "/caf%C3%A9/x"), for_all);
}

TEST(GatewayDoorRules, LetNoPathThroughThatCanBeReadInTwoWays) {
  auto service = ruled();
  auto writer = service.as_owner("alice", R"(["*"])");
  for (const auto* path :
       {"//",         "//repos",    "/x/../repos", "/./repos",   "/x/%2e%2e/repos",
        "/x/..",      "/.",         "/x%2frepos",  "/x%2Frepos", "/x%5crepos",
        "/repos;a=b", "/repos%3ba", "/x%00",       "/%0a",       "/%7f",
        "/%2565",     "/%zz",       "/%",          "/x//",       "/x%2"}) {
    const auto answer = writer.get("/auth/request" + std::string(path));
    EXPECT_EQ(answer.status, 403U) << path;
    EXPECT_EQ(answer.problem(), "no-rule") << path;
    EXPECT_EQ(service.as("x").get("/auth/request" + std::string(path)).status, 401U) << path;
  }
  for (const auto* path : {"/...", "/.x", "/x..", "/100%25", "/a%20b", "/x/", "/a:b@c,d=e"}) {
    EXPECT_EQ(writer.get("/auth/request" + std::string(path)).status, 200U) << path;
  }
}

TEST(GatewayDoorRules, AreNotAskedWhereTheGatewayNamesScopesInItsQuery) {
  auto service = ruled();
  auto token = service.as_owner("alice", R"(["other"])");
  EXPECT_EQ(token.get("/auth/request?scope=other").status, 200U);
  EXPECT_EQ(token.get("/auth/request?scope=repo:read").status, 403U);
}

/// So many scopes of so many characters, as JSON, and joined as the door joins them.
struct Many {
  Many(int count, std::size_t size) {
    for (int i = 0; i < count; ++i) {
      auto scope = "s" + std::to_string(i) + ":";
      scope.append(size - scope.size(), 'x');
      json += (i == 0 ? "[\"" : ",\"") + scope + "\"";
      joined += (i == 0 ? "" : " ") + scope;
    }
    json += "]";
  }
  std::string json;
  std::string joined;
};

TEST(GatewayDoorAnswer, HasNoScopesWhereTheyFindNoRoomInAGateway) {
  RunningService service;
  const Many most(50, 100);
  auto token = service.as_owner(std::string(90, 'o'), most.json);
  const auto answer = token.get("/auth/request?scope=" + most.joined.substr(0, 100));
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.field("X-Auth-Scopes"), "TOO-LONG");
  EXPECT_LT(answer.head.size(), 4096U);
  // 30 of 100 and 29 blanks, then one that fills 3072 or goes one beyond.
  for (const std::size_t last : {42U, 43U}) {
    const Many some(30, 100);
    auto json = some.json;
    const auto scope = std::string(last, 'y');
    json.insert(json.size() - 1, ",\"" + scope + "\"");
    const auto all = service.as_owner("a", json).get("/auth/request");
    EXPECT_EQ(all.field("X-Auth-Scopes"), last == 42U ? some.joined + " " + scope : "TOO-LONG");
    EXPECT_LT(all.head.size(), 4096U);
  }
  auto narrow = service.as_owner("a", R"(["r"])");
  std::string query = "?scope=";
  for (const char c : most.joined) query += c == ' ' ? std::string("&scope=") : std::string(1, c);
  EXPECT_LT(narrow.get("/auth/request" + query).field("WWW-Authenticate").size(), 2000U);
}

}  // namespace
}  // namespace ledger::e2e
