// If-Match and If-None-Match as they come: lists, lines, `*`, and where none is taken.

#include <gmock/gmock.h>

#include "services/http/conditions.hpp"

namespace ledger::http {
namespace {

using boost::beast::http::verb;
using testing::ElementsAre;
using testing::IsEmpty;

/// A request with these fields, whatever holds them.
class HttpConditions : public testing::Test {
 protected:
  using Fields = std::vector<HeaderField>;
  static Request request(const Fields& fields, verb method = verb::get) {
    Request made;
    made.method = method;
    for (const auto& field : fields) made.header_fields.push_back(field);
    return made;
  }
  static std::optional<TagList> tags(const Fields& fields) {
    auto read = read_tags(request(fields), "If-Match");
    auto* list = std::get_if<std::optional<TagList>>(&read);
    return list ? std::move(*list) : TagList{};
  }
  static bool malformed(const Fields& fields) {
    return std::holds_alternative<Problem>(read_tags(request(fields), "If-Match"));
  }
  static std::string refusal(const Fields& fields, Conditions taken, verb method = verb::get) {
    const auto problem = conditions_problem(request(fields, method), taken);
    return problem ? problem->type : "";
  }
};

TEST_F(HttpConditions, AreOneListOverAllLines) {
  EXPECT_FALSE(tags({{"If-None-Match", "\"1\""}}));
  EXPECT_THAT(tags({{"if-match", "\"1\""}})->tags, ElementsAre("\"1\""));
  EXPECT_THAT(tags({{"If-Match", "\"1\" ,\tW/\"a,b\",, \"\""}})->tags,
              ElementsAre("\"1\"", "W/\"a,b\"", "\"\""));
  EXPECT_THAT(tags({{"If-Match", "\"1\""}, {"A", "b"}, {"IF-MATCH", "\"2\""}})->tags,
              ElementsAre("\"1\"", "\"2\""));
  EXPECT_TRUE(tags({{"If-Match", "*"}})->any);
  EXPECT_THAT(tags({{"If-Match", "*"}})->tags, IsEmpty());
}

TEST_F(HttpConditions, AreEntityTagsOrAStarAlone) {
  for (const auto* text : {"", ",", "1", "\"1", "1\"", "\"1\" \"2\"", "\"1\";", "w/\"1\"", "W/1",
                           "W/", "\"a b\"", "*, \"1\"", "\"1\", *", "**"}) {
    EXPECT_TRUE(malformed({{"If-Match", text}})) << text;
  }
  EXPECT_TRUE(malformed({{"If-Match", "*"}, {"If-Match", "*"}}));
  EXPECT_TRUE(malformed({{"If-Match", "\"1\""}, {"If-Match", "*"}}));
  EXPECT_TRUE(malformed({{"If-Match", "*"}, {"If-Match", "\"1\""}}));
}

TEST_F(HttpConditions, AreComparedWeaklyWhereThatIsAsked) {
  const auto list = *tags({{"If-Match", "W/\"1\", \"2\""}});
  EXPECT_TRUE(matches_weakly(list, "\"1\""));
  EXPECT_TRUE(matches_weakly(list, "\"2\""));
  EXPECT_FALSE(matches_weakly(list, "\"3\""));
  EXPECT_FALSE(matches_weakly(list, "\"02\""));
  EXPECT_TRUE(matches_weakly(*tags({{"If-Match", "*"}}), "\"3\""));
}

TEST_F(HttpConditions, AreRefusedByNameWhereNobodyHoldsThem) {
  const Fields match{{"If-Match", "\"1\""}};
  const Fields none_match{{"If-None-Match", "*"}};
  const Fields unmodified{{"If-Unmodified-Since", "Fri, 27 Nov 2026 16:00:00 GMT"}};
  const Fields modified{{"If-Modified-Since", "Fri, 27 Nov 2026 16:00:00 GMT"}};
  EXPECT_EQ(refusal(match, Conditions::none), "invalid-if-match");
  EXPECT_EQ(refusal(match, Conditions::read), "");
  EXPECT_EQ(refusal(match, Conditions::change, verb::patch), "");
  EXPECT_EQ(refusal(none_match, Conditions::none), "invalid-if-none-match");
  EXPECT_EQ(refusal(none_match, Conditions::read), "");
  EXPECT_EQ(refusal(none_match, Conditions::change, verb::patch), "invalid-if-none-match");
  EXPECT_EQ(refusal({{"If-None-Match", "1"}}, Conditions::read), "invalid-if-none-match");
  EXPECT_EQ(refusal(unmodified, Conditions::change, verb::delete_), "invalid-if-unmodified-since");
  EXPECT_EQ(refusal(unmodified, Conditions::none, verb::post), "invalid-if-unmodified-since");
  EXPECT_EQ(refusal(unmodified, Conditions::read), "");
  EXPECT_EQ(refusal(modified, Conditions::read), "");
}

}  // namespace
}  // namespace ledger::http
