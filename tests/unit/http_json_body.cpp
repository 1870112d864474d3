#include <gmock/gmock.h>

#include "services/http/json_body.hpp"

namespace ledger::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

JsonBody body_of(std::string_view text) {
  Problem problem;
  auto body = JsonBody::read(text, problem);
  EXPECT_TRUE(body) << text << ": " << problem.detail;
  return std::move(body).value();
}

std::string refusal_of(std::string_view text) {
  Problem problem;
  if (JsonBody::read(text, problem)) return "";
  EXPECT_EQ(problem.status, 400u);
  EXPECT_EQ(problem.type, "malformed-json");
  return problem.detail;
}

std::vector<std::string> pointers(const JsonBody& body) {
  std::vector<std::string> found;
  for (const auto& error : body.problem().errors) found.push_back(error.pointer);
  return found;
}

std::string nested(std::size_t depth) {
  return "{\"a\":" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
}

TEST(HttpJsonBody, RefusesWhatIsNotOneStrictObject) {
  EXPECT_THAT(refusal_of(""), HasSubstr("empty"));
  EXPECT_THAT(refusal_of("  "), HasSubstr("send"));
  EXPECT_THAT(refusal_of("\xEF\xBB\xBF{}"), HasSubstr("byte order mark"));
  EXPECT_THAT(refusal_of("{\"a\":\"\xff\"}"), HasSubstr("UTF-8"));
  EXPECT_THAT(refusal_of("[]"), HasSubstr("not an object"));
  EXPECT_THAT(refusal_of("\"a\""), HasSubstr("not an object"));
  EXPECT_THAT(refusal_of("{\"a\":1e999}"), HasSubstr("number"));
  for (const char* bad :
       {"{} {}", "{}x", "{", "{\"a\":1,}", "{'a':1}", "{a:1}", "{\"a\":01}", "{\"a\":NaN}",
        "{\"a\":\"\n\"}", "{\"a\":\"\\ud800\"}", "{\"a\":tru}", "{\"a\" 1}", "// c\n{}"}) {
    EXPECT_NE(refusal_of(bad), "") << bad;
  }
}

TEST(HttpJsonBody, RefusesANulBehindTheObject) {
  EXPECT_NE(refusal_of(std::string_view("{}\0", 3)), "");
}

TEST(HttpJsonBody, RefusesANameThatStandsTwiceAtAnyLevel) {
  EXPECT_THAT(refusal_of(R"({"a":1,"b":2,"a":1})"), HasSubstr("\"a\""));
  EXPECT_THAT(refusal_of(R"({"a":1,"\u0061":2})"), HasSubstr("twice"));
  EXPECT_THAT(refusal_of(R"({"a":[{"b":{"c":1,"c":2}}]})"), HasSubstr("\"c\""));
  EXPECT_EQ(refusal_of(R"({"a":{"a":1},"b":[{"a":1},{"a":1}]})"), "");
}

