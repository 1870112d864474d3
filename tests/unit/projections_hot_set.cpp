#include <thread>

#include <gtest/gtest.h>

#include "projections/hot_set.hpp"
#include "tests/support/projections_support.hpp"

namespace ledger::projections::test {
namespace {

constexpr std::size_t plenty = std::size_t{1} << 30;

TokenState token(std::uint64_t n, const std::string& owner = "alice") {
  TokenState state{token_id(n),
                   owner_id(owner),
                   "deploy",
                   scopes({"repo:read", "a"}),
                   1,
                   "operator",
                   noon,
                   noon,
                   noon + std::chrono::hours(1),
                   digest(n),
                   "abcd",
                   Position(n),
                   Position(n),
                   std::nullopt,
                   false};
  return state;
}

std::optional<HotToken> find(const HotSet& set, const TokenDigest& digest) {
  std::optional<HotToken> found;
  set.visit(digest, [&](const HotToken& token) { found = token; });
  return found;
}

TEST(HotSet, GivesWhatWasPut) {
  HotSet set(plenty);
  set.put(token(7));
  const auto found = find(set, digest(7));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, token_id(7));
  EXPECT_EQ(found->issued_position, Position(7));
  EXPECT_EQ(found->expires_at, noon + std::chrono::hours(1));
  EXPECT_FALSE(found->in_overlap);
  EXPECT_EQ(found->owner, "alice");
  EXPECT_EQ(found->name, "deploy");
  EXPECT_EQ(found->scopes, "repo:read a");
  EXPECT_EQ(found->revision, 1u);
  EXPECT_EQ(found->owner_revision, 0u);
  EXPECT_FALSE(found->owner_standing.suspended);
  EXPECT_FALSE(found->owner_standing.revoked_through);
  EXPECT_FALSE(find(set, digest(8)));
  EXPECT_EQ(set.size(), 1u);
}

TEST(HotSet, APutAgainReplaces) {
  HotSet set(plenty);
  auto state = token(7);
  set.put(state);
  const auto bytes = set.bytes();
  state.scopes = {};
  set.put(state);
  EXPECT_EQ(find(set, digest(7))->scopes, "");
  EXPECT_EQ(set.size(), 1u);
  EXPECT_LE(set.bytes(), bytes);
}

TEST(HotSet, AnOldSecretInOverlapIsHereUntilItsDeadline) {
  HotSet set(plenty);
  auto state = token(7);
  state.overlap = Overlap{digest(6), Position(3), noon + std::chrono::minutes(1)};
  set.put(state);
  const auto old = find(set, digest(6));
  ASSERT_TRUE(old);
  EXPECT_TRUE(old->in_overlap);
  EXPECT_EQ(old->expires_at, noon + std::chrono::minutes(1));
  EXPECT_EQ(old->issued_position, Position(3));
  EXPECT_FALSE(find(set, digest(7))->in_overlap);
  EXPECT_EQ(set.size(), 2u);
}

TEST(HotSet, ReplacingEndsTheSecretsThatNoLongerLive) {
  HotSet set(plenty);
  auto before = token(7);
  before.overlap = Overlap{digest(6), Position(3), noon};
  set.put(before);
  auto after = before;
  after.digest = digest(8);
  after.overlap = Overlap{digest(7), Position(7), noon};
  set.replace(before, after);
  EXPECT_FALSE(find(set, digest(6)));
  EXPECT_TRUE(find(set, digest(7))->in_overlap);
  EXPECT_TRUE(find(set, digest(8)));
  auto deleted = after;
  deleted.overlap.reset();
  deleted.deleted = true;
  set.replace(after, deleted);
  EXPECT_EQ(set.size(), 0u);
  EXPECT_FALSE(find(set, digest(8)));
}

TEST(HotSet, OneEventAboutAnOwnerReachesAllItsTokens) {
  HotSet set(plenty);
  for (std::uint64_t n = 0; n < 1000; ++n) set.put(token(n, n % 2 == 0 ? "alice" : "bob"));
  set.put_owner({owner_id("alice"), 1, true, Position(12), 0});
  EXPECT_TRUE(find(set, digest(2))->owner_standing.suspended);
  EXPECT_EQ(find(set, digest(998))->owner_standing.revoked_through, Position(12));
  EXPECT_EQ(find(set, digest(998))->owner_revision, 1u);
  EXPECT_FALSE(find(set, digest(3))->owner_standing.suspended);
  set.put_owner({owner_id("alice"), 2, false, Position(0), 0});
  EXPECT_FALSE(find(set, digest(2))->owner_standing.suspended);
  EXPECT_EQ(find(set, digest(2))->owner_standing.revoked_through, Position(0));
}

TEST(HotSet, AnOwnerSuspendedBeforeItsFirstTokenIsSuspended) {
  HotSet set(plenty);
  set.put_owner({owner_id("alice"), 1, true, std::nullopt, 0});
  set.put(token(1));
  EXPECT_TRUE(find(set, digest(1))->owner_standing.suspended);
}

TEST(HotSet, ThatIsFullSaysThatItIsNotWhole) {
  constexpr std::size_t limit = 500'000;
  HotSet set(limit);
  EXPECT_TRUE(set.whole());
  for (std::uint64_t n = 0; n < 10'000; ++n) set.put(token(n));
  EXPECT_FALSE(set.whole());
  EXPECT_FALSE(set.has_space());
  EXPECT_LT(set.size(), 10'000u);
  EXPECT_GT(set.size(), 1000u);
  EXPECT_LE(set.bytes(), limit);
  // What is here goes on being changed.
  auto downgraded = token(0);
  downgraded.scopes = {};
  set.put(downgraded);
  EXPECT_EQ(find(set, digest(0))->scopes, "");
  for (std::uint64_t n = 0; n < 10'000; ++n) set.erase(digest(n));
  EXPECT_EQ(set.size(), 0u);
  EXPECT_FALSE(set.whole());
}

TEST(HotSet, IsWholeAgainAfterAWalkThatMissedNothing) {
  constexpr std::uint64_t count = 5000;
  HotSet set(250'000);
  for (std::uint64_t n = 0; n < count; ++n) set.put(token(n));
  ASSERT_FALSE(set.whole());
  for (std::uint64_t n = 0; n < count; ++n) set.erase(digest(n));
  set.sweep(noon, 100'000);  // gives the empty places back
  EXPECT_TRUE(set.has_space());
  const auto begun = set.missing_noted();
  for (std::uint64_t n = 0; n < count; ++n) set.put(token(n));
  set.made_whole(begun);
  EXPECT_FALSE(set.whole()) << "some were refused meanwhile";
  set.made_whole(set.missing_noted());
  EXPECT_TRUE(set.whole());
}

TEST(HotSet, KeepsANameThatFitsIntoASlotAndOneThatDoesNot) {
  HotSet set(plenty);
  auto state = token(7);
  const auto put_name = [&](std::size_t size) {
    state.name.assign(size, 'n');
    set.put(state);
    EXPECT_EQ(find(set, digest(7))->owner, "alice");
    EXPECT_EQ(find(set, digest(7))->name, state.name);
    EXPECT_EQ(find(set, digest(7))->scopes, state.scopes.joined());
    return set.bytes();
  };
  const auto inside = put_name(15);
  EXPECT_EQ(put_name(16), inside + 32);
  EXPECT_EQ(put_name(400), inside + 416);
  EXPECT_EQ(put_name(1), inside);
  put_name(16);
  set.erase(digest(7));
  EXPECT_LT(set.bytes(), inside);
}

TEST(HotSet, SharesOwnersAndScopesAndLetsThemGoWithTheLastToken) {
  HotSet set(plenty);
  for (const std::uint64_t n : {1, 2}) {  // their tables stay
    set.put(token(n));
    set.erase(digest(n));
  }
  const auto empty = set.bytes();
  auto state = token(1, std::string(100, 'o'));
  state.scopes = scopes({std::string(90, 's')});
  set.put(state);
  const auto one = set.bytes();
  EXPECT_GT(one, empty + 190);
  state.id = token_id(2);
  state.digest = digest(2);
  set.put(state);
  EXPECT_EQ(set.bytes(), one);
  set.erase(digest(1));
  EXPECT_EQ(find(set, digest(2))->owner, std::string(100, 'o'));
  EXPECT_EQ(find(set, digest(2))->scopes, std::string(90, 's'));
  set.erase(digest(2));
  EXPECT_EQ(set.bytes(), empty);
}

TEST(HotSet, WhatExpiredLeavesAfterAMinute) {
  HotSet set(plenty);
  auto later = token(2);
  later.expires_at += std::chrono::milliseconds(1);
  set.put(token(1));
  set.put(later);
  const auto expired = token(1).expires_at;
  const auto left = expired + HotSet::grace;
  set.sweep(left - std::chrono::milliseconds(1), 1000);
  EXPECT_TRUE(find(set, digest(1)));
  set.sweep(left, 1000);
  EXPECT_FALSE(find(set, digest(1)));
  EXPECT_TRUE(find(set, digest(2)));
  EXPECT_EQ(set.size(), 1u);
  set.put(token(1));
  EXPECT_FALSE(find(set, digest(1))) << "it would leave again";
  auto regenerated = token(1);
  regenerated.expires_at += std::chrono::hours(1);
  set.put(regenerated);
  EXPECT_TRUE(find(set, digest(1)));
}

TEST(HotSet, DoesNotCoverATimeBeforeThatByWhichTheExpiredLeft) {
  HotSet set(plenty);
  set.put(token(1));
  const auto expired = token(1).expires_at;
  set.sweep(expired + HotSet::grace, 1000);
  EXPECT_TRUE(set.complete(expired));
  EXPECT_FALSE(set.complete(expired - std::chrono::milliseconds(1)));
  // The clock was set back: the token lives again, and is not here until a walk brought it.
  set.sweep(expired - std::chrono::seconds(1), 1000);
  EXPECT_FALSE(set.complete(expired - std::chrono::seconds(1)));
  set.put(token(1));
  set.made_whole(set.missing_noted());
  EXPECT_TRUE(set.complete(expired - std::chrono::seconds(1)));
  EXPECT_TRUE(find(set, digest(1)));
}

TEST(HotSet, WhatWasRevokedWithItsOwnerLeavesAndWhatIsSuspendedStays) {
  HotSet set(plenty);
  for (std::uint64_t n = 1; n <= 20; ++n) set.put(token(n, n % 2 == 0 ? "alice" : "bob"));
  set.put_owner({owner_id("alice"), 1, false, Position(10), 0});
  set.put_owner({owner_id("bob"), 1, true, std::nullopt, 0});
  set.sweep(noon, 1000);
  for (std::uint64_t n = 1; n <= 20; ++n) {
    EXPECT_EQ(find(set, digest(n)).has_value(), n % 2 == 1 || n > 10) << n;
  }
  set.put(token(2));
  EXPECT_FALSE(find(set, digest(2)));
  EXPECT_TRUE(set.whole());
}

TEST(HotSet, AnOwnerThatWasRevokedIsRememberedWithoutATokenOfIts) {
  HotSet set(plenty);
  set.put(token(1));
  set.put_owner({owner_id("alice"), 3, false, Position(10), 0});
  set.sweep(noon, 1000);
  ASSERT_EQ(set.size(), 0u);
  set.put(token(11));
  EXPECT_EQ(find(set, digest(11))->owner_standing.revoked_through, Position(10));
  EXPECT_EQ(find(set, digest(11))->owner_revision, 3u);
}

TEST(HotSet, AnOverlapThatEndedLeavesAndItsSecretIsRememberedAsADeadOne) {
  RetiredFilter ended;
  HotSet set(plenty);
  set.tell_of_ended(&ended);
  auto state = token(7);
  state.overlap = Overlap{digest(6), Position(3), noon};
  set.put(state);
  set.sweep(noon + HotSet::grace, 1000);
  EXPECT_FALSE(find(set, digest(6)));
  EXPECT_TRUE(find(set, digest(7)));
  EXPECT_TRUE(ended.may_have(digest(6)));
  EXPECT_FALSE(ended.may_have(digest(7)));
  // The same where it had ended before it came.
  state.overlap = Overlap{digest(5), Position(3), noon};
  set.put(state);
  EXPECT_FALSE(find(set, digest(5)));
  EXPECT_TRUE(ended.may_have(digest(5)));
}

TEST(HotSet, ASweepLooksAtSoManyPlacesAndGoesOnThere) {
  HotSet set(plenty);
  constexpr std::uint64_t count = 20'000;
  for (std::uint64_t n = 0; n < count; ++n) set.put(token(n));
  const auto bytes = set.bytes();
  const auto now = token(0).expires_at + HotSet::grace;
  set.sweep(now, 1000);
  EXPECT_GE(set.size(), count - 1000);
  EXPECT_LT(set.size(), count);
  for (int round = 0; round < 60; ++round) set.sweep(now, 1000);
  EXPECT_EQ(set.size(), 0u);
  EXPECT_LT(set.bytes(), bytes / 10) << "the places go back";
}

TEST(HotSet, HasRoomForWhatWasReserved) {
  HotSet set(plenty);
  constexpr std::uint64_t count = 20'000;
  set.reserve(count);
  const auto bytes = set.bytes();
  for (std::uint64_t n = 0; n < count; ++n) set.put(token(n));
  EXPECT_LT(set.bytes(), bytes + bytes / 20);
  HotSet small(100'000);
  small.reserve(count);
  EXPECT_LE(small.bytes(), 100'000u);
  EXPECT_GT(small.bytes(), 50'000u);
}

TEST(HotSet, FindsEveryDigestWhileManyComeAndGo) {
  HotSet set(plenty);
  constexpr std::uint64_t count = 20'000;
  for (std::uint64_t n = 0; n < count; ++n) set.put(token(n));
  for (std::uint64_t n = 0; n < count; n += 3) set.erase(digest(n));
  for (std::uint64_t n = 0; n < count; ++n) {
    set.touch(digest(n));
    ASSERT_EQ(find(set, digest(n)).has_value(), n % 3 != 0) << n;
  }
  for (std::uint64_t n = 0; n < count; n += 3) set.put(token(n));
  for (std::uint64_t n = 0; n < count; ++n) ASSERT_EQ(find(set, digest(n))->id, token_id(n));
  EXPECT_EQ(set.size(), count);
  EXPECT_LT(set.bytes() / count, 120u);
}

TEST(HotSet, IsNotCompleteWhileItIsLoaded) {
  HotSet set(plenty);
  set.begin_load();
  EXPECT_FALSE(set.whole());
  set.end_load(true);
  EXPECT_TRUE(set.whole());
}

TEST(HotSet, ReadersSeeWholeEntriesWhileTheyChange) {
  HotSet set(plenty);
  for (std::uint64_t n = 0; n < 64; ++n) set.put(token(n));
  std::atomic<bool> done{false};
  std::atomic<bool> torn{false};
  const auto read = [&] {
    while (!done) {
      for (std::uint64_t n = 0; n < 64; ++n) {
        set.visit(digest(n), [&](const HotToken& seen) {
          if (seen.id != token_id(n) || seen.name.size() != seen.issued_position.value())
            torn = true;
          if (seen.owner_standing.suspended != (seen.owner_revision % 2 == 1)) torn = true;
        });
      }
    }
  };
  for (std::uint64_t n = 0; n < 64; ++n) {
    auto state = token(n);
    state.issued_position = Position(state.name.size());
    set.put(state);
  }
  std::thread reader(read);
  for (std::uint64_t round = 1; round < 2000; ++round) {
    auto state = token(round % 64);
    state.name.assign(round % 50 + 1, 'n');
    state.issued_position = Position(state.name.size());
    if (round % 7 == 0) set.erase(state.digest);
    set.put(state);
    set.put(token(1000 + round));
    set.put_owner({owner_id("alice"), round, round % 2 == 1, std::nullopt, 0});
  }
  done = true;
  reader.join();
  EXPECT_FALSE(torn);
}

}  // namespace
}  // namespace ledger::projections::test
