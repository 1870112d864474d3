// Which characters may stand in a name, and what is the same name to who searches.

#include <gtest/gtest.h>

#include "events/token/name.hpp"
#include "events/token/unicode.hpp"

namespace ledger::token {
namespace {

bool taken(std::u8string_view name) {
  const std::string utf8(name.begin(), name.end());
  return parse_new_name(utf8) == utf8;
}

std::string folded(std::u8string_view text) {
  return case_folded(std::string(text.begin(), text.end()));
}

TEST(NewName, IsAnyTextThatIsSeen) {
  for (const std::u8string_view name :
       {u8"deploy", u8"größer", u8"e\u0301", u8"日本語", u8"עברית", u8"عربي", u8"a b", u8"🔑",
        u8"\u0600\u0661", u8"\ue000", u8"\u2764", u8"\U0001F1E9\U0001F1EA"}) {
    EXPECT_TRUE(taken(name)) << std::string(name.begin(), name.end());
  }
}

TEST(NewName, HasNoSeparatorsAndNothingThatReordersOrHides) {
  for (const std::u8string_view hidden :
       {u8"\u2028",     u8"\u2029",     u8"\u061c",     u8"\u200e",    u8"\u200f", u8"\u202a",
        u8"\u202b",     u8"\u202c",     u8"\u202d",     u8"\u202e",    u8"\u2066", u8"\u2067",
        u8"\u2068",     u8"\u2069",     u8"\u00ad",     u8"\u034f",    u8"\u115f", u8"\u1160",
        u8"\u17b4",     u8"\u180e",     u8"\u200b",     u8"\u2060",    u8"\u2065", u8"\u206a",
        u8"\u3164",     u8"\ufeff",     u8"\uffa0",     u8"\ufff0",    u8"\ufff9", u8"\ufffb",
        u8"\U0001d173", u8"\U000e0001", u8"\U000e0067", u8"\U000e0fff"}) {
    const std::u8string name = u8"a" + std::u8string(hidden) + u8"b";
    EXPECT_FALSE(taken(name)) << std::hex << static_cast<unsigned>(hidden.back());
    // What an event holds was taken before there was this rule.
    const std::string old(name.begin(), name.end());
    EXPECT_EQ(parse_name(old), old);
  }
}

TEST(NewName, HasJoinersAndVariationSelectorsWhereTheyJoinAndSelect) {
  EXPECT_TRUE(taken(u8"\u2764\ufe0f"));
  EXPECT_TRUE(taken(u8"\u2764\ufe0f\u200d\U0001F525"));
  EXPECT_TRUE(taken(u8"\u0915\u094d\u200d\u0937"));
  EXPECT_TRUE(taken(u8"\u0645\u06cc\u200c\u062e"));
  EXPECT_TRUE(taken(u8"\u845b\U000e0100"));
  for (const std::u8string_view name :
       {u8"\u200d", u8"a\u200d", u8"\u200da", u8"a\u200d\u200db", u8"a \u200db", u8"a\u200c b",
        u8"\ufe0f", u8"\ufe0fa", u8"a \ufe0f", u8"a\ufe0f\ufe0f", u8"a\u200d\ufe0f",
        u8" \ufe0f\u200db"}) {
    EXPECT_FALSE(taken(name)) << std::string(name.begin(), name.end());
  }
}

TEST(NewName, HasSomethingToSee) {
  for (const std::u8string_view name :
       {u8"\u2800", u8"\u2800\u2800", u8"\u0301", u8"\u200b", u8""}) {
    EXPECT_FALSE(taken(name)) << std::string(name.begin(), name.end());
  }
  EXPECT_TRUE(taken(u8"a\u2800b"));
}

TEST(CaseFolded, IsTheSameForEveryCaseAndComposition) {
  EXPECT_EQ(folded(u8"DePloy-1"), "deploy-1");
  EXPECT_EQ(folded(u8"GRÖSSE"), folded(u8"größe"));
  EXPECT_EQ(folded(u8"E\u0301"), folded(u8"\u00e9"));
  EXPECT_EQ(folded(u8"ΣΑΣ"), folded(u8"σας"));
  EXPECT_NE(folded(u8"e"), folded(u8"é"));
  EXPECT_EQ(case_folded("\xff"), "");
}

}  // namespace
}  // namespace ledger::token
