#include <gtest/gtest.h>

#include "tests/support/random_events.hpp"

namespace ledger::token {
namespace {

using support::Dice;
using support::random_scope;
using support::random_scopes;

constexpr int rounds = 100'000;

TEST(ScopeLaws, CoveringIsReflexive) {
  Dice dice;
  SCOPED_TRACE(dice.seed());
  for (int i = 0; i < rounds; ++i) {
    const auto scope = random_scope(dice);
    ASSERT_TRUE(scope_covers(scope, scope)) << scope;
  }
}

TEST(ScopeLaws, CoveringIsTransitive) {
  Dice dice;
  SCOPED_TRACE(dice.seed());
  int chains = 0;
  for (int i = 0; i < rounds; ++i) {
    const auto a = random_scope(dice), b = random_scope(dice), c = random_scope(dice);
    if (!scope_covers(a, b) || !scope_covers(b, c)) continue;
    ++chains;
    ASSERT_TRUE(scope_covers(a, c)) << a << " > " << b << " > " << c;
  }
  EXPECT_GT(chains, 100);
}

TEST(ScopeLaws, ScopesThatCoverEachOtherAreEqual) {
  Dice dice;
  SCOPED_TRACE(dice.seed());
  for (int i = 0; i < rounds; ++i) {
    const auto a = random_scope(dice), b = random_scope(dice);
    if (scope_covers(a, b) && scope_covers(b, a)) {
      ASSERT_EQ(a, b);
    }
  }
}

TEST(ScopeLaws, FullAccessTopsEveryScopeOfApplicationsAndNoOperatorsScope) {
  Dice dice;
  SCOPED_TRACE(dice.seed());
  for (int i = 0; i < rounds; ++i) {
    const auto scope = random_scope(dice);
    ASSERT_EQ(scope_covers(scope_full_access, scope), !is_operator_granted(scope)) << scope;
    ASSERT_TRUE(scope_covers(scope_operate, scope)) << scope;
    if (is_operator_granted(scope) && scope != scope_operate) {
      const auto held = random_scope(dice);
      ASSERT_EQ(scope_covers(held, scope), held == scope || held == scope_operate) << held;
    }
  }
}

TEST(ScopeLaws, AJoinedSetCoversWhatTheSetDoes) {
  Dice dice;
  SCOPED_TRACE(dice.seed());
  for (int i = 0; i < rounds / 10; ++i) {
    const auto held = random_scopes(dice, 6);
    const auto wanted = random_scope(dice);
    ASSERT_EQ(any_scope_covers(held.joined(), wanted), held.covers(wanted))
        << held.joined() << " / " << wanted;
  }
}

TEST(ScopeLaws, ASetCoversItsPartsAndCoveringSetsIsTransitive) {
  Dice dice;
  SCOPED_TRACE(dice.seed());
  for (int i = 0; i < rounds / 10; ++i) {
    const auto a = random_scopes(dice, 4), b = random_scopes(dice, 3), c = random_scopes(dice, 2);
    ASSERT_TRUE(a.covers(a));
    if (a.covers(b) && b.covers(c)) {
      ASSERT_TRUE(a.covers(c)) << a.joined() << " / " << c.joined();
    }
  }
}

}  // namespace
}  // namespace ledger::token
