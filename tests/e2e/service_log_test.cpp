// The log over HTTP: every record as it stands, on pages that meet, waited for, and as a stream;
// and how old what was answered may be.

#include <thread>

#include <gmock/gmock.h>

#include "events/embedded/log_follower.hpp"
#include "events/log/record_line.hpp"
#include "services/feeds/log_source.hpp"
#include "tests/support/event_stream.hpp"
#include "tests/support/running_service.hpp"

namespace ledger::e2e {
namespace {

using namespace std::chrono_literals;
using support::ApiClient;
using support::EventStream;
using support::RunningService;
using testing::HasSubstr;
using testing::SizeIs;

struct LogAnswer {
  std::vector<log::Record> records;
  log::AnswerEnd end;
};

LogAnswer read_lines(const support::ApiAnswer& answer) {
  EXPECT_EQ(answer.status, 200U) << answer.body;
  EXPECT_EQ(answer.field("Content-Type"), "application/jsonl");
  LogAnswer read;
  std::string_view rest = answer.body;
  EXPECT_TRUE(rest.ends_with('\n'));
  while (!rest.empty()) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(line.size() + 1);
    if (rest.empty()) {
      read.end = log::parse_answer_end(line).value();
    } else {
      read.records.push_back(log::parse_record_line(line).value());
    }
  }
  return read;
}

class LogOverHttp : public testing::Test {
 protected:
  std::string last() { return op.get("/v1/self").field("Ledger-Position"); }
  std::vector<log::Record> records_on_disk() {
    embedded::LogFollower log(service.data() / "log");
    const auto reader = log.read_after(std::nullopt).value();
    std::vector<log::Record> all;
    std::vector<log::Record> some;
    do {
      EXPECT_TRUE(reader->read(some, 1000, 0ms));
      all.insert(all.end(), some.begin(), some.end());
    } while (!some.empty());
    return all;
  }

  RunningService service;
  ApiClient op = service.as_operator();
  ApiClient alice = service.as_owner("alice");
  ApiClient auditor = service.as_owner("audit", R"(["ledger:audit"])");
};

TEST_F(LogOverHttp, IsTheLogByteForByteOnPagesThatMeet) {
  for (int i = 0; i < 10; ++i) alice.create(R"({"name":"é\"x"})");
  const auto expected = records_on_disk();
  for (const auto* limit : {"&limit=1", "&limit=4", "&limit=1000", ""}) {
    std::vector<log::Record> all;
    std::string after = "limit=1";
    for (bool more = true; more;) {
      const auto page = read_lines(auditor.get("/v1/log?" + after));
      all.insert(all.end(), page.records.begin(), page.records.end());
      after = "after=" + std::to_string(page.end.last_position.value().value()) + limit;
      more = page.end.more;
    }
    EXPECT_EQ(all, expected) << limit;
  }
}

TEST_F(LogOverHttp, SaysAtItsEndHowFarItGoesAndHowOldThatIs) {
  const auto page = read_lines(auditor.get("/v1/log"));
  EXPECT_EQ(std::to_string(page.end.last_position.value().value()), last());
  EXPECT_FALSE(page.end.more);
  EXPECT_EQ(page.end.complete_age, 0ms);
  const auto nothing = read_lines(auditor.get("/v1/log?wait=1&after=" + last()));
  EXPECT_THAT(nothing.records, SizeIs(0));
  EXPECT_EQ(std::to_string(nothing.end.last_position.value().value()), last());
  EXPECT_GE(nothing.end.waited, 990ms);
  EXPECT_LE(nothing.end.waited, 10s);
  EXPECT_EQ(nothing.end.complete_age, 0ms);
  // What lacks records that have been there for a while is as old as the first of them.
  alice.create(R"({"name":"x"})");
  std::this_thread::sleep_for(30ms);
  const auto part = read_lines(auditor.get("/v1/log?limit=1"));
  EXPECT_TRUE(part.end.more);
  EXPECT_GE(part.end.complete_age, 30ms);
}

TEST_F(LogOverHttp, IsWaitedFor) {
  const auto from = last();
  std::jthread later([&] { alice.create(R"({"name":"x"})"); });
  const auto found = read_lines(service.as(auditor.secret()).get("/v1/log?wait=20&after=" + from));
  ASSERT_THAT(found.records, SizeIs(1));
  EXPECT_THAT(found.records.front().value, HasSubstr("token.created"));
  EXPECT_LT(found.end.waited, 15s);
}

