// How descriptors are shared: nothing is handed out twice, and the databases come first.

#include <stdexcept>

#include <gtest/gtest.h>

#include "services/runtime/descriptors.hpp"

namespace ledger::runtime {
namespace {

DescriptorWish wish(std::size_t limit) {
  DescriptorWish made;
  made.limit = limit;
  made.in_use = 10;
  made.threads = 4;
  return made;
}

TEST(Descriptors, TheSmallestLimitIsTakenAndOneLessIsRefused) {
  const auto needed = descriptors_needed(wish(0));
  EXPECT_EQ(share_descriptors(wish(needed)).connections_max, 16U);
  EXPECT_EQ(share_descriptors(wish(needed + 1)).connections_max, 17U);
  EXPECT_THROW(static_cast<void>(share_descriptors(wish(needed - 1))), std::runtime_error);
  auto on_kafka = wish(needed);
  on_kafka.kafka = true;
  EXPECT_THROW(static_cast<void>(share_descriptors(on_kafka)), std::runtime_error);
}

TEST(Descriptors, NeverMoreAreHandedOutThanThereAre) {
  for (std::size_t limit = descriptors_needed(wish(0)); limit < 40'000; limit += 7) {
    const auto shares = share_descriptors(wish(limit));
    ASSERT_GE(shares.log_files, 20) << limit;
    ASSERT_GE(shares.view_files, 20) << limit;
    ASSERT_GE(shares.use_files, 20) << limit;
    ASSERT_GE(shares.connections_max, 16U) << limit;
    ASSERT_LE(shares.connections_max, 10'000U) << limit;
    const auto files =
        static_cast<std::size_t>(shares.log_files + shares.view_files + shares.use_files);
    ASSERT_LE(10 + 64 + files + shares.connections_max + 4 * shares.refused_max, limit);
  }
}

TEST(Descriptors, WithManyNothingIsBoundedButWhatTheSettingsBound) {
  const auto shares = share_descriptors(wish(1 << 20));
  EXPECT_EQ(shares.connections_max, 10'000U);
  EXPECT_EQ(shares.refused_max, 256U);
  EXPECT_EQ(shares.log_files, -1);
  EXPECT_EQ(shares.view_files, -1);
}

TEST(Descriptors, ThoseInUseAreCounted) { EXPECT_GE(descriptors_in_use(), 3U); }

}  // namespace
}  // namespace ledger::runtime
