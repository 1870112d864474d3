// The feeds over HTTP: pages that meet, waiting, streams that are resumed, what each reader may
// see, and that a cache which follows one is never wrong about a dead secret.

#include <thread>

#include <gmock/gmock.h>

#include "events/token/secret.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/event_stream.hpp"
#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using support::ApiClient;
using support::EventStream;
using support::RunningService;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> texts_of(const support::Json& page, const std::string& list,
                                  const std::string& pointer) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < page.size("/" + list); ++i) {
    texts.push_back(page.text("/" + list + "/" + std::to_string(i) + pointer));
  }
  return texts;
}

std::vector<std::string> types_of(const support::Json& page) {
  auto types = texts_of(page, "events", "/event/type");
  for (auto& type : types) {
    type = type.substr(std::string("tokenledger.").size());
    type = type.substr(0, type.size() - 3);
  }
  return types;
}

std::vector<std::string> reasons_of(const support::Json& page) {
  return texts_of(page, "revocations", "/reason");
}

const std::string body = R"({"name":"x","scopes":["repo:read","wiki:read"]})";

class Feeds : public testing::Test {
 protected:
  std::string last() { return op.get("/v1/self").field("Ledger-Position"); }
  /// Deletes a new token; its id.
  std::string one_dies() {
    const auto id = alice.create(body).text("/id");
    EXPECT_EQ(alice.remove("/v1/tokens/" + id).status, 204U);
    return id;
  }

  RunningService service;
  ApiClient op = service.as_operator();
  ApiClient alice = service.as_owner("alice");
  ApiClient auditor = service.as_owner("audit", R"(["ledger:audit"])");
  ApiClient verifier = service.as_owner("gate", R"(["ledger:verify"])");
};

TEST_F(Feeds, TellOfAcceptedEventsInTheirOrder) {
  const auto from = last();
  const auto id = one_dies();
  const auto page = auditor.get("/v1/events?after=" + from);
  ASSERT_EQ(page.status, 200U) << page.body;
  const auto json = page.json();
  EXPECT_THAT(types_of(json), ElementsAre("token.created", "token.deleted"));
  EXPECT_EQ(json.text("/events/0/event/subject"), id);
  EXPECT_EQ(json.text("/events/0/event/data/owner"), "alice");
  EXPECT_EQ(json.number("/events/0/position"), std::stoull(from) + 1);
  EXPECT_NE(json.text("/events/0/log_time"), "");
  EXPECT_EQ(std::to_string(json.number("/last_position")), last());
  EXPECT_FALSE(json.boolean("/more"));
  EXPECT_EQ(page.field("Ledger-Position"), last());
  EXPECT_THAT(types_of(auditor.get("/v1/events?limit=1").json()), ElementsAre("ledger.opened"));
}

TEST_F(Feeds, MeetWhereTheyAreCutAlsoBehindARestart) {
  for (int i = 0; i < 20; ++i) one_dies();
  const auto whole = auditor.get("/v1/events?limit=1000").body;
  std::vector<std::string> pieces;
  std::string after;
  for (bool more = true; more;) {
    const auto json = service.as(auditor.secret()).get("/v1/events?limit=7" + after).json();
    const auto ids = texts_of(json, "events", "/event/id");
    EXPECT_LE(ids.size(), 7U);
    pieces.insert(pieces.end(), ids.begin(), ids.end());
    after = "&after=" + std::to_string(json.number("/last_position"));
    more = json.boolean("/more");
    if (pieces.size() == 14) service.restart();
    if (pieces.size() == 28) service.restart_rebuilt();
  }
  EXPECT_EQ(pieces, texts_of(support::Json(whole), "events", "/event/id"));
}

