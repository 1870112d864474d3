#include <gtest/gtest.h>

#include "events/token/name.hpp"

namespace ledger::token {
namespace {

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

constexpr std::string_view two_bytes = "\xc3\xa4";           // ä
constexpr std::string_view three_bytes = "\xe2\x82\xac";     // €
constexpr std::string_view four_bytes = "\xf0\x9f\x94\x91";  // key

TEST(TokenName, HasAtMost100CodePointsHoweverManyBytes) {
  for (const std::string_view point : {std::string_view("x"), two_bytes, three_bytes, four_bytes}) {
    EXPECT_EQ(parse_name(repeated(point, 100)), repeated(point, 100));
    EXPECT_FALSE(parse_name(repeated(point, 101)));
  }
}

TEST(TokenName, IsTrimmedAndCountedAfterwards) {
  EXPECT_EQ(parse_name("  deploy  "), "deploy");
  EXPECT_EQ(parse_name("a b  c"), "a b  c");
  EXPECT_EQ(parse_name("\xc2\xa0"
                       "deploy"
                       "\xe3\x80\x80"),
            "deploy");
  const auto longest = std::string(50, ' ') + std::string(100, 'x') + std::string(50, ' ');
  EXPECT_EQ(parse_name(longest), std::string(100, 'x'));
  EXPECT_FALSE(parse_name("x" + std::string(99, ' ') + "x"));
  EXPECT_TRUE(parse_name("x" + std::string(98, ' ') + "x"));
}

TEST(TokenName, IsNotEmpty) {
  for (const std::string_view text : {"", " ", "    ", "\xc2\xa0", "\xe2\x80\x83 "}) {
    EXPECT_FALSE(parse_name(text)) << text;
  }
}

TEST(TokenName, HasNoControlCharactersNotEvenAtItsEnds) {
  for (unsigned point = 0; point < 0x20; ++point) {
    const std::string control(1, static_cast<char>(point));
    EXPECT_FALSE(parse_name("a" + control + "b")) << point;
    EXPECT_FALSE(parse_name(control + "b")) << point;
    EXPECT_FALSE(parse_name("a" + control)) << point;
  }
  EXPECT_FALSE(parse_name("a\x7f"));
  EXPECT_FALSE(parse_name("a\xc2\x80"));
  EXPECT_FALSE(parse_name("a\xc2\x9f"));
  EXPECT_TRUE(parse_name("a\xc2\xa1"));
}

TEST(TokenName, IsValidUtf8) {
  for (const std::string_view text : {
           "\x80",
           "\xbf",
           "\xc0\x80",
           "\xc1\xbf",
           "\xc3",
           "\xc3(",
           "\xe2\x82",
           "\xe2(\xac",
           "\xe2\x82(",
           "\xe0\x80\x80",
           "\xe0\x9f\xbf",
           "\xed\xa0\x80",
           "\xed\xbf\xbf",
           "\xf0\x80\x80\x80",
           "\xf0\x8f\xbf\xbf",
           "\xf0\x9f\x94",
           "\xf4\x90\x80\x80",
           "\xf5\x80\x80\x80",
           "\xf8\x88\x80\x80\x80",
           "\xff",
           "\xfe",
       }) {
    EXPECT_FALSE(parse_name("a" + std::string(text)));
    EXPECT_FALSE(parse_name(std::string(text) + "a"));
  }
  for (const std::string_view text : {"\xc2\xa1", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
                                      "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_EQ(parse_name(text), text);
  }
}

TEST(TokenName, MegabyteIsRefused) { EXPECT_FALSE(parse_name(std::string(1 << 20, 'x'))); }

}  // namespace
}  // namespace ledger::token
