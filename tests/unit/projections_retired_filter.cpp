#include <set>

#include <gtest/gtest.h>

#include "projections/retired_filter.hpp"
#include "tests/support/projections_support.hpp"

namespace ledger::projections::test {
namespace {

TEST(RetiredFilter, HasWhatWasAddedUntilItIsRemoved) {
  RetiredFilter filter;
  EXPECT_FALSE(filter.may_have(digest(1)));
  filter.remove(digest(1));
  filter.add(digest(1));
  filter.add(digest(1));
  EXPECT_TRUE(filter.may_have(digest(1)));
  EXPECT_FALSE(filter.may_have(digest(2)));
  EXPECT_EQ(filter.size(), 1u);
  filter.remove(digest(1));
  EXPECT_FALSE(filter.may_have(digest(1)));
  EXPECT_EQ(filter.size(), 0u);
}

TEST(RetiredFilter, TakesADigestThatBeginsWithZeros) {
  RetiredFilter filter;
  const TokenDigest zeros{};
  EXPECT_FALSE(filter.may_have(zeros));
  filter.add(zeros);
  EXPECT_TRUE(filter.may_have(zeros));
}

TEST(RetiredFilter, EqualsASetThroughRandomAddsAndRemoves) {
  RetiredFilter filter;
  std::set<std::uint64_t> expected;
  std::mt19937 random(7);
  for (int i = 0; i < 200'000; ++i) {
    const auto n = random() % 20'000;
    if (random() % 3 != 0) {
      filter.add(digest(n));
      expected.insert(n);
    } else {
      filter.remove(digest(n));
      expected.erase(n);
    }
  }
  EXPECT_EQ(filter.size(), expected.size());
  for (std::uint64_t n = 0; n < 20'000; ++n) {
    ASSERT_EQ(filter.may_have(digest(n)), expected.contains(n)) << n;
  }
}

TEST(RetiredFilter, TakesAboutElevenBytesAnEntry) {
  RetiredFilter filter;
  for (std::uint64_t n = 0; n < 300'000; ++n) filter.add(digest(n));
  EXPECT_LE(filter.bytes(), 300'000u * 13);
  EXPECT_GE(filter.bytes(), 300'000u * 10);
}

TEST(RetiredFilter, IsAskedWhileItGrows) {
  RetiredFilter filter;
  filter.add(digest(0));
  std::atomic<bool> done{false};
  std::atomic<std::uint64_t> missed{0};
  std::thread asker([&] {
    while (!done) missed += filter.may_have(digest(0)) ? 0 : 1;
  });
  for (std::uint64_t n = 1; n < 50'000; ++n) {
    filter.add(digest(n));
    if (n % 3 == 0) filter.remove(digest(n));
  }
  done = true;
  asker.join();
  EXPECT_EQ(missed, 0u);
}

TEST(RetiredFilter, WithoutRoomTakesEveryDigestForOneUntilWhatIsMissingIsForgotten) {
  RetiredFilter filter(64 * 16 * 8);
  std::uint64_t count = 0;
  while (!filter.may_have(digest(1'000'000))) filter.add(digest(count++));
  EXPECT_LE(filter.bytes(), std::size_t{64} * 16 * 8);
  EXPECT_GT(filter.size(), 100u);
  for (std::uint64_t n = 0; n < count; ++n) EXPECT_TRUE(filter.may_have(digest(n)));
  for (std::uint64_t n = 0; n < count; ++n) filter.remove(digest(n));
  EXPECT_FALSE(filter.may_have(digest(1'000'000)));
  EXPECT_EQ(filter.size(), 0u);
}

class KeptFilter : public testing::Test {
 protected:
  KeptFilter() {
    log.add(events.opened());
    log.add(events.created(1, "alice", 11));
    log.add(events.created(2, "alice", 12));
    log.add(events.deleted(1, 2));
  }
  ProjectorOptions with(RetiredFilter& filter, std::size_t rebuild_bytes_max = 0) {
    auto options = Node::plain();
    options.retired = &filter;
    options.rebuild_bytes_max = rebuild_bytes_max;
    return options;
  }
  FreshDirectory directory;
  MemoryLog log;
  Events events;
};

TEST_F(KeptFilter, FollowsTheLogAndIsLoadedAtAStart) {
  for (const std::size_t rebuild : {std::size_t{0}, std::size_t{1} << 20}) {
    const auto name = "view-" + std::to_string(rebuild);
    for (int start = 0; start < 2; ++start) {
      RetiredFilter filter;
      Node node(log, directory / name.c_str(), with(filter, rebuild));
      node.projector.catch_up();
      node.projector.start();
      ASSERT_TRUE(start > 0 || node.observer.wait_through(log.records.back().position));
      node.projector.stop();
      EXPECT_TRUE(filter.may_have(digest(11))) << start;
      EXPECT_FALSE(filter.may_have(digest(12))) << start;
    }
  }
}

TEST_F(KeptFilter, ForgetsWhatTheStateForgets) {
  RetiredFilter filter;
  Node node(log, directory / "view", with(filter));
  node.projector.catch_up();
  EXPECT_EQ(filter.size(), 1u);
  let_pass(log, newest_rules().retired_memory);
  log.add(events.about_owner<OwnerSuspended>("bob", 1));
  node.projector.catch_up();
  EXPECT_EQ(filter.size(), 0u);
}

}  // namespace
}  // namespace ledger::projections::test
