#include <gtest/gtest.h>

#include "events/token/standing.hpp"
#include "tests/support/samples.hpp"

namespace ledger::token {
namespace {

using std::chrono::milliseconds;
using support::sample_time;

constexpr OwnerStanding good;
const Timestamp expiry = sample_time();

TEST(Standing, EndsAtTheInstantOfItsExpiry) {
  const Position issued(3);
  EXPECT_EQ(judge(issued, expiry, good, expiry - milliseconds(1)), Standing::active);
  EXPECT_EQ(judge(issued, expiry, good, expiry), Standing::expired);
  EXPECT_EQ(judge(issued, expiry, good, expiry + milliseconds(1)), Standing::expired);
}

TEST(Standing, IsRevokedThroughAPositionInclusive) {
  const OwnerStanding revoked{false, Position(5)};
  const auto now = expiry - milliseconds(1);
  EXPECT_EQ(judge(Position(4), expiry, revoked, now), Standing::revoked);
  EXPECT_EQ(judge(Position(5), expiry, revoked, now), Standing::revoked);
  EXPECT_EQ(judge(Position(6), expiry, revoked, now), Standing::active);
  EXPECT_EQ(judge(Position(0), expiry, {false, Position(0)}, now), Standing::revoked);
}

TEST(Standing, RevokedOutranksSuspendedOutranksExpired) {
  const auto before = expiry - milliseconds(1);
  EXPECT_EQ(judge(Position(5), expiry, {true, Position(5)}, expiry), Standing::revoked);
  EXPECT_EQ(judge(Position(5), expiry, {false, Position(5)}, expiry), Standing::revoked);
  EXPECT_EQ(judge(Position(6), expiry, {true, Position(5)}, expiry), Standing::suspended);
  EXPECT_EQ(judge(Position(6), expiry, {true, Position(5)}, before), Standing::suspended);
  EXPECT_EQ(judge(Position(6), expiry, {false, Position(5)}, expiry), Standing::expired);
}

TEST(Standing, JudgesATokenByItsCurrentSecret) {
  auto token = support::token_state(1, "alice");
  token.expires_at = expiry;
  token.issued_position = Position(7);
  auto owner = support::owner_state("alice");
  owner.revoked_through = Position(6);
  const auto now = expiry - milliseconds(1);
  EXPECT_EQ(judge(token, owner, now), Standing::active);
  EXPECT_FALSE(is_revoked(token, owner));
  owner.revoked_through = Position(7);
  EXPECT_EQ(judge(token, owner, now), Standing::revoked);
  EXPECT_TRUE(is_revoked(token, owner));
}

TEST(Standing, HasFourNames) {
  for (const std::string_view text : {"active", "expired", "suspended", "revoked"}) {
    const auto standing = parse_standing(text);
    ASSERT_TRUE(standing) << text;
    EXPECT_EQ(to_text(*standing), text);
  }
  for (const std::string_view text : {"", "Active", "deleted", "active "}) {
    EXPECT_FALSE(parse_standing(text)) << text;
  }
}

}  // namespace
}  // namespace ledger::token
