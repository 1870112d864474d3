// The sections [door] and [[door.scopes]] of the settings file.

#include <fstream>

#include <gmock/gmock.h>

#include "tests/support/loaded_settings.hpp"

namespace ledger::runtime {
namespace {

using support::settings_refusal;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

DoorSettings load(const std::string& text) { return support::loaded_settings(text).door; }

TEST(DoorSettings, HaveDefaults) {
  for (const auto* text : {"", "[door]\n"}) {
    const auto door = load(text);
    EXPECT_EQ(door.header_bytes_max, 65'536U);
    EXPECT_EQ(door.header_fields_max, 256U);
    EXPECT_FALSE(door.freshness_headers);
    EXPECT_THAT(door.rules, IsEmpty());
  }
}

TEST(DoorSettings, TakeEachNumberWithinItsBoundsAlone) {
  struct Bound {
    const char* name;
    int min;
    int max;
  };
  for (const auto& [name, min, max] :
       {Bound{"header_bytes_max", 1024, 1 << 20}, Bound{"header_fields_max", 16, 4096}}) {
    const auto set = [name = name](int value) {
      return "[door]\n" + std::string(name) + " = " + std::to_string(value) + "\n";
    };
    for (const auto value : {min, max}) EXPECT_EQ(settings_refusal(set(value)), "") << name;
    for (const auto value : {min - 1, max + 1}) {
      EXPECT_THAT(settings_refusal(set(value)),
                  HasSubstr("line 2: door." + std::string(name) + " must lie between " +
                            std::to_string(min) + " and " + std::to_string(max)));
    }
  }
  EXPECT_TRUE(load("[door]\nfreshness_headers = true\n").freshness_headers);
  EXPECT_THAT(settings_refusal("[door]\nfreshness_headers = 1\n"),
              HasSubstr("must be true or false"));
  EXPECT_THAT(settings_refusal("[door]\nheader = 1\n"),
              HasSubstr("line 2: unknown setting door.header"));
}

TEST(DoorSettings, KeepRulesInTheOrderOfTheFile) {
  const auto rules = load(R"(
[[door.scopes]]
methods = ["GET", "M-SEARCH"]
path = "/repos"
scopes = ["repo:read", "pkg:*"]
[[door.scopes]]
path = "/"
scopes = []
)")
                         .rules;
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_THAT(rules[0].methods, ElementsAre("GET", "M-SEARCH"));
  EXPECT_EQ(rules[0].path, "/repos");
  EXPECT_EQ(rules[0].scopes, "repo:read pkg:*");
  EXPECT_THAT(rules[1].methods, IsEmpty());
  EXPECT_EQ(rules[1].path, "/");
  EXPECT_EQ(rules[1].scopes, "");
}

TEST(DoorSettings, RefuseRulesThatWouldFitNothingOrTooMuch) {
  const auto rule = [](const std::string& lines) { return "[[door.scopes]]\n" + lines; };
  const auto with_path = [&](const std::string& path) {
    return settings_refusal(rule("path = '" + path + "'\nscopes = []\n"));
  };
  for (const auto* path : {"/", "/a", "/a/b", "/caf\xc3\xa9", "/a b", "/..."}) {
    EXPECT_EQ(with_path(path), "") << path;
  }
  for (const auto* path :
       {"", "a", "/a/", "//", "/a//b", "/a/../b", "/./a", "/a%20b", "/a;b", "\\", "/a\\b", "*"}) {
    EXPECT_THAT(with_path(path), HasSubstr("line 2: door.scopes.path must be a path")) << path;
  }
  EXPECT_EQ(with_path("/" + std::string(1023, 'x')), "");
  EXPECT_NE(with_path("/" + std::string(1024, 'x')), "");
  EXPECT_THAT(settings_refusal(rule("scopes = []\n")), HasSubstr("door.scopes.path is missing"));
  EXPECT_THAT(settings_refusal(rule("path = \"/\"\n")), HasSubstr("door.scopes.scopes is missing"));
  const std::string path = "path = \"/\"\n";
  for (const auto* scopes : {"\"repo:read\"", "[\"Repo\"]", "[\"\"]", "[\"a b\"]", "[1]"}) {
    EXPECT_THAT(settings_refusal(rule(path + "scopes = " + scopes + "\n")),
                HasSubstr("line 3: door.scopes.scopes must be"));
  }
  const std::string good = path + "scopes = []\n";
  for (const auto* methods : {"\"GET\"", "[\"get\"]", "[\"\"]", "[\"G T\"]", "[1]"}) {
    EXPECT_THAT(settings_refusal(rule(good + "methods = " + methods + "\n")),
                HasSubstr("line 4: door.scopes.methods must be"));
  }
  EXPECT_THAT(settings_refusal(rule(good + "methods = []\n")),
              HasSubstr("door.scopes.methods is empty"));
  EXPECT_THAT(settings_refusal(rule(good + "method = [\"GET\"]\n")),
              HasSubstr("unknown setting door.scopes.method; [[door.scopes]] has methods, path"));
  EXPECT_THAT(settings_refusal("[door]\nscopes = 1\n"), HasSubstr("door.scopes must be"));
  EXPECT_THAT(settings_refusal("[door]\nscopes = [1]\n"),
              HasSubstr("door.scopes must be sections"));
}

TEST(DoorSettings, HaveALimitOnEveryList) {
  std::string rules;
  for (int i = 0; i < 1000; ++i) rules += "[[door.scopes]]\npath = \"/\"\nscopes = []\n";
  EXPECT_EQ(settings_refusal(rules), "");
  EXPECT_THAT(settings_refusal(rules + "[[door.scopes]]\npath = \"/\"\nscopes = []\n"),
              HasSubstr("at most 1000"));
  const auto list = [](int count, const std::string& element) {
    std::string text = "[";
    for (int i = 0; i < count; ++i) text += "\"" + element + "\",";
    return text + "]";
  };
  const auto with = [&](int scopes, int methods) {
    return settings_refusal("[[door.scopes]]\npath = \"/\"\nscopes = " + list(scopes, "a") +
                            "\nmethods = " + list(methods, "GET") + "\n");
  };
  EXPECT_EQ(with(50, 32), "");
  EXPECT_THAT(with(51, 1), HasSubstr("at most 50 scopes"));
  EXPECT_THAT(with(1, 33), HasSubstr("at most 32 methods"));
}

}  // namespace
}  // namespace ledger::runtime
