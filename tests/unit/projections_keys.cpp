#include <gtest/gtest.h>

#include "projections/keys.hpp"
#include "tests/support/projections_support.hpp"

namespace ledger::projections::test {
namespace {

std::string hex(const Key& key) {
  const auto bytes = key.view();
  return to_hex({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

template <class Id>
Id filled(std::uint8_t byte) {
  Id id;
  id.value.fill(byte);
  return id;
}

TEST(Keys, HaveTheBytesThatTheGrammarSays) {
  const CommandAttempt attempt{filled<CommandId>(0xcc), 2};
  EXPECT_EQ(Keys::format().view(), "mformat");
  EXPECT_EQ(Keys::checkpoint().view(), "mcheckpoint");
  EXPECT_EQ(Keys::ledger().view(), "mledger");
  EXPECT_EQ(hex(Keys::token(filled<TokenId>(0xaa))), "74aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
  EXPECT_EQ(hex(Keys::living(filled<TokenDigest>(0xdd))).substr(0, 6), "64dddd");
  EXPECT_EQ(hex(Keys::retired(filled<TokenDigest>(0xdd))).substr(0, 6), "72dddd");
  EXPECT_EQ(hex(Keys::sessions(filled<TokenId>(0xaa))), "73aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
  EXPECT_EQ(hex(Keys::expiry(Timestamp(std::chrono::milliseconds(1)), filled<TokenId>(0xaa))),
            "7a8000000000000001aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
  EXPECT_EQ(Keys::owner(owner_id("alice")).view(), "oalice");
  EXPECT_EQ(hex(Keys::owner_token(owner_id("al"), Position(258))), "6c616c000000000000000102");
  EXPECT_EQ(hex(Keys::created(Position(258))), "700000000000000102");
  EXPECT_EQ(hex(Keys::event(Position(258))), "650000000000000102");
  EXPECT_EQ(hex(Keys::history(filled<TokenId>(0xaa), Position(258))),
            "68aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa0000000000000102");
  EXPECT_EQ(hex(Keys::expiring(Timestamp(std::chrono::milliseconds(1)), filled<TokenId>(0xaa))),
            "778000000000000001aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
  EXPECT_EQ(hex(Keys::command(attempt)), "63cccccccccccccccccccccccccccccccc02");
  EXPECT_EQ(hex(Keys::expiry(Timestamp(std::chrono::milliseconds(1)), attempt)),
            "788000000000000001cccccccccccccccccccccccccccccccc02");
  EXPECT_EQ(hex(Keys::expiry(Timestamp(std::chrono::milliseconds(-1)), filled<TokenDigest>(0xdd)))
                .substr(0, 22),
            "797fffffffffffffffdddd");
}

TEST(Keys, AnOwnerOfTheLongestNameFits) {
  const auto longest = owner_id(std::string(OwnerId::text_size_max, 'x'));
  EXPECT_EQ(Keys::listed(longest, Position(7)).from.view().size(), 1 + 128 + 1 + 8 + 1u);
}

TEST(Keys, AreReadBackAsTheyWereMade) {
  const CommandAttempt attempt{numbered<CommandId>(3), 5};
  EXPECT_EQ(Keys::token_of(Keys::token(token_id(1)).view()), token_id(1));
  EXPECT_EQ(Keys::owner_of(Keys::owner(owner_id("bob")).view()), owner_id("bob"));
  EXPECT_EQ(Keys::digest_of(Keys::living(digest(1)).view()), digest(1));
  EXPECT_EQ(Keys::retired_of(Keys::retired(digest(1)).view()), digest(1));
  EXPECT_EQ(Keys::listed_at(Keys::created(Position(77)).view()), Position(77));
  EXPECT_EQ(Keys::listed_at(Keys::owner_token(owner_id("b"), Position(77)).view()), Position(77));
  EXPECT_EQ(Keys::happened_at(Keys::history(token_id(1), Position(77)).view()), Position(77));
  EXPECT_EQ(Keys::expiring_of(Keys::expiring(noon, token_id(1)).view()),
            std::pair(noon, token_id(1)));
  EXPECT_EQ(Keys::command_expiry_of(Keys::expiry(noon, attempt).view()), std::pair(noon, attempt));
  EXPECT_EQ(Keys::session_expiry_of(Keys::expiry(noon, token_id(1)).view()),
            std::pair(noon, token_id(1)));
  EXPECT_EQ(Keys::retired_expiry_of(Keys::expiry(noon, digest(1)).view()),
            std::pair(noon, digest(1)));
}

TEST(Keys, OfAnotherKindAreNotRead) {
  EXPECT_FALSE(Keys::token_of(Keys::living(digest(1)).view()));
  EXPECT_FALSE(Keys::digest_of(Keys::retired(digest(1)).view()));
  EXPECT_FALSE(Keys::retired_of(Keys::living(digest(1)).view()));
  EXPECT_FALSE(Keys::listed_at(Keys::owner(owner_id("some-owner")).view()));
  EXPECT_FALSE(Keys::command_expiry_of(Keys::expiry(noon, digest(1)).view()));
  EXPECT_FALSE(Keys::happened_at(Keys::event(Position(1)).view()));
  EXPECT_FALSE(Keys::token_of({}));
}

TEST(Keys, OfOneOwnerDoNotReachIntoThoseOfALongerName) {
  const auto range = Keys::listed(owner_id("al"), std::nullopt);
  const auto inside = [&](const Key& key) {
    return range.from.view() <= key.view() && key.view() < range.end.view();
  };
  EXPECT_TRUE(inside(Keys::owner_token(owner_id("al"), Position(0))));
  EXPECT_TRUE(inside(Keys::owner_token(owner_id("al"), Position(UINT64_MAX))));
  EXPECT_FALSE(inside(Keys::owner_token(owner_id("alice"), Position(0))));
  EXPECT_FALSE(inside(Keys::owner_token(owner_id("a"), Position(0))));
}

TEST(Keys, OfOneTokensHistoryReachIntoNoOthers) {
  const auto id = filled<TokenId>(0xff);
  const auto range = Keys::history(id, std::nullopt);
  const auto inside = [&](const Key& key) {
    return range.from.view() <= key.view() && key.view() < range.end.view();
  };
  EXPECT_TRUE(inside(Keys::history(id, Position(0))));
  EXPECT_TRUE(inside(Keys::history(id, Position(UINT64_MAX))));
  EXPECT_FALSE(inside(Keys::history(filled<TokenId>(0xfe), Position(UINT64_MAX))));
  const auto behind = Keys::history(id, std::optional(Position(3)));
  EXPECT_LT(Keys::history(id, Position(3)).view(), behind.from.view());
  EXPECT_LT(behind.from.view(), Keys::history(id, Position(4)).view());
}

TEST(Keys, OfWhatExpiresReachThroughTheLastInstantAndNoFurther) {
  const auto ms = std::chrono::milliseconds(1);
  const auto range = Keys::expiring(std::pair(noon, token_id(1)), noon + ms);
  const auto inside = [&](const Key& key) {
    return range.from.view() <= key.view() && key.view() < range.end.view();
  };
  EXPECT_FALSE(inside(Keys::expiring(noon, token_id(1))));
  EXPECT_TRUE(inside(Keys::expiring(noon, filled<TokenId>(0xff))));
  EXPECT_TRUE(inside(Keys::expiring(noon + ms, filled<TokenId>(0xff))));
  EXPECT_FALSE(inside(Keys::expiring(noon + 2 * ms, filled<TokenId>(0))));
}

TEST(Keys, AListAfterTheLastPositionThatThereCanBeIsEmpty) {
  const auto range = Keys::listed(std::nullopt, Position(UINT64_MAX));
  EXPECT_LT(Keys::created(Position(UINT64_MAX)).view(), range.from.view());
}

}  // namespace
}  // namespace ledger::projections::test
