// Records that are no events of this ledger: each is told apart, none is let through.

#include <functional>

#include <gtest/gtest.h>

#include "events/log/envelope.hpp"
#include "events/log/event_log.hpp"
#include "tests/support/golden_events.hpp"

namespace ledger::log {
namespace {

using support::golden_events;
using support::ledger_id;

template <class Kind>
bool is(std::string_view value) {
  return std::holds_alternative<Kind>(decode(value, ledger_id));
}

/// `text` with the one place where `from` stands replaced; fails the test if there is none.
std::string with(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from << " in " << text;
  if (at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

/// Where each member of the object that opens at `open` begins and ends (without commas). Golden
/// records have no bracket inside a string.
std::vector<std::pair<std::size_t, std::size_t>> members_at(std::string_view json,
                                                            std::size_t open) {
  std::vector<std::pair<std::size_t, std::size_t>> members;
  int depth = 0;
  bool in_text = false;
  std::size_t begin = open + 1;
  for (std::size_t i = open; i < json.size(); ++i) {
    const char c = json[i];
    if (in_text) {
      if (c == '\\') ++i;
      if (c == '"') in_text = false;
      continue;
    }
    if (c == '"') in_text = true;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if ((c == ',' && depth == 1) || depth == 0) {
      if (i > begin) members.emplace_back(begin, i);
      begin = i + 1;
    }
    if (depth == 0) break;
  }
  return members;
}

/// Calls `check(record, open, begin, end)` for every member of envelope and data of every golden.
void for_each_member(
    const std::function<void(const std::string&, std::size_t, std::size_t, std::size_t)>& check) {
  for (const auto& golden : golden_events()) {
    const std::string value(golden.value);
    const auto data = value.find("\"data\":{") + 7;
    for (const auto open : {std::size_t{0}, data}) {
      for (const auto& [begin, end] : members_at(value, open)) check(value, open, begin, end);
    }
  }
}

bool may_be_missing(std::string_view member) {
  for (const auto* name : {"reliedon", "overlap_until", "after", "owners", "public_key"}) {
    if (member.substr(1).starts_with(name)) return true;
  }
  return false;
}

TEST(MalformedRecord, LacksAMember) {
  for_each_member([](const std::string& value, std::size_t, std::size_t begin, std::size_t end) {
    const auto member = value.substr(begin, end - begin);
    // An update may have either of its two.
    const bool updated = value.find("token.updated") != std::string::npos &&
                         value.find("\"name\"") != std::string::npos &&
                         value.find("\"scopes\"") != std::string::npos;
    const bool of_two =
        updated && (member.starts_with("\"name\"") || member.starts_with("\"scopes\""));
    // One session ended, or all did.
    const bool ended =
        value.find("session.ended") != std::string::npos && member.starts_with("\"session\"");
    auto without = value;
    const bool last = value[end] != ',';
    const bool first = value[begin - 1] == '{';
    if (!last) {
      without.erase(begin, end - begin + 1);
    } else {
      without.erase(begin - (first ? 0 : 1), end - begin + (first ? 0 : 1));
    }
    EXPECT_EQ(is<MalformedRecord>(without), !may_be_missing(member) && !of_two && !ended)
        << without;
  });
}

TEST(MalformedRecord, HasAMemberOfTheWrongType) {
  for (const std::string_view wrong : {"null", "true", "-1", "1.5", "{\"x\":1}", "[1]", "[[]]"}) {
    for_each_member([&](const std::string& value, std::size_t, std::size_t begin, std::size_t end) {
      const auto colon = value.find("\":", begin) + 2;
      auto changed = value;
      changed.replace(colon, end - colon, wrong);
      EXPECT_TRUE(is<MalformedRecord>(changed)) << changed;
    });
  }
}

TEST(MalformedRecord, HasAMemberTwice) {
  for_each_member([](const std::string& value, std::size_t, std::size_t begin, std::size_t end) {
    const auto member = value.substr(begin, end - begin);
    EXPECT_TRUE(is<MalformedRecord>(std::string(value).insert(begin, member + ","))) << member;
  });
}

TEST(MalformedRecord, HasDataThatItsTypeDoesNotDefine) {
  for (const auto& golden : golden_events()) {
    const std::string value(golden.value);
    const bool empty = value.find("\"data\":{}") != std::string::npos;
    const auto more = with(value, "\"data\":{", empty ? "\"data\":{\"x\":1" : "\"data\":{\"x\":1,");
    EXPECT_TRUE(is<MalformedRecord>(more)) << more;
  }
}

TEST(MalformedRecord, HasAMemberThatIsNotCanonical) {
  struct Case {
    std::size_t golden;
    std::string_view from, to;
  };
  const auto goldens = golden_events();
  for (const auto& [golden, from, to] : {
           Case{0, "\"ledger_id\":\"00", "\"ledger_id\":\"0g"},
           Case{0, "\"ledger_id\":\"00", "\"ledger_id\":\"ff"},
           Case{0, "\"ledger_id\":\"00", "\"ledger_id\":\""},
           Case{0, "\"rules\":1", "\"rules\":4294967296"},
           Case{0, "\"rules\":1", "\"rules\":0"},
           Case{0, "\"type\":", "\"subject\":\"alice\",\"type\":"},
           Case{1, "\"id\":\"cmd_", "\"id\":\"CMD_"},
           Case{1, "0101\",\"source\"", "0101/6\",\"source\""},
           Case{1, "0101\",\"source\"", "0101/1\",\"source\""},
           Case{1, "05:00:00.000Z", "05:00:00Z"},
           Case{1, "05:00:00.000Z", "05:00:00.000+00:00"},
           Case{1, "\"subject\":\"tok_0", "\"subject\":\"tok_8"},
           Case{1, "\"subject\":\"tok_01m85", "\"subject\":\"tok_01M85"},
           Case{1, "application/json", "application/xml"},
           Case{1, "\"caller\":\"ledger\"", "\"caller\":\"\""},
           Case{1, "\"caller\":\"ledger\"", "\"caller\":\"a b\""},
           Case{1, "\"caller\":\"ledger\"", "\"caller\":\"\\u00e4\""},
           Case{1, "\"fingerprint\":\"fe", "\"fingerprint\":\"FE"},
           Case{1, "\"owner\":\"alice\"", "\"owner\":\"al ice\""},
           Case{1, "\"owner\":\"alice\"", "\"owner\":\"..\""},
           Case{1, "\"name\":\"deploy\"", "\"name\":\"\""},
           Case{1, "\"name\":\"deploy\"", "\"name\":\" deploy\""},
           Case{1, "\"name\":\"deploy\"", "\"name\":\"deploy \""},
           Case{1, "\"name\":\"deploy\"", "\"name\":\"de\\nploy\""},
           Case{1, "\"repo:read\"", "\"repo:Read\""},
           Case{1, "\"repo:read\"", "\"ledger:*\""},
           Case{1, "\"repo:read\"", "\"repo:read\",\"repo:read\""},
           Case{1, "sha-256", "sha-512"},
           Case{1, "\"digest\":\"01", "\"digest\":\"0"},
           Case{1, "\"hint\":\"x4Qz\"", "\"hint\":\"x4Q\""},
           Case{1, "\"hint\":\"x4Qz\"", "\"hint\":\"x4Qz1\""},
           Case{1, "\"hint\":\"x4Qz\"", "\"hint\":\"x4Q-\""},
           Case{2, "\"reliedon\":\"", "\"reliedon\":\" "},
           Case{2, "owner/alice@0\"", "owner/alice@0 \""},
           Case{2, "owner/alice@0", "owner/alice@00"},
           Case{2, "owner/alice@0", "owner/alice@-1"},
           Case{2, "owner/alice@0", "owner/alice@"},
           Case{2, "owner/alice@0", "owner/alice"},
           Case{2, "owner/alice@0", "alice@0"},
           Case{2, "owner/alice@0", "owner/al/ice@0"},
           Case{2, "owner/alice@0", "owner/alice@18446744073709551616"},
           Case{2, "owner/alice@0", "owner/a@0 owner/b@0 owner/c@0 owner/d@0"},
           Case{9, "\"subject\":\"alice\"", "\"subject\":\"al/ice\""},
           Case{12, "\"type\":", "\"subject\":\"alice\",\"type\":"},
           Case{12, "\"through\":\"2026-11-24T06:00:00.000Z", "\"through\":\"2026-11-24T06:00:00Z"},
           Case{13, "\"threshold_s\":604800", "\"threshold_s\":0"},
           Case{13, "\"threshold_s\":604800", "\"threshold_s\":316224001"},
           Case{13, "\"threshold_s\":604800", "\"threshold_s\":-1"},
           Case{13, "\"threshold_s\":604800", "\"threshold_s\":604800.0"},
           Case{14, "\"subject\":\"tok_0", "\"subject\":\"tok_8"},
       }) {
    const auto changed = with(std::string(goldens[golden].value), from, to);
    EXPECT_TRUE(is<MalformedRecord>(changed)) << changed;
  }
}

TEST(MalformedRecord, IsNoJson) {
  const std::string good(golden_events()[1].value);
  EXPECT_TRUE(is<token::Event>(good));
  EXPECT_TRUE(is<token::Event>(" " + good + "\n"));
  for (const auto& value :
       {std::string(), std::string("null"), std::string("[]"), std::string("\"x\""),
        std::string("{}"), good + "x", good + good, good + std::string(1, '\0'),
        "\xef\xbb\xbf" + good.substr(1), good.substr(0, good.size() - 1), std::string("\0\0", 2),
        with(good, "deploy", "de\xffploy"), with(good, "deploy", "de\xc3"),
        with(good, "deploy", "\\ud800"), with(good, "deploy", "de\nploy")}) {
    EXPECT_TRUE(is<MalformedRecord>(value)) << value;
  }
}

TEST(MalformedRecord, IsTruncatedAnywhere) {
  for (const auto& golden : golden_events()) {
    for (std::size_t size = 0; size < golden.value.size(); ++size) {
      EXPECT_TRUE(is<MalformedRecord>(golden.value.substr(0, size)));
    }
  }
}

TEST(MalformedRecord, NestsTooDeep) {
  const std::string good(golden_events()[1].value);
  for (const std::size_t depth : {10u, 1000u, 8000u}) {
    const auto nest = std::string(depth, '[') + std::string(depth, ']');
    EXPECT_TRUE(is<MalformedRecord>(nest));
    EXPECT_TRUE(is<MalformedRecord>(with(good, "{\"spec", "{\"x\":" + nest + ",\"spec")));
  }
}

TEST(MalformedRecord, IsLargerThanARecordMayBe) {
  std::string value(golden_events()[1].value);
  value.resize(record_bytes_max, ' ');
  EXPECT_TRUE(is<token::Event>(value));
  value += ' ';
  EXPECT_TRUE(is<MalformedRecord>(value));
}

TEST(MalformedRecord, SaysWhatIsWrong) {
  const auto decoded =
      decode(with(std::string(golden_events()[1].value), "\"hint\"", "\"hind\""), ledger_id);
  const auto* malformed = std::get_if<MalformedRecord>(&decoded);
  ASSERT_NE(malformed, nullptr);
  EXPECT_EQ(malformed->reason, "member \"hint\" is missing");
}

TEST(Envelope, TakesExtensionAttributesItDoesNotKnow) {
  const auto golden = golden_events()[1];
  const auto more = with(std::string(golden.value), "{\"spec", "{\"traceparent\":\"00-1\",\"spec");
  const auto decoded = decode(more, ledger_id);
  ASSERT_TRUE(std::holds_alternative<token::Event>(decoded));
  EXPECT_EQ(std::get<token::Event>(decoded), golden.event);
}

TEST(ForeignRecord, HasAnotherSourceOrAnotherKindOfType) {
  for (const auto& golden : golden_events()) {
    const std::string value(golden.value);
    EXPECT_TRUE(is<ForeignRecord>(with(value, "urn:tokenledger:00", "urn:tokenledger:01")));
    EXPECT_TRUE(is<ForeignRecord>(with(value, "urn:tokenledger:00", "https://example.org/00")));
    EXPECT_TRUE(is<ForeignRecord>(with(value, "\"type\":\"tokenledger.", "\"type\":\"other.")));
  }
}

TEST(UnknownRecord, IsOursInATypeOrVersionOfLater) {
  for (const auto& golden : golden_events()) {
    const std::string value(golden.value);
    const auto later = with(value, ".v1\"", ".v2\"");
    const auto decoded = decode(later, ledger_id);
    const auto* unknown = std::get_if<UnknownRecord>(&decoded);
    ASSERT_NE(unknown, nullptr) << later;
    EXPECT_TRUE(unknown->type.ends_with(".v2"));
    EXPECT_TRUE(
        is<UnknownRecord>(with(value, "\"type\":\"tokenledger.", "\"type\":\"tokenledger.x")));
    EXPECT_TRUE(
        is<UnknownRecord>(with(value, "\"specversion\":\"1.0\"", "\"specversion\":\"2.0\"")));
  }
}

TEST(UnknownRecord, IsSoWhateverItsDataAre) {
  const auto later = with(std::string(golden_events()[8].value), ".v1\"", ".v2\"");
  EXPECT_TRUE(
      is<UnknownRecord>(with(later, "\"data\":{\"owner\":\"alice\"}", "\"data\":[{\"new\":[1]}]")));
}

}  // namespace
}  // namespace ledger::log
