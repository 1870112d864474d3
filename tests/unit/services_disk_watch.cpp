// The mark of free space: the byte at which commands stop, and the one at which they come back.

#include <gtest/gtest.h>

#include "services/runtime/disk_watch.hpp"

namespace ledger::runtime {
namespace {

constexpr std::uint64_t gib = std::uint64_t{1} << 30;

class DiskMark : public testing::Test {
 protected:
  DiskWatch watch(std::uint64_t free_bytes_min, std::uint64_t needed) {
    return DiskWatch({"/", free_bytes_min, needed, [this](const auto&) { return space; }});
  }
  bool read_only_at(DiskWatch& watched, std::uint64_t free) {
    space->free = free;
    watched.look();
    return watched.read_only();
  }
  std::optional<DiskSpace> space = DiskSpace{100 * gib, 200 * gib};
};

TEST_F(DiskMark, CommandsStopOneByteBelowItAndComeBackAnEighthAboveIt) {
  auto watched = watch(800, 100);
  EXPECT_EQ(watched.mark(), 800U);
  EXPECT_FALSE(read_only_at(watched, 800));
  EXPECT_TRUE(read_only_at(watched, 799));
  EXPECT_TRUE(read_only_at(watched, 800));
  EXPECT_TRUE(read_only_at(watched, 899));
  EXPECT_FALSE(read_only_at(watched, 900));
  EXPECT_FALSE(read_only_at(watched, 800));
}

TEST_F(DiskMark, IsByDefaultTheSmallerOfOneGibibyteAndFivePerCent) {
  EXPECT_EQ(watch(0, 1).mark(), gib);
  space->size = 10 * gib;
  EXPECT_EQ(watch(0, 1).mark(), gib / 2);
}

TEST_F(DiskMark, IsNeverBelowWhatIsNeeded) {
  EXPECT_EQ(watch(800, 801).mark(), 801U);
  EXPECT_EQ(watch(0, 3 * gib).mark(), 3 * gib);
}

TEST_F(DiskMark, WhatCannotBeKnownChangesNothing) {
  auto watched = watch(800, 0);
  EXPECT_TRUE(read_only_at(watched, 1));
  space.reset();
  watched.look();
  EXPECT_TRUE(watched.read_only());
}

TEST_F(DiskMark, AReadModelThatCannotBeWrittenStopsCommandsUntilItCan) {
  auto watched = watch(800, 0);
  watched.view_failed("no space");
  watched.view_failed("no space");
  watched.look();
  EXPECT_TRUE(watched.read_only());
  EXPECT_EQ(watched.view_failures(), 2U);
  watched.view_written();
  EXPECT_FALSE(watched.read_only());
}

TEST(DiskSpace, OfARealDirectoryIsKnownAndOfNoneIsNot) {
  const auto space = space_of("/");
  ASSERT_TRUE(space);
  EXPECT_GT(space->size, 0U);
  EXPECT_FALSE(space_of("/no such directory"));
}

}  // namespace
}  // namespace ledger::runtime
