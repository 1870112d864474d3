#include <limits>

#include <gtest/gtest.h>

#include "events/log/json_writer.hpp"

namespace ledger::log {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_json_text(out, text);
  return out;
}

TEST(JsonWriter, EscapesWhatMustNotStandInAString) {
  EXPECT_EQ(quoted(""), R"("")");
  EXPECT_EQ(quoted("a\"b\\c/d"), R"("a\"b\\c/d")");
  EXPECT_EQ(quoted("\n\t\x1f"), R"("\u000a\u0009\u001f")");
  EXPECT_EQ(quoted(std::string_view("a\0b", 3)), R"("a\u0000b")");
  EXPECT_EQ(quoted("\x7f\xc3\xa4\xf0\x9f\x94\x91"), "\"\x7f\xc3\xa4\xf0\x9f\x94\x91\"");
}

TEST(JsonWriter, PutsCommasBetweenAndNowhereElse) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.key("a").number(1).key("b").begin_array().text("x").text("y");
  json.begin_array().end_array().begin_object().end_object().end_array();
  json.key("c").begin_object().key("d").null().end_object();
  json.key("e").boolean(true).key("f").boolean(false).key("g").raw("[1]");
  json.end_object();
  EXPECT_EQ(out, R"({"a":1,"b":["x","y",[],{}],"c":{"d":null},"e":true,"f":false,"g":[1]})");
}

TEST(JsonWriter, WritesEveryNumber) {
  std::string out;
  JsonWriter json(out);
  json.begin_array().number(0).number(std::numeric_limits<std::uint64_t>::max()).end_array();
  EXPECT_EQ(out, "[0,18446744073709551615]");
}

TEST(JsonWriter, AppendsToWhatIsThere) {
  std::string out = "data: ";
  JsonWriter(out).begin_object().key("k\"").text("v").end_object();
  EXPECT_EQ(out, R"(data: {"k\"":"v"})");
}

}  // namespace
}  // namespace ledger::log
