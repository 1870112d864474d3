// Every row of the table of errors, as the service itself answers it: status, stable type, and the
// headers that go with it.

#include <filesystem>
#include <fstream>
#include <future>

#include <gmock/gmock.h>

#include "tests/support/running_service.hpp"
#include "tests/support/scripted_service.hpp"

namespace ledger::e2e {
namespace {

using std::chrono::milliseconds;
using support::ApiAnswer;
using support::Fate;
using support::Headers;
using support::RunningService;
using support::ScriptedService;

void expect(const ApiAnswer& answer, unsigned status, const char* type) {
  EXPECT_EQ(answer.status, status) << type;
  EXPECT_EQ(answer.field("Content-Type"), "application/problem+json") << type;
  const auto json = answer.json();
  EXPECT_EQ(json.text("/type"), "urn:tokenledger:problem:" + std::string(type));
  EXPECT_EQ(json.number("/status"), status) << type;
  EXPECT_NE(json.text("/title"), "") << type;
  EXPECT_GT(json.text("/detail").size(), 20U) << type;
  EXPECT_NE(answer.field("Ledger-Position"), "") << type;
}

TEST(Refusal, OfWhatIsMalformed) {
  RunningService service;
  auto op = service.as_operator();
  expect(op.post("/v1/tokens", "{"), 400, "malformed-json");
  expect(op.post("/v1/tokens", R"({"name":1,"owner":"a"})"), 400, "invalid-name");
  expect(op.post("/v1/verify", R"({"token":1})"), 400, "invalid-token-member");
  expect(op.post("/v1/verify", R"({})"), 400, "invalid-token-member");
  expect(op.post("/v1/verify/batch", R"({"tokens":[{"token":1}]})"), 400, "invalid-tokens");
  expect(op.post("/v1/tokens", R"({"name":"x","owner":"a"})", {{"If-Match", "\"1\""}}), 400,
         "invalid-if-match");
  expect(op.get("/v1/tokens?limit=101"), 400, "invalid-limit");
  expect(op.get("/v1/self?x=1"), 400, "unknown-parameter");
  expect(op.get("/v1/self", {{"Ledger-Max-Age", "x"}}), 400, "invalid-header");
}

TEST(Refusal, OfWhoMayNot) {
  RunningService service;
  auto nobody = service.as("");
  auto alice = service.as_owner("alice", R"(["ledger:tokens"])");
  const auto none = nobody.get("/v1/self");
  expect(none, 401, "unauthorized");
  EXPECT_EQ(none.field("WWW-Authenticate"), "Bearer realm=\"tokenledger\"");
  const auto bad = nobody.get("/v1/self", {{"Authorization", "Bearer tl_nonsense"}});
  expect(bad, 401, "invalid-token");
  EXPECT_THAT(bad.field("WWW-Authenticate"), testing::HasSubstr("error=\"invalid_token\""));
  const auto scope = alice.post("/v1/verify", R"({"token":"x"})");
  expect(scope, 403, "insufficient-scope");
  EXPECT_THAT(scope.field("WWW-Authenticate"), testing::HasSubstr("scope=\"ledger:verify\""));
  const auto create = [&](const char* members) {
    return alice.post("/v1/tokens", R"({"name":"x",)" + std::string(members) + "}");
  };
  expect(create(R"("scopes":["a"])"), 403, "scope-beyond-caller");
  expect(create(R"("scopes":["ledger:audit"])"), 403, "scope-needs-operator");
  expect(create(R"("expires_in":3000000)"), 403, "expiry-beyond-caller");
  expect(create(R"("owner":"bob")"), 403, "other-owner");
  expect(alice.get("/v1/tokens/none"), 404, "not-found");
}

TEST(Refusal, AsHttpSays) {
  RunningService service;
  auto op = service.as_operator();
  const auto method = op.call("PUT", "/v1/tokens/x", "{}");
  expect(method, 405, "method-not-allowed");
  for (const auto* allowed : {"GET", "HEAD", "PATCH", "DELETE"}) {
    EXPECT_THAT(method.field("Allow"), testing::HasSubstr(allowed));
  }
  expect(op.get("/v1/self", {{"Accept", "text/html"}}), 406, "not-acceptable");
  const std::string large(70'000, 'x');
  expect(op.post("/v1/tokens", R"({"name":")" + large + R"("})"), 413, "content-too-large");
  const auto target = op.get("/v1/tokens?name=" + large.substr(0, 9'000));
  EXPECT_EQ(target.status, 414U);
  EXPECT_EQ(target.problem(), "uri-too-long");
  const auto media = op.post("/v1/tokens", "{}", {{"Content-Type", "text/plain"}});
  expect(media, 415, "unsupported-media-type");
  EXPECT_EQ(media.field("Accept"), "application/json");
  expect(op.post("/v1/tokens", "{}", {{"Content-Encoding", "gzip"}}), 415,
         "unsupported-media-type");
  const auto fields = op.get("/v1/self", {{"X-Long", large.substr(0, 40'000)}});
  EXPECT_EQ(fields.status, 431U);
  EXPECT_EQ(fields.problem(), "header-fields-too-large");
}

TEST(Refusal, OfARequestWithoutTheBodyThatItNeeds) {
  RunningService service;
  const auto op = service.as_operator();
  const auto ask = [&](const std::string& line, const std::string& fields) {
    support::HttpClient client(service.port());
    ApiAnswer answer;
    static_cast<support::HttpAnswer&>(answer) =
        client
            .ask(line + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + op.secret() + "\r\n" +
                 fields + "\r\n")
            .value();
    return answer;
  };
  for (const auto* line :
       {"POST /v1/tokens", "PATCH /v1/tokens/x", "POST /v1/verify", "POST /v1/verify/batch"}) {
    expect(ask(line, ""), 411, "length-required");
    expect(ask(line, "Content-Length: 0\r\n"), 400, "malformed-json");
  }
  // Where a body is optional or none, its absence needs no length.
  EXPECT_EQ(ask("POST /v1/tokens/x/regenerate", "").status, 404U);
  EXPECT_EQ(ask("POST /v1/owners/x/resume", "").status, 200U);
  EXPECT_EQ(ask("DELETE /v1/tokens/x", "").status, 404U);
}

TEST(Refusal, OfWhatTheStateDoesNotAllow) {
  RunningService service;
  auto op = service.as_operator();
  const auto path = "/v1/tokens/" + op.create(R"({"name":"x","owner":"alice"})").text("/id");
  expect(op.remove(path, {{"If-Match", "\"7\""}}), 412, "revision-mismatch");
  const Headers key{{"Idempotency-Key", "k"}};
  ASSERT_EQ(op.call("PATCH", path, R"({"name":"y"})", key).status, 200U);
  expect(op.call("PATCH", path, R"({"name":"z"})", key), 422, "idempotency-key-reused");
  ASSERT_EQ(op.post("/v1/owners/alice/suspend", "").status, 200U);
  expect(op.post(path + "/regenerate", ""), 409, "owner-suspended");
  expect(op.post("/v1/owners/operator/suspend", ""), 409, "operator-stays");
  ASSERT_EQ(op.post("/v1/owners/alice/revoke-tokens", "").status, 200U);
  expect(op.call("PATCH", path, R"({"name":"z"})"), 409, "token-revoked");
}

TEST(Refusal, OfAQueryThatThisNodeCannotAnswerYet) {
  RunningService service([](runtime::Settings& s) { s.position_wait = milliseconds(1); });
  auto op = service.as_operator();
  const auto position = op.get("/v1/self", {{"Ledger-Min-Position", "999999"}});
  expect(position, 503, "position-not-reached");
  EXPECT_EQ(position.field("Retry-After"), "1");
  ScriptedService scripted;
  auto other = scripted.as_operator();
  scripted.log().set_complete_at([](token::Position) { return std::nullopt; });
  const auto age = other.get("/v1/self");
  expect(age, 503, "view-too-old");
  EXPECT_EQ(age.field("Retry-After"), "1");
  scripted.log().set_complete_at({});
  EXPECT_EQ(other.get("/v1/self").status, 200U);
}

/// Overwrites the rows on disk of a service that runs.
void damage_rows(const std::filesystem::path& view) {
  for (const auto& entry : std::filesystem::directory_iterator(view)) {
    if (entry.path().extension() != ".sst") continue;
    std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
    const auto size = entry.file_size();
    const std::string other(size - std::min<std::size_t>(size, 4096), 'x');
    file.write(other.data(), static_cast<std::streamsize>(other.size()));
  }
}

TEST(Refusal, OfAReadModelThatCannotBeRead) {
  RunningService service([](runtime::Settings& s) { s.block_cache_bytes = 1024; });
  auto op = service.as_operator();
  std::vector<std::string> ids;
  const std::string name(90, 'n');
  for (int i = 0; i < 300; ++i) {
    ids.push_back(op.create(R"({"name":")" + name + R"(","owner":"alice"})").text("/id"));
  }
  op = service.as("");
  service.restart();
  op = service.as_operator();
  ASSERT_EQ(op.get("/v1/self").status, 200U);
  damage_rows(service.data() / "view");
  std::size_t unreadable = 0;
  for (const auto& id : ids) {
    const auto answer = op.get("/v1/tokens/" + id);
    if (answer.status == 200) continue;
    expect(answer, 503, "view-unreadable");
    EXPECT_EQ(answer.field("Retry-After"), "1");
    ++unreadable;
  }
  EXPECT_GT(unreadable, 0U);
}

TEST(Refusal, OfANewCommandWhileTheDiskHasNoRoomAndWhatWasDoneIsToldAllTheSame) {
  ScriptedService service;
  auto op = service.as_operator();
  const std::string body = R"({"name":"x","owner":"alice"})";
  const support::Headers key{{"Idempotency-Key", "\"before\""}};
  const auto created = op.post("/v1/tokens", body, key);
  ASSERT_EQ(created.status, 201U) << created.body;
  const auto end = service.log().known_end();
  service.disk().view_failed("no space");
  const auto refused = op.post("/v1/tokens", body, {{"Idempotency-Key", "\"after\""}});
  expect(refused, 503, "read-only");
  EXPECT_EQ(refused.field("Retry-After"), "10");
  EXPECT_EQ(op.post("/v1/tokens", body, key).json().text("/id"), created.json().text("/id"));
  EXPECT_EQ(service.log().known_end(), end);
  EXPECT_EQ(op.get("/readyz").status, 200U);
  EXPECT_EQ(op.gateway(op.secret()), 200U);
  service.disk().view_written();
  EXPECT_EQ(op.post("/v1/tokens", body).status, 201U);
}

TEST(Refusal, OfACommandThatTheLogDidNotTake) {
  ScriptedService service;
  auto op = service.as_operator();
  const std::string body = R"({"name":"x","owner":"alice"})";
  service.log().next(Fate::refused);
  const auto overloaded = op.post("/v1/tokens", body);
  expect(overloaded, 503, "overloaded");
  EXPECT_EQ(overloaded.field("Retry-After"), "1");
  service.log().next(Fate::not_written);
  const auto unavailable = op.post("/v1/tokens", body);
  expect(unavailable, 503, "log-unavailable");
  EXPECT_EQ(unavailable.field("Retry-After"), "1");
  EXPECT_EQ(op.post("/v1/tokens", body).status, 201U);
}

TEST(Refusal, OfMoreCommandsThanMayBeUnderWay) {
  issuance::CommandRunner::Options options;
  options.in_flight_max = 1;
  ScriptedService service(options);
  auto op = service.as_operator();
  const std::string body = R"({"name":"x","owner":"alice"})";
  service.log().hold();
  auto first = std::async(std::launch::async, [&body, client = service.as_operator()]() mutable {
    return client.post("/v1/tokens", body).status;
  });
  ASSERT_TRUE(service.log().wait_held(1));
  const auto refused = op.post("/v1/tokens", body);
  expect(refused, 503, "overloaded");
  EXPECT_EQ(refused.field("Retry-After"), "1");
  service.log().release();
  EXPECT_EQ(first.get(), 201U);
  EXPECT_EQ(op.post("/v1/tokens", body).status, 201U);
}

TEST(Refusal, IsNeverSaidOfACommandWhoseOutcomeIsUnknown) {
  issuance::CommandRunner::Options options;
  options.deadline = milliseconds(20);
  ScriptedService service(options);
  auto op = service.as_operator();
  const auto path = "/v1/tokens/" + op.create(R"({"name":"x","owner":"alice"})").text("/id");
  service.log().hide();
  const auto unknown = op.post(path + "/regenerate", "", {{"Idempotency-Key", "k"}});
  expect(unknown, 504, "outcome-unknown");
  const auto command = "/v1/commands/" + unknown.json().text("/command_id");
  expect(op.get(command), 404, "not-found");
  service.log().show();
  const Headers at{{"Ledger-Min-Position", "3"}};
  EXPECT_EQ(op.get(command, at).json().text("/outcome"), "applied");
  // The secret was kept for the repetition.
  const auto again = op.post(path + "/regenerate", "", {{"Idempotency-Key", "k"}});
  EXPECT_EQ(again.status, 200U);
  EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
  EXPECT_EQ(service.as(again.json().text("/secret")).get("/v1/self").status, 200U);
}

}  // namespace
}  // namespace ledger::e2e
