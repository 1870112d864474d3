#include <gtest/gtest.h>

#include "events/token/scope.hpp"

namespace ledger::token {
namespace {

TEST(Scope, IsSegmentsJoinedByColons) {
  for (const std::string_view text :
       {"*", "a", "0", "repo", "repo:read", "repo:*", "a:b:c:d:*", "a.b_c-d", "0:1", "ledger",
        "ledgers:x", "ledger-x:y", "ledger:tokens", "ledger:verify", "ledger:audit",
        "ledger:operate"}) {
    EXPECT_TRUE(is_scope(text)) << text;
  }
}

TEST(Scope, IsNothingElse) {
  for (const std::string_view text : {"",
                                      ":",
                                      "a:",
                                      ":a",
                                      "a::b",
                                      "A",
                                      "repo:Read",
                                      "*:a",
                                      "a:*:b",
                                      "**",
                                      "a*",
                                      "a:b*",
                                      "a:**",
                                      "-a",
                                      ".a",
                                      "_a",
                                      "a:-b",
                                      "a b",
                                      "a ",
                                      " a",
                                      "a\n",
                                      "a/b",
                                      "\xc3\xa4",
                                      "ledger:",
                                      "ledger:*",
                                      "ledger:token",
                                      "ledger:tokens:x",
                                      "ledger:tokens:*",
                                      "ledger:operate ",
                                      "ledger:Tokens"}) {
    EXPECT_FALSE(is_scope(text)) << text;
  }
  EXPECT_FALSE(is_scope(std::string_view("a\0", 2)));
}

TEST(Scope, HasAtMost100Characters) {
  EXPECT_TRUE(is_scope(std::string(100, 'a')));
  EXPECT_FALSE(is_scope(std::string(101, 'a')));
  EXPECT_TRUE(is_scope(std::string(98, 'a') + ":*"));
  EXPECT_FALSE(is_scope(std::string(99, 'a') + ":*"));
}

TEST(Scope, CoversWhatLiesBelowItsWildcard) {
  struct Case {
    std::string_view held, wanted;
    bool covers;
  };
  for (const auto& [held, wanted, covers] : {
           Case{"repo:read", "repo:read", true},
           Case{"repo:read", "repo:write", false},
           Case{"repo:read", "repo", false},
           Case{"repo", "repo:read", false},
           Case{"repo:*", "repo:read", true},
           Case{"repo:*", "repo:read:all", true},
           Case{"repo:*", "repo:*", true},
           Case{"repo:*", "repo:read:*", true},
           Case{"repo:read:*", "repo:*", false},
           Case{"repo:*", "repo", false},
           Case{"repo:*", "repository:read", false},
           Case{"repo:*", "repo-x:read", false},
           Case{"repo:*", "*", false},
           Case{"repo:read", "repo:*", false},
           Case{"*", "repo:read", true},
           Case{"*", "repo:*", true},
           Case{"*", "*", true},
           Case{"*", "ledger", true},
           Case{"*", "ledgers:x", true},
           Case{"*", "ledger:tokens", true},
           Case{"*", "ledger:verify", false},
           Case{"*", "ledger:audit", false},
           Case{"*", "ledger:operate", false},
           Case{"ledger:operate", "ledger:verify", true},
           Case{"ledger:operate", "ledger:audit", true},
           Case{"ledger:operate", "ledger:tokens", true},
           Case{"ledger:operate", "*", true},
           Case{"ledger:operate", "repo:read", true},
           Case{"ledger:tokens", "ledger:verify", false},
           Case{"ledger:tokens", "repo:read", false},
           Case{"ledger:tokens", "*", false},
           Case{"ledger", "ledger:tokens", false},
       }) {
    EXPECT_EQ(scope_covers(held, wanted), covers) << held << " / " << wanted;
  }
}

TEST(Scope, OnlyThreeComeFromAnOperatorAlone) {
  for (const auto scope : {scope_verify, scope_audit, scope_operate}) {
    EXPECT_TRUE(is_operator_granted(scope)) << scope;
  }
  for (const std::string_view scope : {"*", "repo:read", "ledger", "ledgers:x", "ledger:tokens"}) {
    EXPECT_FALSE(is_operator_granted(scope)) << scope;
  }
}

std::vector<std::string> numbered(int count) {
  std::vector<std::string> scopes;
  for (int i = 0; i < count; ++i) scopes.push_back("scope:" + std::to_string(i));
  return scopes;
}

TEST(ScopeSet, HoldsAtMost50) {
  EXPECT_TRUE(ScopeSet::make(numbered(50)));
  EXPECT_FALSE(ScopeSet::make(numbered(51)));
}

TEST(ScopeSet, CountsARepeatOnce) {
  auto scopes = numbered(50);
  scopes.push_back("scope:0");
  scopes.push_back("scope:49");
  const auto set = ScopeSet::make(scopes);
  ASSERT_TRUE(set);
  EXPECT_EQ(set->values(), numbered(50));
}

TEST(ScopeSet, RefusesASetWithOneThatIsNoScope) {
  EXPECT_FALSE(ScopeSet::make({"repo:read", "repo:"}));
  EXPECT_FALSE(ScopeSet::make({""}));
}

TEST(ScopeSet, KeepsTheOrderAndEqualsWithoutIt) {
  const auto one = *ScopeSet::make({"b", "a"});
  const auto other = *ScopeSet::make({"a", "b"});
  EXPECT_EQ(one.joined(), "b a");
  EXPECT_EQ(one, other);
  EXPECT_NE(one, *ScopeSet::make({"a"}));
  EXPECT_NE(one, *ScopeSet::make({"a", "c"}));
  EXPECT_EQ(ScopeSet().joined(), "");
}

TEST(ScopeSet, OfNothingIsNoAccess) {
  EXPECT_TRUE(ScopeSet().empty());
  EXPECT_FALSE(ScopeSet().covers("repo:read"));
  EXPECT_TRUE(ScopeSet().covers(ScopeSet()));
  EXPECT_TRUE(ScopeSet::make({"a"})->covers(ScopeSet()));
  EXPECT_FALSE(any_scope_covers("", "repo:read"));
}

TEST(ScopeSet, CoversASetWhenItCoversEach) {
  const auto held = *ScopeSet::make({"repo:*", "ledger:tokens"});
  EXPECT_TRUE(held.covers(*ScopeSet::make({"repo:read", "repo:write", "ledger:tokens"})));
  EXPECT_FALSE(held.covers(*ScopeSet::make({"repo:read", "wiki:read"})));
  EXPECT_TRUE(any_scope_covers("wiki:read repo:*", "repo:read"));
  EXPECT_FALSE(any_scope_covers("wiki:read repo:write", "repo:read"));
}

}  // namespace
}  // namespace ledger::token
