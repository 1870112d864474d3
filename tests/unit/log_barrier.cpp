// The barrier's bytes on the log, for ever, and what is no barrier.

#include <gtest/gtest.h>

#include "events/log/envelope.hpp"
#include "tests/support/samples.hpp"

namespace ledger::log {
namespace {

using support::ledger_id;

const std::string node = "0123456789abcdef0123456789abcdef";

Barrier first() { return {node, 1, support::sample_time(), "", std::nullopt}; }

Barrier later() {
  auto barrier = first();
  barrier.number = 18'446'744'073'709'551'615U;
  barrier.node_name = "ledger-2.example";
  barrier.compared = {token::Position(41), std::string(64, 'a'), std::string(64, 'b')};
  barrier.rules = {1, 12};
  barrier.leaving = true;
  barrier.interval = std::chrono::milliseconds(10'000);
  return barrier;
}

constexpr std::string_view first_value =
    R"({"specversion":"1.0","id":"barrier_0123456789abcdef0123456789abcdef/1","source":"urn:toke)"
    R"(nledger:00112233445566778899aabbccddeeff","type":"tokenledger.ledger.barrier.v1","time":")"
    R"(2026-11-24T05:00:00.000Z","datacontenttype":"application/json","data":{"node":"0123456789)"
    R"(abcdef0123456789abcdef"}})";

constexpr std::string_view later_value =
    R"({"specversion":"1.0","id":"barrier_0123456789abcdef0123456789abcdef/18446744073709551615",)"
    R"("source":"urn:tokenledger:00112233445566778899aabbccddeeff","type":"tokenledger.ledger.ba)"
    R"(rrier.v1","time":"2026-11-24T05:00:00.000Z","datacontenttype":"application/json","data":{)"
    R"("node":"0123456789abcdef0123456789abcdef","node_name":"ledger-2.example","compared_at":41)"
    R"(,"digest_version":1,"state_digest":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa)"
    R"(aaaaaaaaaaaa","memory_digest":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb)"
    R"(bbbbb","rules":[1,12],"leaving":true,"interval_ms":10000}})";

template <class Kind>
bool is(std::string_view value) {
  return std::holds_alternative<Kind>(decode(value, ledger_id));
}

