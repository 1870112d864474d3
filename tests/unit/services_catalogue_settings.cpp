// The sections [[catalogue]] of the settings file.

#include <gmock/gmock.h>

#include "tests/support/loaded_settings.hpp"

namespace ledger::runtime {
namespace {

using support::settings_refusal;
using testing::HasSubstr;

std::string entry(const std::string& lines) { return "[[catalogue]]\n" + lines; }

std::string scope_named(const std::string& scope) {
  return entry("scope = \"" + scope + "\"\ntitle = \"t\"\n");
}

/// `count` times a character of two bytes: limits are of characters.
std::string umlauts(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "\xc3\xa4";
  return text;
}

TEST(CatalogueSettings, AreEmptyByDefaultAndKeepTheOrderOfTheFile) {
  EXPECT_TRUE(support::loaded_settings("").catalogue.empty());
  const auto catalogue = support::loaded_settings(R"(
[[catalogue]]
scope = "wiki:*"
title = "Whole wiki"
[[catalogue]]
group = "Repositories"
description = "Clone and fetch."
scope = "repo:read"
title = "Read repositories"
[[catalogue]]
scope = "ledger:tokens"
title = "Manage tokens"
)")
                             .catalogue;
  ASSERT_EQ(catalogue.size(), 3U);
  EXPECT_EQ(catalogue[0].scope, "wiki:*");
  EXPECT_EQ(catalogue[0].title, "Whole wiki");
  EXPECT_EQ(catalogue[0].description + catalogue[0].group, "");
  EXPECT_EQ(catalogue[1].scope, "repo:read");
  EXPECT_EQ(catalogue[1].title, "Read repositories");
  EXPECT_EQ(catalogue[1].description, "Clone and fetch.");
  EXPECT_EQ(catalogue[1].group, "Repositories");
  EXPECT_EQ(catalogue[2].scope, "ledger:tokens");
}

TEST(CatalogueSettings, RefuseWhatIsNoScopeOrIsThereTwice) {
  for (const auto* scope : {"", "Repo", "repo:", "a b", "ledger:x", "ledger:*", "*:x"}) {
    EXPECT_THAT(settings_refusal(scope_named(scope)),
                HasSubstr("line 2: catalogue.scope must be a scope"))
        << scope;
  }
  EXPECT_THAT(settings_refusal(entry("scope = 1\ntitle = \"t\"\n")),
              HasSubstr("line 2: catalogue.scope must be a scope"));
  EXPECT_THAT(settings_refusal(scope_named("*")), HasSubstr("that is Full Access"));
  EXPECT_EQ(settings_refusal(scope_named(std::string(100, 'a'))), "");
  EXPECT_NE(settings_refusal(scope_named(std::string(101, 'a'))), "");
  EXPECT_EQ(settings_refusal(scope_named("a") + scope_named("a:b")), "");
  EXPECT_THAT(settings_refusal(scope_named("a") + scope_named("b") + scope_named("a")),
              HasSubstr("line 7: catalogue.scope a is there twice"));
}

TEST(CatalogueSettings, RefuseTextsThatAPageCannotShow) {
  const auto with = [](const std::string& name, const std::string& text) {
    const std::string title = name == "title" ? "" : "title = \"t\"\n";
    return settings_refusal(
        entry("scope = \"a\"\n" + std::string(name) + " = \"" + text + "\"\n" + title));
  };
  struct Limit {
    const char* name;
    std::size_t max;
  };
  for (const auto& [name, max] : {Limit{"title", 100}, {"group", 100}, {"description", 500}}) {
    EXPECT_EQ(with(name, umlauts(1)), "") << name;
    EXPECT_EQ(with(name, umlauts(max)), "") << name;
    const auto refusal = "line 3: catalogue." + std::string(name) + " must be a text of 1 to " +
                         std::to_string(max) + " characters on one line";
    for (const auto& text :
         {umlauts(max + 1), std::string(), std::string(" "), std::string("a\\nb"),
          std::string("a\xe2\x80\xae b"), std::string("a\xe2\x80\x8b b")}) {
      EXPECT_THAT(with(name, text), HasSubstr(refusal)) << text;
    }
  }
  EXPECT_THAT(settings_refusal(entry("scope = \"a\"\ntitle = 1\n")),
              HasSubstr("line 3: catalogue.title must be a text"));
}

TEST(CatalogueSettings, SayWhatIsMissingOrUnknown) {
  EXPECT_THAT(settings_refusal(entry("title = \"t\"\n")),
              HasSubstr("line 1: catalogue.scope is missing"));
  EXPECT_THAT(settings_refusal(entry("scope = \"a\"\n")),
              HasSubstr("line 1: catalogue.title is missing: what is a called?"));
  EXPECT_THAT(settings_refusal(scope_named("a") + "name = \"x\"\n"),
              HasSubstr("line 4: unknown setting catalogue.name; [[catalogue]] has description, "
                        "group, scope, title"));
  EXPECT_THAT(settings_refusal("catalogue = [1]\n"),
              HasSubstr("line 1: catalogue must be sections, [[catalogue]]"));
  for (const auto* text : {"catalogue = 1\n", "[catalogue]\nscope = \"a\"\n"}) {
    EXPECT_THAT(settings_refusal(text), HasSubstr("must be at most 500 sections [[catalogue]]"));
  }
}

TEST(CatalogueSettings, HaveALimit) {
  std::string text;
  for (int i = 0; i < 500; ++i) text += scope_named("s" + std::to_string(i));
  EXPECT_EQ(settings_refusal(text), "");
  EXPECT_THAT(settings_refusal(text + scope_named("more")), HasSubstr("at most 500"));
}

}  // namespace
}  // namespace ledger::runtime
