// The section [quota] of the settings file, and whom a pattern fits.

#include <fstream>

#include <gmock/gmock.h>

#include "tests/support/loaded_settings.hpp"

namespace ledger::runtime {
namespace {

using support::settings_refusal;
using testing::HasSubstr;

QuotaSettings load(const std::string& text) { return support::loaded_settings(text).quota; }

TEST(QuotaSettings, HaveDefaults) {
  for (const auto* text : {"", "[quota]\n"}) {
    const auto quota = load(text);
    EXPECT_EQ(quota.limits.tokens_per_owner_max, 10'000U);
    EXPECT_EQ(quota.limits.tokens_per_owner_day_max, 10'000U);
    EXPECT_EQ(quota.limits.commands_per_caller_s, 50U);
    EXPECT_EQ(quota.limits.commands_burst_per_caller, 200U);
    EXPECT_EQ(quota.failures.per_s, 20U);
    EXPECT_EQ(quota.failures.burst, 200U);
    EXPECT_TRUE(quota.operators_exempt);
    EXPECT_TRUE(quota.specials.empty());
  }
}

TEST(QuotaSettings, TakeEachLimitWithinItsBoundsAlone) {
  struct Bound {
    const char* name;
    int min;
    int max;
  };
  for (const auto& [name, min, max] : {Bound{"tokens_per_owner_max", 0, 1'000'000'000},
                                       Bound{"tokens_per_owner_day_max", 0, 1'000'000'000},
                                       Bound{"commands_per_caller_s", 0, 1'000'000},
                                       Bound{"commands_burst_per_caller", 1, 1'000'000}}) {
    const auto set = [name = name](int value) {
      return std::string(name) + " = " + std::to_string(value) + "\n";
    };
    const std::string bounds =
        " must lie between " + std::to_string(min) + " and " + std::to_string(max);
    for (const auto value : {min, max}) {
      EXPECT_EQ(settings_refusal("[quota]\n" + set(value)), "") << name;
      EXPECT_EQ(settings_refusal("[[quota.owner]]\npattern = \"a\"\n" + set(value)), "") << name;
    }
    for (const auto value : {min - 1, max + 1}) {
      EXPECT_THAT(settings_refusal("[quota]\n" + set(value)),
                  HasSubstr("line 2: quota." + std::string(name) + bounds));
      EXPECT_THAT(settings_refusal("[[quota.owner]]\npattern = \"a\"\n" + set(value)),
                  HasSubstr("line 3: quota.owner." + std::string(name) + bounds));
    }
    EXPECT_THAT(settings_refusal("[quota]\n" + std::string(name) + " = 1.0"),
                HasSubstr("line 2: quota." + std::string(name) + " must be a whole number"));
  }
}

TEST(QuotaSettings, TakeTheRateOfFailuresWithinItsBounds) {
  const auto refusal = [](const std::string& line) { return settings_refusal("[quota]\n" + line); };
  EXPECT_EQ(load("[quota]\nfailures_per_peer_s = 7").failures.per_s, 7U);
  EXPECT_EQ(load("[quota]\nfailures_burst_per_peer = 7").failures.burst, 7U);
  for (const auto* good : {"failures_per_peer_s = 0", "failures_per_peer_s = 1000000",
                           "failures_burst_per_peer = 1", "failures_burst_per_peer = 1000000"}) {
    EXPECT_EQ(refusal(good), "") << good;
  }
  for (const auto* bad : {"failures_per_peer_s = -1", "failures_per_peer_s = 1000001",
                          "failures_burst_per_peer = 0", "failures_burst_per_peer = 1000001"}) {
    EXPECT_THAT(refusal(bad), HasSubstr(" must lie between ")) << bad;
  }
  EXPECT_THAT(settings_refusal("[[quota.owner]]\npattern = \"a\"\nfailures_per_peer_s = 1"),
              HasSubstr("unknown setting quota.owner.failures_per_peer_s"));
}

TEST(QuotaSettings, OfAnOwnerPatternStandOverThoseOfTheSection) {
  const auto quota = load(R"(
[[quota.owner]]
pattern = "team-*"
tokens_per_owner_max = 7
[[quota.owner]]
pattern = "*"
commands_per_caller_s = 8
[quota]
tokens_per_owner_max = 1
tokens_per_owner_day_max = 2
commands_per_caller_s = 3
commands_burst_per_caller = 4
operators_exempt = false
)");
  EXPECT_FALSE(quota.operators_exempt);
  EXPECT_EQ(quota.limits.tokens_per_owner_max, 1U);
  EXPECT_EQ(quota.limits.tokens_per_owner_day_max, 2U);
  EXPECT_EQ(quota.limits.commands_per_caller_s, 3U);
  EXPECT_EQ(quota.limits.commands_burst_per_caller, 4U);
  const auto& team = quota.limits_of("team-1");
  EXPECT_EQ(team.tokens_per_owner_max, 7U);
  EXPECT_EQ(team.tokens_per_owner_day_max, 2U);
  EXPECT_EQ(team.commands_per_caller_s, 3U) << "the first that fits is the one";
  const auto& other = quota.limits_of("team");
  EXPECT_EQ(other.tokens_per_owner_max, 1U);
  EXPECT_EQ(other.commands_per_caller_s, 8U);
}

TEST(QuotaSettings, NameWhatTheyDoNotKnowAndWhatThereIs) {
  EXPECT_THAT(settings_refusal("[quota]\nrate = 1\n"),
              HasSubstr("line 2: unknown setting quota.rate; [quota] has "
                        "commands_burst_per_caller, commands_per_caller_s, "
                        "tokens_per_owner_day_max, tokens_per_owner_max, failures_burst_per_peer, "
                        "failures_per_peer_s, operators_exempt, owner"));
  EXPECT_THAT(settings_refusal("[[quota.owner]]\npattern = \"a\"\noperators_exempt = true\n"),
              HasSubstr("line 3: unknown setting quota.owner.operators_exempt; [[quota.owner]] "
                        "has commands_burst_per_caller"));
  EXPECT_THAT(settings_refusal("[quota]\noperators_exempt = 1\n"),
              HasSubstr("line 2: quota.operators_exempt must be true or false"));
}

TEST(QuotaSettings, NeedAPatternThatAnOwnerCanFit) {
  EXPECT_THAT(settings_refusal("\n[[quota.owner]]\ntokens_per_owner_max = 1\n"),
              HasSubstr("line 2: quota.owner.pattern is missing"));
  const std::string longest(128, '*');
  for (const auto& fine :
       {std::string("*"), std::string("a"), std::string("a|b@c:d+e-f_g.*"), longest}) {
    EXPECT_EQ(settings_refusal("[[quota.owner]]\npattern = \"" + fine + "\"\n"), "");
  }
  for (const auto& wrong : {std::string("\"\""), std::string("\"a?\""), std::string("\"a b\""),
                            std::string("\".\""), std::string("1"), "\"" + longest + "*\""}) {
    EXPECT_THAT(settings_refusal("[[quota.owner]]\npattern = " + wrong + "\n"),
                HasSubstr("line 2: quota.owner.pattern must be"))
        << wrong;
  }
  EXPECT_THAT(settings_refusal("[quota]\nowner = 1\n"), HasSubstr("line 2: quota.owner must be"));
  EXPECT_THAT(settings_refusal("[quota]\nowner = [1]\n"), HasSubstr("line 2: quota.owner must be"));
}

TEST(QuotaSettings, TakeAThousandPatterns) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "[[quota.owner]]\npattern = \"a\"\n";
  EXPECT_EQ(load(text).specials.size(), 1000U);
  EXPECT_THAT(settings_refusal(text + "[[quota.owner]]\npattern = \"a\"\n"),
              HasSubstr("at most 1000"));
}

TEST(OwnerPattern, FitsByStarsAlone) {
  for (const auto& [pattern, text] :
       {std::pair("a", "a"), std::pair("*", ""), std::pair("*", "ab"), std::pair("a*", "a"),
        std::pair("a*c", "abbc"), std::pair("*a*b", "xaxbab"), std::pair("**", "a"),
        std::pair("a*b*c", "abcbc"), std::pair("*.x", "a.b.x")}) {
    EXPECT_TRUE(fits_pattern(pattern, text)) << pattern << ' ' << text;
  }
  for (const auto& [pattern, text] :
       {std::pair("a", "b"), std::pair("a", "aa"), std::pair("a", ""), std::pair("a*", "ba"),
        std::pair("*a", "ab"), std::pair("a*c", "abb"), std::pair("A", "a"), std::pair("", "a"),
        std::pair("a.c", "abc"), std::pair("a*b*c", "acb")}) {
    EXPECT_FALSE(fits_pattern(pattern, text)) << pattern << ' ' << text;
  }
}

TEST(OwnerPattern, OfManyStarsIsFoundOutSoon) {
  std::string pattern;
  for (int i = 0; i < 64; ++i) pattern += "a*";
  EXPECT_FALSE(fits_pattern(pattern + "b", std::string(128, 'a')));
}

}  // namespace
}  // namespace ledger::runtime
