#include <string>

#include <gtest/gtest.h>

#include "projections/key_filter.hpp"

namespace ledger::projections::test {
namespace {

TEST(KeyFilter, HasWhatWasAddedAndHardlyAnythingElse) {
  constexpr int count = 100'000;
  KeyFilter filter(count);
  for (int i = 0; i < count; ++i) filter.add("t" + std::to_string(i));
  int wrong = 0;
  for (int i = 0; i < count; ++i) {
    ASSERT_TRUE(filter.may_have("t" + std::to_string(i)));
    wrong += filter.may_have("d" + std::to_string(i)) ? 1 : 0;
  }
  EXPECT_LT(wrong, count / 50);
}

TEST(KeyFilter, OfNoKeysTakesThemStill) {
  KeyFilter filter(0);
  EXPECT_FALSE(filter.may_have("t1"));
  filter.add("t1");
  EXPECT_TRUE(filter.may_have("t1"));
}

}  // namespace
}  // namespace ledger::projections::test
