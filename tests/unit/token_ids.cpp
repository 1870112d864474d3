#include <gtest/gtest.h>

#include "events/token/ids.hpp"
#include "tests/support/samples.hpp"

namespace ledger::token {
namespace {

using support::sample_time;

TEST(TokenId, IsAUlidInLowerCaseCrockfordDigits) {
  const std::array<std::uint8_t, 10> random{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  const auto id = TokenId::make(sample_time(), random);
  EXPECT_EQ(to_text(id), "tok_01m85ysn40000g40r40m30e209");
  EXPECT_EQ(TokenId::parse("tok_01m85ysn40000g40r40m30e209"), id);
}

TEST(TokenId, ReadsBackItsExtremes) {
  TokenId id;
  EXPECT_EQ(to_text(id), "tok_00000000000000000000000000");
  EXPECT_EQ(TokenId::parse(to_text(id)), id);
  id.value.fill(0xff);
  EXPECT_EQ(to_text(id), "tok_7zzzzzzzzzzzzzzzzzzzzzzzzz");
  EXPECT_EQ(TokenId::parse(to_text(id)), id);
}

TEST(TokenId, SortsByTheTimeItWasMade) {
  const std::array<std::uint8_t, 10> low{};
  std::array<std::uint8_t, 10> high;
  high.fill(0xff);
  const auto earlier = TokenId::make(sample_time(), high);
  const auto later = TokenId::make(sample_time() + std::chrono::milliseconds(1), low);
  EXPECT_LT(earlier, later);
  EXPECT_LT(to_text(earlier), to_text(later));
}

TEST(TokenId, RefusesWhatIsNotCanonical) {
  for (const std::string_view text : {
           "",
           "tok_",
           "01m85ysn40000g40r40m30e209",
           "tok_01m85ysn40000g40r40m30e20",
           "tok_01m85ysn40000g40r40m30e2090",
           "tok_01M85YSN40000G40R40M30E209",
           "TOK_01m85ysn40000g40r40m30e209",
           "tok_81m85ysn40000g40r40m30e209",
           "tok_01m85ysn40000g40r40m30e20i",
           "tok_01m85ysn40000g40r40m30e20l",
           "tok_01m85ysn40000g40r40m30e20o",
           "tok_01m85ysn40000g40r40m30e20u",
           "tok_01m85ysn40000g40r40m30e20-",
           "tok-01m85ysn40000g40r40m30e209",
           "cmd_01m85ysn40000g40r40m30e209",
           " tok_01m85ysn40000g40r40m30e209",
       }) {
    EXPECT_FALSE(TokenId::parse(text)) << text;
  }
}

TEST(OwnerId, KeepsItsTextAndItsCase) {
  for (const std::string_view text :
       {"alice", "Alice", "a", "operator", "team:a|b+c@example.org", "-", "...", "._@:|+-", "0"}) {
    const auto owner = OwnerId::parse(text);
    ASSERT_TRUE(owner) << text;
    EXPECT_EQ(owner->text(), text);
    EXPECT_EQ(owner->is_operator(), text == "operator");
  }
  EXPECT_NE(OwnerId::parse("alice"), OwnerId::parse("Alice"));
}

TEST(OwnerId, HasOneTo128Characters) {
  EXPECT_TRUE(OwnerId::parse(std::string(128, 'a')));
  EXPECT_FALSE(OwnerId::parse(std::string(129, 'a')));
  EXPECT_FALSE(OwnerId::parse(""));
}

TEST(OwnerId, RefusesDotsAloneAndOtherCharacters) {
  for (const std::string_view text : {".", "..", "a b", "a/b", "a%b", "\xc3\xa4", "a\n", " a", "a*",
                                      "a#", "a?", "a\\", "a\"", "a,b", "a~"}) {
    EXPECT_FALSE(OwnerId::parse(text)) << text;
  }
  EXPECT_FALSE(OwnerId::parse(std::string_view("a\0", 2)));
}

TEST(CommandId, IsTheSameForTheSameCallerAndKeyEverywhere) {
  const auto id = CommandId::derive("tok_x", "key");
  EXPECT_EQ(to_text(id), "cmd_cb51f8d60349529c121450bca6572e75");
  EXPECT_EQ(CommandId::parse(to_text(id)), id);
  EXPECT_NE(CommandId::derive("tok_", "xkey"), CommandId::derive("tok_x", "key"));
  EXPECT_NE(CommandId::derive("tok_y", "key"), id);
}

TEST(CommandId, RefusesWhatIsNotCanonical) {
  for (const std::string_view text :
       {"", "cmd_", "cb51f8d60349529c121450bca6572e75", "cmd_CB51f8d60349529c121450bca6572e75",
        "cmd_cb51f8d60349529c121450bca6572e7", "cmd_cb51f8d60349529c121450bca6572e755",
        "cmd_cb51f8d60349529c121450bca6572e7g", "cmd_cb51f8d60349529c121450bca6572e75/2"}) {
    EXPECT_FALSE(CommandId::parse(text)) << text;
  }
}

TEST(CommandAttempt, WritesItsNumberFromTheSecondOn) {
  auto attempt = support::attempt(0xab);
  EXPECT_EQ(to_text(attempt), "cmd_abababababababababababababababab");
  for (std::uint8_t number = 1; number <= CommandAttempt::number_max; ++number) {
    attempt.number = number;
    EXPECT_EQ(CommandAttempt::parse(to_text(attempt)), attempt);
  }
  EXPECT_EQ(to_text(attempt), "cmd_abababababababababababababababab/5");
}

TEST(CommandAttempt, RefusesWhatIsNotCanonical) {
  for (const std::string_view end :
       {"/", "/0", "/1", "/6", "/9", "/02", "/2/3", "/a", "/2 ", "x", "-2"}) {
    const auto text = "cmd_abababababababababababababababab" + std::string(end);
    EXPECT_FALSE(CommandAttempt::parse(text)) << text;
  }
}

TEST(Fingerprint, IsTheFrontHalfOfSha256) {
  const auto fingerprint = Fingerprint::of("{}");
  EXPECT_EQ(to_text(fingerprint), "44136fa355b3678a1146ad16f7e8649e");
  EXPECT_EQ(Fingerprint::parse(to_text(fingerprint)), fingerprint);
  EXPECT_FALSE(Fingerprint::parse("44136FA355b3678a1146ad16f7e8649e"));
  EXPECT_FALSE(Fingerprint::parse("44136fa355b3678a1146ad16f7e8649"));
}

}  // namespace
}  // namespace ledger::token