TEST_F(Feeds, AreFilteredByOwnerTokenAndType) {
  const auto from = last();
  const auto id = one_dies();
  std::ignore = service.as_owner("bob");
  const auto types = [&](const std::string& filter) {
    return types_of(auditor.get("/v1/events?after=" + from + filter).json());
  };
  EXPECT_THAT(types("&owner=bob"), ElementsAre("token.created"));
  EXPECT_THAT(types("&owner=alice"), ElementsAre("token.created", "token.deleted"));
  EXPECT_THAT(types("&token=" + id), ElementsAre("token.created", "token.deleted"));
  EXPECT_THAT(types("&type=token.deleted"), ElementsAre("token.deleted"));
  EXPECT_THAT(types("&type=tokenledger.token.deleted.v1&type=token.updated"),
              ElementsAre("token.deleted"));
  const auto none = auditor.get("/v1/events?after=" + from + "&owner=nobody").json();
  EXPECT_THAT(types_of(none), IsEmpty());
  EXPECT_EQ(std::to_string(none.number("/last_position")), last()) << "what to send next";
  const auto living = alice.create(body).text("/id");
  EXPECT_EQ(op.post("/v1/owners/alice/suspend", "").status, 200U);
  EXPECT_EQ(op.post("/v1/owners/bob/suspend", "").status, 200U);
  EXPECT_THAT(types("&token=" + living), ElementsAre("token.created", "owner.suspended"))
      << "it concerns all of alice's";
}

TEST_F(Feeds, TellWhatStoppedASecretAndWhichItWas) {
  const auto from = last();
  const auto made = alice.create(body);
  const auto id = made.text("/id");
  const auto at = "/v1/tokens/" + id;
  EXPECT_EQ(alice.post(at + "/regenerate", R"({"overlap":3600})").status, 200U);
  EXPECT_EQ(alice.call("PATCH", at, R"({"scopes":["repo:read"]})").status, 200U);
  EXPECT_EQ(alice.post(at + "/regenerate", "").status, 200U);
  EXPECT_EQ(op.post("/v1/owners/alice/suspend", "").status, 200U);
  EXPECT_EQ(op.post("/v1/owners/alice/resume", "").status, 200U);
  EXPECT_EQ(op.post("/v1/owners/alice/revoke-tokens", "").status, 200U);
  for (auto* reader : {&verifier, &auditor, &op}) {
    const auto page = reader->get("/v1/revocations?after=" + from);
    ASSERT_EQ(page.status, 200U) << page.body;
    const auto json = page.json();
    EXPECT_THAT(reasons_of(json), ElementsAre("scopes_narrowed", "regenerated", "suspended",
                                              "resumed", "all_revoked"));
    EXPECT_EQ(json.text("/revocations/0/token"), id);
    EXPECT_EQ(json.text("/revocations/0/owner"), "alice");
    EXPECT_EQ(json.text("/revocations/0/scopes/0"), "repo:read");
    EXPECT_EQ(json.size("/revocations/1/digests"), 2U);
    EXPECT_EQ(json.text("/revocations/1/digests/0"),
              token::to_hex(token::digest_of_secret(made.text("/secret"))->value));
    EXPECT_THAT(page.body, testing::Not(HasSubstr(made.text("/secret"))));
  }
}

TEST_F(Feeds, AreForThoseWhoMayReadThem) {
  for (const auto* path : {"/v1/events", "/v1/revocations"}) {
    EXPECT_EQ(ApiClient(service.port(), "").get(path).status, 401U);
    const auto refused = alice.get(path);
    EXPECT_EQ(refused.status, 403U);
    EXPECT_EQ(refused.problem(), "insufficient-scope");
  }
  EXPECT_EQ(verifier.get("/v1/events").status, 403U);
}