std::string with(std::string_view value, std::string_view from, std::string_view to) {
  std::string text(value);
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from << " in " << text;
  if (at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

TEST(Barrier, IsWrittenAsItsGoldenBytes) {
  EXPECT_EQ(encode_barrier(first(), ledger_id), first_value);
  EXPECT_EQ(encode_barrier(later(), ledger_id), later_value);
}

TEST(Barrier, IsReadBackAsItWasWritten) {
  for (const auto source : {ledger_id, std::string_view()}) {
    EXPECT_EQ(std::get<Barrier>(decode(first_value, source)), first());
    EXPECT_EQ(std::get<Barrier>(decode(later_value, source)), later());
  }
}

TEST(Barrier, TellsOfThoseThatFollowItsNode) {
  auto barrier = first();
  barrier.followers = Barrier::Followers{2, token::Position(40)};
  auto value =
      with(first_value, "abcdef\"}}", "abcdef\",\"followers\":2,\"followers_applied\":40}}");
  EXPECT_EQ(encode_barrier(barrier, ledger_id), value);
  EXPECT_EQ(std::get<Barrier>(decode(value, ledger_id)), barrier);
  barrier.followers->applied.reset();
  value = with(value, ",\"followers_applied\":40", "");
  EXPECT_EQ(encode_barrier(barrier, ledger_id), value);
  EXPECT_EQ(std::get<Barrier>(decode(value, ledger_id)), barrier);
  EXPECT_TRUE(is<MalformedRecord>(with(value, "\"followers\":2", "\"followers\":-2")));
}

TEST(Barrier, NamesANodeUpTo160Characters) {
  auto barrier = later();
  barrier.node_name = std::string(node_name_size_max, 'n');
  const auto value = encode_barrier(barrier, ledger_id);
  EXPECT_EQ(std::get<Barrier>(decode(value, ledger_id)), barrier);
  EXPECT_TRUE(is<MalformedRecord>(with(value, "\"nnn", "\"nnnn")));
}

TEST(Barrier, SaysAnIntervalOfUpToAnHour) {
  auto barrier = later();
  barrier.interval = barrier_interval_max;
  const auto value = encode_barrier(barrier, ledger_id);
  EXPECT_NE(value.find(R"("interval_ms":3600000)"), std::string::npos);
  EXPECT_EQ(std::get<Barrier>(decode(value, ledger_id)), barrier);
}

TEST(Barrier, TakesExtensionAttributesItDoesNotKnow) {
  EXPECT_TRUE(is<Barrier>(with(later_value, "{\"spec", "{\"traceparent\":\"00-1\",\"spec")));
}

TEST(Barrier, InAnotherFormIsMalformed) {
  struct Case {
    std::string_view from, to;
  };
  for (const auto& [from, to] : {
           Case{"barrier_0", "BARRIER_0"},
           Case{"barrier_0", "barrier_1"},
           Case{"/18446744073709551615\"", "/18446744073709551616\""},
           Case{"/18446744073709551615\"", "/0\""},
           Case{"/18446744073709551615\"", "/01\""},
           Case{"/18446744073709551615\"", "/1 \""},
           Case{"/18446744073709551615\"", "/\""},
           Case{"/18446744073709551615\"", "\""},
           Case{"\"type\":", "\"subject\":\"alice\",\"type\":"},
           Case{"05:00:00.000Z", "05:00:00Z"},
           Case{"\"time\"", "\"tine\""},
           Case{"application/json", "application/xml"},
           Case{"\"data\":{", "\"date\":{"},
           Case{"\"node\":\"0123", "\"node\":\"123"},
           Case{"\"node\":\"0123456789a", "\"node\":\"0123456789A"},
           Case{"\"node\":\"0123", "\"node\":\"012g"},
           Case{"\"node_name\":\"ledger-2", "\"node_name\":\"ledger 2"},
           Case{"\"ledger-2.example\"", "\"\""},
           Case{"\"ledger-2.example\"", "7"},
           Case{"\"compared_at\":41,", ""},
           Case{"\"compared_at\":41", "\"compared_at\":-1"},
           Case{"\"compared_at\":41", "\"compared_at\":41.0"},
           Case{"\"state_digest\":\"a", "\"state_digest\":\""},
           Case{"\"state_digest\":\"a", "\"state_digest\":\"A"},
           Case{"\"state_digest\"", "\"state\""},
           Case{"\"memory_digest\":\"b", "\"memory_digest\":\"B"},
           Case{"\"memory_digest\"", "\"memory\""},
           Case{"\"digest_version\":1", "\"digest_version\":4294967296"},
           Case{"\"digest_version\":1,", ""},
           Case{"[1,12]", "[]x"},
           Case{"[1,12]", "[12,1]"},
           Case{"[1,12]", "[0,1]"},
           Case{"[1,12]", "[1,4294967296]"},
           Case{"[1,12]", "1"},
           Case{"true", "1"},
           Case{":10000}", ":0}"},
           Case{":10000}", ":3600001}"},
           Case{":10000}", ":\"10 s\"}"},
       }) {
    const auto changed = with(later_value, from, to);
    EXPECT_TRUE(is<MalformedRecord>(changed)) << changed;
  }
  EXPECT_TRUE(is<MalformedRecord>(with(first_value, "\"}}", "\",\"compared_at\":1}}")));
}

TEST(Barrier, MayCarryMembersThatThisVersionDoesNotKnow) {
  const auto more = with(later_value, "\"data\":{", "\"data\":{\"x\":[1],");
  EXPECT_EQ(std::get<Barrier>(decode(more, ledger_id)), later());
}

TEST(Barrier, CutShortIsMalformed) {
  for (std::size_t size = 0; size < later_value.size(); ++size) {
    EXPECT_TRUE(is<MalformedRecord>(later_value.substr(0, size)));
  }
}

TEST(Barrier, OfAnotherLedgerIsForeignAndOfALaterVersionUnknown) {
  EXPECT_TRUE(is<ForeignRecord>(with(later_value, "urn:tokenledger:00", "urn:tokenledger:01")));
  EXPECT_TRUE(is<UnknownRecord>(with(later_value, ".v1\"", ".v2\"")));
  EXPECT_TRUE(is<UnknownRecord>(with(later_value, "\"1.0\"", "\"2.0\"")));
}

}  // namespace
}  // namespace ledger::log