TEST(HttpJsonBody, IsAtMost16Deep) {
  EXPECT_EQ(refusal_of(nested(16)), "");
  EXPECT_THAT(refusal_of(nested(17)), HasSubstr("deep"));
  EXPECT_THAT(refusal_of(nested(5'000)), HasSubstr("deep"));
}

TEST(HttpJsonBody, ManyMembersAreCheckedWithoutDelay) {
  std::string text = "{";
  for (int i = 0; i < 100'000; ++i) text += "\"" + std::to_string(i) + "\":0,";
  EXPECT_EQ(refusal_of(text + "\"x\":0}"), "");
  EXPECT_THAT(refusal_of(text + "\"5\":0}"), HasSubstr("\"5\""));
}

TEST(HttpJsonBody, GivesTypedMembers) {
  const auto body = body_of(
      R"({"t":"a\u00e4","n":18446744073709551615,"r":30.0,"e":3e1,"b":true,"z":null,
          "l":["x","y"],"o":[{"k":"v"}]})");
  const JsonObject root = body.root();
  EXPECT_EQ(root.text("t"), "a\xc3\xa4");
  EXPECT_EQ(root.number("n"), 18446744073709551615u);
  EXPECT_EQ(root.number("r"), 30u);
  EXPECT_EQ(root.number("e"), 30u);
  EXPECT_EQ(root.boolean("b"), true);
  EXPECT_TRUE(root.is_null("z"));
  EXPECT_FALSE(root.is_null("t"));
  EXPECT_THAT(root.texts("l").value(), ElementsAre("x", "y"));
  EXPECT_EQ(root.objects("o").value().at(0).text("k"), "v");
  EXPECT_EQ(root.text("absent"), std::nullopt);
  EXPECT_FALSE(body.has_errors());
}

TEST(HttpJsonBody, CollectsWrongTypesWithTheirPointers) {
  const auto body = body_of(
      R"({"t":1,"n":-1,"r":1.5,"b":0,"z":null,"l":["x",2,null],"m":{},"o":[{},3],"big":1e20})");
  const JsonObject root = body.root();
  EXPECT_FALSE(root.text("t"));
  EXPECT_FALSE(root.number("n"));
  EXPECT_FALSE(root.number("r"));
  EXPECT_FALSE(root.boolean("b"));
  EXPECT_FALSE(root.text("z"));
  EXPECT_FALSE(root.texts("l"));
  EXPECT_FALSE(root.texts("m"));
  EXPECT_FALSE(root.objects("o"));
  EXPECT_FALSE(root.number("big"));
  EXPECT_FALSE(root.require("none"));
  EXPECT_THAT(pointers(body), ElementsAre("/t", "/n", "/r", "/b", "/z", "/l/1", "/l/2", "/m",
                                          "/o/1", "/big", "/none"));
  EXPECT_EQ(body.problem().type, "invalid-body");
}

TEST(HttpJsonBody, NamesUnknownMembersAndEscapesPointers) {
  const auto body = body_of(R"({"name":"a","na/me~":1,"o":[{"x":1}]})");
  body.root().allow_only({"name", "o"});
  body.root().objects("o").value().at(0).allow_only({});
  EXPECT_THAT(pointers(body), ElementsAre("/na~1me~0", "/o/0/x"));
  EXPECT_THAT(body.problem().errors.front().detail, HasSubstr("name, o"));
}

TEST(HttpJsonBody, ListsTheFirst32ErrorsAndSaysSo) {
  std::string numbers;
  for (int i = 0; i < 32; ++i) numbers += (i == 0 ? "" : ",") + std::to_string(i);
  const auto as_many = body_of("{\"l\":[" + numbers + "]}");
  EXPECT_FALSE(as_many.root().texts("l"));
  EXPECT_EQ(pointers(as_many).size(), 32U);
  EXPECT_THAT(as_many.problem().detail, Not(HasSubstr("first")));
  const auto more = body_of("{\"l\":[" + numbers + ",32],\"x\":1}");
  EXPECT_FALSE(more.root().texts("l"));
  more.root().allow_only({"l"});
  EXPECT_EQ(pointers(more).size(), 32U);
  EXPECT_EQ(pointers(more).back(), "/l/31");
  EXPECT_THAT(more.problem().detail, HasSubstr("These are the first 32."));
}

TEST(HttpJsonBody, CutsALongPointerBehindAWholeCharacter) {
  const auto error_of = [](const std::string& name) {
    const auto body = body_of("{\"" + name + "\":1}");
    body.root().allow_only({});
    return pointers(body).at(0);
  };
  EXPECT_EQ(error_of(std::string(255, 'n')), '/' + std::string(255, 'n'));
  EXPECT_EQ(error_of(std::string(256, 'n')), '/' + std::string(255, 'n') + "…");
  EXPECT_EQ(error_of(std::string(254, 'n') + "ä"), '/' + std::string(254, 'n') + "…");
}

TEST(HttpJsonBody, OutlivesTheNextOneAndAMove) {
  auto first = body_of(R"({"a":"first text that is longer than any small buffer"})");
  const auto text = first.root().text("a");
  const JsonBody moved = std::move(first);
  const auto second = body_of(R"({"a":"second text"})");
  EXPECT_EQ(text, "first text that is longer than any small buffer");
  moved.root().refuse("a", "No.");
  EXPECT_TRUE(moved.has_errors());
  EXPECT_FALSE(second.has_errors());
}

TEST(HttpJsonCanonical, EqualValuesHaveOneText) {
  const std::string text = body_of(R"({"b":[1,-0.5,"x\n"],"a":{"d":null,"c":true}})").canonical();
  EXPECT_EQ(text, R"({"a":{"c":true,"d":null},"b":[1,-0.5,"x\u000a"]})");
  EXPECT_EQ(body_of(R"( { "a" : { "c":true , "\u0064":null } ,
      "b" : [ 1.0, -5e-1, "\u0078\u000A" ] } )")
                .canonical(),
            text);
}

TEST(HttpJsonCanonical, NumbersCountByValue) {
  const auto canonical = [](const std::string& number) {
    return body_of("{\"n\":" + number + "}").canonical();
  };
  EXPECT_EQ(canonical("1e0"), canonical("1"));
  EXPECT_EQ(canonical("-0.0"), canonical("0"));
  EXPECT_EQ(canonical("-0"), canonical("0"));
  EXPECT_EQ(canonical("1e18"), canonical("1000000000000000000"));
  EXPECT_EQ(canonical("1e19"), canonical("10000000000000000000"));
  EXPECT_EQ(canonical("1.50"), canonical("15e-1"));
  EXPECT_NE(canonical("9007199254740993"), canonical("9007199254740992"));
  EXPECT_NE(canonical("1"), canonical("\"1\""));
}

}  // namespace
}  // namespace ledger::http
