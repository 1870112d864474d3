#include <gmock/gmock.h>

#include "services/http/url.hpp"

namespace ledger::http {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(HttpPercentDecode, DecodesBothCasesAndLeavesPlusAlone) {
  std::string out = "old";
  ASSERT_TRUE(percent_decode("a%2Fb%2fc+%00", out));
  EXPECT_EQ(out, std::string("a/b/c+\0", 7));
}

TEST(HttpPercentDecode, FailsOnAnIncompleteOrWrongEscape) {
  std::string out;
  for (const char* bad : {"%", "a%2", "%g0", "%0g", "%%41", "%-1"}) {
    EXPECT_FALSE(percent_decode(bad, out)) << bad;
  }
}

TEST(HttpNormalPath, LeavesEscapesOfWhatNeedsThemAlone) {
  std::string buffer;
  EXPECT_EQ(normal_path("/v1/%74okens/%7E%2d%2E%5F%30", buffer), "/v1/tokens/~-._0");
  for (const auto* path :
       {"/v1/tokens", "/a%2Fb", "/a%2fb", "/%25", "/%", "/%4", "/%zz", "/%c3%a4"}) {
    EXPECT_EQ(normal_path(path, buffer), path);
  }
  EXPECT_EQ(normal_path("/%2541", buffer), "/%2541");
}

TEST(HttpQuery, KeepsOrderRepetitionAndEmptyValues) {
  const auto parameters = parse_query("scope=a%20b&scope=c+d&&flag&empty=&x=1=2");
  ASSERT_TRUE(parameters);
  EXPECT_THAT(*parameters, ElementsAre(Pair("scope", "a b"), Pair("scope", "c d"), Pair("flag", ""),
                                       Pair("empty", ""), Pair("x", "1=2")));
}

TEST(HttpQuery, OfNothingIsEmpty) {
  EXPECT_EQ(parse_query(""), QueryParameters{});
  EXPECT_EQ(parse_query("&&"), QueryParameters{});
}

TEST(HttpQuery, FailsOnABadEscapeInNameOrValue) {
  EXPECT_FALSE(parse_query("a=%zz"));
  EXPECT_FALSE(parse_query("%z=a"));
  EXPECT_FALSE(parse_query("a=1&b=%"));
}

}  // namespace
}  // namespace ledger::http