TEST_F(LogOverHttp, StreamsWhatComesAndGoesOnWhereItWas) {
  const auto from = last();
  std::string id;
  {
    EventStream stream(service.port(), "/v1/log?after=" + from, auditor.secret());
    ASSERT_EQ(stream.next()->name, "heartbeat");
    alice.create(R"({"name":"one"})");
    const auto came = stream.next_item();
    ASSERT_TRUE(came);
    EXPECT_EQ(came->name, "record");
    EXPECT_EQ(came->id, std::to_string(std::stoull(from) + 1));
    EXPECT_EQ(log::parse_record_line(came->data).value(), records_on_disk().back());
    id = came->id;
  }
  alice.create(R"({"name":"two"})");
  EventStream again(service.port(), "/v1/log", auditor.secret(), {{"Last-Event-ID", id}});
  EXPECT_EQ(log::parse_record_line(again.next_item()->data).value(), records_on_disk().back());
}

TEST_F(LogOverHttp, IsForThoseWhoMayReadIt) {
  EXPECT_EQ(ApiClient(service.port(), "").get("/v1/log").status, 401U);
  for (auto reader : {alice.secret(), service.as_owner("g", R"(["ledger:verify"])").secret()}) {
    const auto refused = service.as(reader).get("/v1/log");
    EXPECT_EQ(refused.status, 403U);
    EXPECT_EQ(refused.problem(), "insufficient-scope");
  }
  EXPECT_EQ(op.get("/v1/log?limit=1").status, 200U);
}

TEST_F(LogOverHttp, RefusesWhatItCannotMean) {
  const std::pair<const char*, const char*> cases[] = {
      {"owner=alice", "unknown-parameter"},
      {"token=tok_x", "unknown-parameter"},
      {"type=token.created", "unknown-parameter"},
      {"limit=1001", "invalid-limit"},
      {"wait=61", "invalid-wait"},
      {"after=x", "invalid-after"},
  };
  for (const auto& [query, problem] : cases) {
    const auto answer = auditor.get(std::string("/v1/log?") + query);
    EXPECT_EQ(answer.status, 400U) << query;
    EXPECT_EQ(answer.problem(), problem) << query;
  }
  EXPECT_EQ(auditor.get("/v1/log?limit=1000&wait=60").status, 200U);
  EXPECT_EQ(auditor.get("/v1/log", {{"Accept", "application/json"}}).status, 406U);
  EXPECT_EQ(auditor.get("/v1/log", {{"Accept", "application/jsonl"}}).status, 200U);
}

TEST(LogOverHttpAhead, IsAClearAnswer) {
  RunningService service([](auto& settings) { settings.position_wait = {}; });
  const auto ahead = service.as_operator().get("/v1/log?after=1000000");
  EXPECT_EQ(ahead.status, 503U);
  EXPECT_EQ(ahead.problem(), "position-not-reached");
}

/// More than the newest that are kept, more readers than are kept open, and each has all of it.
TEST_F(LogOverHttp, IsReadByManyFromDifferentPlaces) {
  for (std::uint64_t i = 0; i < feeds::LogSource::gap_max + 100; i += 50) {
    for (int j = 0; j < 50; ++j) op.create(R"({"name":"x","owner":"alice"})");
  }
  const auto expected = records_on_disk();
  std::vector<std::jthread> readers;
  for (std::size_t reader = 0; reader < 2 * feeds::LogSource::readers_max; ++reader) {
    readers.emplace_back([&, reader] {
      auto client = service.as(auditor.secret());
      auto next = reader * 7;
      const auto limit = "&limit=" + std::to_string(50 + reader);
      for (bool more = true; more;) {
        const auto target = "/v1/log?after=" + std::to_string(next) + limit;
        const auto page = read_lines(client.get(target));
        for (const auto& record : page.records) EXPECT_EQ(record, expected.at(++next));
        more = page.end.more;
      }
      EXPECT_EQ(next + 1, expected.size());
    });
  }
}

}  // namespace
}  // namespace ledger::e2e
