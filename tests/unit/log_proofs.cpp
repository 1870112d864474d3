#include <thread>

#include <gtest/gtest.h>

#include "events/log/proofs.hpp"

namespace ledger::log {
namespace {

TEST(LogProofs, NoneIsKnownAtFirst) {
  const Proofs proofs;
  EXPECT_EQ(proofs.at(Position(100)), std::nullopt);
}

TEST(LogProofs, TheNewestOneAtOrBeforeThePositionCounts) {
  Proofs proofs;
  proofs.add(Position(10), BootTime(100));
  proofs.add(Position(20), BootTime(200));
  EXPECT_EQ(proofs.at(Position(9)), std::nullopt);
  EXPECT_EQ(proofs.at(Position(10)), BootTime(100));
  EXPECT_EQ(proofs.at(Position(19)), BootTime(100));
  EXPECT_EQ(proofs.at(Position(20)), BootTime(200));
  EXPECT_EQ(proofs.at(Position(UINT64_MAX)), BootTime(200));
}

TEST(LogProofs, OneOfThePositionZeroCounts) {
  Proofs proofs;
  proofs.add(Position(0), BootTime(5));
  EXPECT_EQ(proofs.at(Position(0)), BootTime(5));
}

/// A record that was handed over earlier and came later into the log proves less than is known.
TEST(LogProofs, OneThatIsNoNewerIsNotAdded) {
  Proofs proofs;
  proofs.add(Position(10), BootTime(100));
  proofs.add(Position(11), BootTime(99));
  proofs.add(Position(12), BootTime(100));
  EXPECT_EQ(proofs.at(Position(12)), BootTime(100));
  proofs.add(Position(13), BootTime(101));
  EXPECT_EQ(proofs.at(Position(12)), BootTime(100));
  EXPECT_EQ(proofs.at(Position(13)), BootTime(101));
}

TEST(LogProofs, TheLatestSixtyFourAreKept) {
  Proofs proofs;
  ASSERT_EQ(Proofs::kept, 64u);
  for (std::uint64_t i = 1; i <= 64; ++i) proofs.add(Position(i), BootTime(i));
  EXPECT_EQ(proofs.at(Position(1)), BootTime(1));
  proofs.add(Position(65), BootTime(65));
  EXPECT_EQ(proofs.at(Position(1)), std::nullopt);
  EXPECT_EQ(proofs.at(Position(2)), BootTime(2));
}

/// Who asks while others are added hears of one that was really added, and never of one that is
/// newer than what he has applied.
TEST(LogProofs, WhoAsksMeanwhileIsNeverToldTooMuch) {
  Proofs proofs;
  constexpr std::uint64_t last = 400'000;
  std::atomic<std::uint64_t> applied{0};
  std::thread adder([&] {
    for (std::uint64_t i = 1; i <= last; ++i) {
      proofs.add(Position(i), BootTime(i * 7));
      applied.store(i);
    }
  });
  std::uint64_t wrong = 0;
  BootTime before{0};
  while (applied.load() < last) {
    const auto through = applied.load();
    const auto proof = proofs.at(Position(through));
    if (!proof) continue;
    wrong += proof->count() % 7 != 0 || *proof > BootTime(through * 7) || *proof < before;
    before = *proof;
  }
  adder.join();
  EXPECT_EQ(wrong, 0u);
  EXPECT_EQ(proofs.at(Position(last)), BootTime(last * 7));
}

}  // namespace
}  // namespace ledger::log