TEST_F(Feeds, RefuseWhatTheyCannotMean) {
  const std::pair<const char*, const char*> cases[] = {
      {"after=x", "invalid-after"},
      {"after=-1", "invalid-after"},
      {"after=1&after=2", "repeated-parameter"},
      {"after=1000000000000000000", "invalid-after"},
      {"limit=0", "invalid-limit"},
      {"limit=1001", "invalid-limit"},
      {"wait=61", "invalid-wait"},
      {"owner=%2e", "invalid-owner"},
      {"token=tok_x", "invalid-token"},
      {"type=token.gone", "invalid-type"},
      {"cursor=p1", "unknown-parameter"},
      {"after=%zz", "invalid-query"},
  };
  for (const auto& [query, problem] : cases) {
    const auto answer = auditor.get(std::string("/v1/events?") + query);
    EXPECT_EQ(answer.status, 400U) << query;
    EXPECT_EQ(answer.problem(), problem) << query;
  }
  EXPECT_EQ(auditor.get("/v1/events?limit=1000&wait=60").status, 200U) << "there are some";
  EXPECT_EQ(verifier.get("/v1/revocations?type=token.deleted").problem(), "unknown-parameter");
  EXPECT_EQ(auditor.get("/v1/events", {{"Accept", "text/plain"}}).status, 406U);
  EXPECT_EQ(auditor.get("/v1/events?wait=1", {{"Accept", "text/event-stream"}}).problem(),
            "invalid-wait");
  EXPECT_EQ(
      auditor.get("/v1/events", {{"Accept", "text/event-stream"}, {"Last-Event-ID", "the last"}})
          .problem(),
      "invalid-header");
}

TEST(FeedPositions, OfTheFutureAreAClearAnswer) {
  RunningService service([](auto& settings) { settings.position_wait = {}; });
  auto op = service.as_operator();
  const auto ahead = op.get("/v1/events?after=1000000");
  EXPECT_EQ(ahead.status, 503U);
  EXPECT_EQ(ahead.problem(), "position-not-reached");
  EXPECT_NE(ahead.field("Retry-After"), "");
  EXPECT_EQ(op.get("/v1/events?after=0", {{"Ledger-Epoch", "0123456789abcdef"}}).status, 412U);
}

TEST_F(Feeds, WaitForWhatIsNotThereYet) {
  const auto from = last();
  std::jthread later([&] { one_dies(); });
  auto found = service.as(verifier.secret()).get("/v1/revocations?wait=20&after=" + from).json();
  EXPECT_THAT(reasons_of(found), ElementsAre("deleted"));
}

TEST_F(Feeds, StreamWhatComesAndGoOnWhereTheyWere) {
  const auto from = last();
  const auto first = one_dies();
  std::string id;
  {
    EventStream stream(service.port(), "/v1/revocations?after=" + from, verifier.secret());
    EXPECT_THAT(stream.head(), HasSubstr("200 OK"));
    EXPECT_THAT(stream.head(), HasSubstr("Content-Type: text/event-stream"));
    EXPECT_THAT(stream.head(), HasSubstr("Cache-Control: no-store"));
    const auto heartbeat = stream.next();
    ASSERT_TRUE(heartbeat);
    EXPECT_EQ(heartbeat->name, "heartbeat");
    EXPECT_EQ(heartbeat->id, from);
    EXPECT_EQ(heartbeat->json().number("/position"), std::stoull(from));
    const auto there = stream.next_item();
    ASSERT_TRUE(there);
    EXPECT_EQ(there->name, "revocation");
    EXPECT_EQ(there->json().text("/token"), first);
    EXPECT_EQ(there->id, std::to_string(there->json().number("/position")));
    const auto second = one_dies();
    const auto came = stream.next_item();
    ASSERT_TRUE(came);
    EXPECT_EQ(came->json().text("/token"), second);
    id = came->id;
  }
  const auto third = one_dies();
  service.restart();
  EventStream again(service.port(), "/v1/revocations?after=" + from, verifier.secret(),
                    {{"Last-Event-ID", id}});
  const auto next = again.next_item();
  ASSERT_TRUE(next);
  EXPECT_EQ(next->json().text("/token"), third) << "nothing twice, nothing missed";
}

