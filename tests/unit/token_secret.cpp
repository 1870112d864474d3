#include <type_traits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events/token/secret.hpp"

namespace ledger::token {
namespace {

constexpr std::string_view golden = "tl_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf3NGE3o";

TokenSecret counting() {
  std::array<std::uint8_t, 32> random;
  for (std::size_t i = 0; i < random.size(); ++i) random[i] = static_cast<std::uint8_t>(i);
  return TokenSecret::from_random(random);
}

TokenSecret filled(std::uint8_t byte) {
  std::array<std::uint8_t, 32> random;
  random.fill(byte);
  return TokenSecret::from_random(random);
}

TEST(TokenSecret, IsMadeOfItsRandomBytesForEver) {
  EXPECT_EQ(counting().reveal(), golden);
  EXPECT_EQ(filled(0).reveal(), "tl_00000000000000000000000000000000000000000002jTevU");
  EXPECT_EQ(filled(0xff).reveal(), "tl_yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp119IMlg");
}

TEST(TokenSecret, HasTheDigestOfItsWholeText) {
  EXPECT_EQ(to_hex(counting().digest().value),
            "7bb4ad242901a55fa08fce7e8e45cd0ae1078357076631d64b7ef8300fc435ba");
  EXPECT_EQ(digest_of_secret(golden), counting().digest());
}

TEST(TokenSecret, MatchesTheScannersExpression) {
  for (const auto& secret : {counting(), filled(0), filled(0x80), filled(0xff)}) {
    EXPECT_THAT(std::string(secret.reveal()), ::testing::MatchesRegex("tl_[0-9A-Za-z]{49}"));
  }
}

TEST(TokenSecret, HintsAtTheEndOfItsRandomPart) {
  EXPECT_EQ(counting().hint(), golden.substr(42, 4));
  EXPECT_EQ(counting().hint(), "IDlf");
}

TEST(TokenSecret, ReadsBackWhatItReveals) {
  const auto secret = TokenSecret::parse(golden);
  ASSERT_TRUE(secret);
  EXPECT_EQ(secret->reveal(), golden);
}

TEST(TokenSecret, RefusesEveryChangedCharacterAtEveryPosition) {
  constexpr std::string_view alphabet =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_- \n";
  for (std::size_t i = 0; i < golden.size(); ++i) {
    for (const char other : alphabet) {
      std::string text(golden);
      if (text[i] == other) continue;
      text[i] = other;
      EXPECT_FALSE(TokenSecret::parse(text)) << i << ' ' << other;
      EXPECT_FALSE(digest_of_secret(text)) << i << ' ' << other;
    }
  }
}

TEST(TokenSecret, RefusesEverythingAroundIt) {
  const std::string text(golden);
  for (const auto& wrong :
       {text + "x", text + " ", text + "\n", " " + text, text + text, text + std::string(1, '\0'),
        text.substr(0, 51), text.substr(1), std::string(), std::string("tl_"),
        "tk_" + text.substr(3), "TL_" + text.substr(3), text.substr(3), "Bearer " + text,
        std::string(52, '\0'), std::string(1 << 20, 'a'), text + std::string(1 << 20, 'a')}) {
    EXPECT_FALSE(TokenSecret::parse(wrong)) << wrong.size();
    EXPECT_FALSE(digest_of_secret(wrong)) << wrong.size();
  }
}

TEST(TokenSecret, RefusesTwoCharactersSwapped) {
  for (std::size_t i = 0; i + 1 < golden.size(); ++i) {
    std::string text(golden);
    std::swap(text[i], text[i + 1]);
    if (text != golden) {
      EXPECT_FALSE(TokenSecret::parse(text)) << i;
    }
  }
}

template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };
static_assert(!Printable<TokenSecret>);
static_assert(!std::is_convertible_v<TokenSecret, std::string_view>);
static_assert(!std::is_convertible_v<TokenSecret, std::string>);
static_assert(!std::is_constructible_v<TokenSecret, std::string_view>);

TEST(TokenSecret, IsWipedWhenItEnds) {
  alignas(TokenSecret) std::array<unsigned char, sizeof(TokenSecret)> place;
  auto* secret = new (place.data()) TokenSecret(counting());
  secret->~TokenSecret();
  for (const auto byte : place) EXPECT_EQ(byte, 0);
}

TEST(TokenDigest, ComparesByEveryByte) {
  const auto digest = counting().digest();
  EXPECT_TRUE(equal_in_constant_time(digest, digest));
  for (std::size_t i = 0; i < TokenDigest::size; ++i) {
    auto other = digest;
    other.value[i] ^= 1;
    EXPECT_FALSE(equal_in_constant_time(digest, other)) << i;
  }
}

}  // namespace
}  // namespace ledger::token