TEST(FeedStreams, ThatBreakInsideAPositionMissNothing) {
  RunningService service(
      [](auto& settings) { settings.signals_interval = std::chrono::milliseconds(10); });
  auto op = service.as_operator();
  const auto expiry = token::to_text(service.clock().now() + std::chrono::minutes(1));
  for (int i = 0; i < 3; ++i) {
    op.create(R"({"name":"x","owner":"alice","expires_at":")" + expiry + "\"}");
  }
  const auto from = op.get("/v1/self").field("Ledger-Position");
  service.clock().set(service.clock().now() + std::chrono::minutes(2));
  const auto target = "/v1/revocations?after=" + from;
  std::vector<std::string> ids;
  {
    EventStream stream(service.port(), target, op.secret());
    std::ignore = stream.next();  // the heartbeat
    for (int i = 0; i < 3; ++i) {
      const auto item = stream.next_item();
      ASSERT_TRUE(item);
      EXPECT_EQ(item->json().text("/reason"), "expired");
      ids.push_back(item->id);
    }
  }
  // Who has no id of the position yet gets all of it again.
  EXPECT_THAT(ids, ElementsAre("", "", testing::Ne("")));
  const auto rest = op.get("/v1/revocations?after=" + ids.back()).json();
  EXPECT_THAT(reasons_of(rest), IsEmpty());
}

TEST_F(Feeds, AreNotWaitedForBeyondTheScope) {
  const auto id = auditor.get("/v1/self").json().text("/id");
  const auto from = last();
  std::jthread later(
      [&] { EXPECT_EQ(op.call("PATCH", "/v1/tokens/" + id, R"({"scopes":["r"]})").status, 200U); });
  EXPECT_EQ(service.as(auditor.secret()).get("/v1/events?wait=20&after=" + from).status, 403U);
}

TEST_F(Feeds, EndWithTheTokenThatReadsThem) {
  EventStream stream(service.port(), "/v1/revocations", verifier.secret());
  ASSERT_TRUE(stream.next());
  EXPECT_EQ(op.post("/v1/owners/gate/revoke-tokens", "").status, 200U);
  EXPECT_FALSE(stream.next_item());
}

TEST_F(Feeds, DoNotTakeAReaderWhoDiesForOneWhoKeptADeadSecret) {
  const auto events_of = [&](const std::string& id) {
    return op.get("/v1/tokens/" + id + "/events").json().texts_of("/events", "type");
  };
  const std::string retired = "tokenledger.token.retired-secret-presented.v1";
  const auto reader = op.create(R"({"name":"r","owner":"gate","scopes":["ledger:verify"]})");
  const auto kept = alice.create(body);
  {
    EventStream stream(service.port(), "/v1/revocations", reader.text("/secret"));
    ASSERT_TRUE(stream.next());
    EXPECT_EQ(op.remove("/v1/tokens/" + reader.text("/id")).status, 204U);
    EXPECT_FALSE(stream.next_item());
  }
  EXPECT_EQ(alice.remove("/v1/tokens/" + kept.text("/id")).status, 204U);
  EXPECT_EQ(op.gateway(kept.text("/secret")), 401U);
  // By then what was noted before is told of, too.
  ASSERT_TRUE(support::comes_true(
      [&] { return testing::Value(events_of(kept.text("/id")), testing::Contains(retired)); }));
  EXPECT_THAT(events_of(reader.text("/id")), testing::Not(testing::Contains(retired)));
}

TEST_F(Feeds, ManyWhoDoNotReadHoldUpNobody) {
  std::vector<std::unique_ptr<EventStream>> stuck;
  for (int i = 0; i < 50; ++i) {
    stuck.push_back(
        std::make_unique<EventStream>(service.port(), "/v1/events?after=0", auditor.secret()));
  }
  EventStream reader(service.port(), "/v1/revocations", verifier.secret());
  ASSERT_TRUE(reader.next());
  for (int i = 0; i < 50; ++i) {
    const auto id = one_dies();
    const auto came = reader.next_item();
    ASSERT_TRUE(came);
    EXPECT_EQ(came->json().text("/token"), id);
  }
  for (auto& stream : stuck) {
    const auto event = stream->next_item();
    ASSERT_TRUE(event);
    EXPECT_EQ(event->id, "1");
  }
}

}  // namespace
}  // namespace ledger::e2e
