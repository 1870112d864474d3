#include <gmock/gmock.h>

#include "services/runtime/applied_reports.hpp"

namespace ledger::runtime {
namespace {

using namespace std::chrono_literals;
using log::Barrier;
using log::BootTime;
using log::Position;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr BootTime now = 1000s;

Barrier barrier_of(char node, std::optional<std::uint64_t> compared_at) {
  Barrier barrier;
  barrier.node = std::string(32, node);
  barrier.node_name = "host,1";
  if (compared_at) barrier.compared = Barrier::Compared{Position(*compared_at), {}, {}};
  return barrier;
}

TEST(AppliedReports, CountWhoHasAppliedAndNameWhoHasNot) {
  AppliedReports reports(30s);
  EXPECT_TRUE(reports.note_follower("edge", Position(9), now));
  EXPECT_TRUE(reports.note_follower("late", Position(8), now));
  EXPECT_TRUE(reports.note_follower("new", std::nullopt, now));
  reports.note_barrier(barrier_of('a', 9), now);
  reports.note_barrier(barrier_of('b', std::nullopt), now);
  const auto who = reports.heard_of(now);
  EXPECT_THAT(who, SizeIs(5));
  const auto account = reports.account(who, Position(9));
  EXPECT_EQ(account.applied, 2U);
  EXPECT_THAT(account.missing, testing::UnorderedElementsAre("late", "new", "host_1/bbbbbbbb"));
  EXPECT_TRUE(reports.note_follower("late", Position(9), now));
  EXPECT_EQ(reports.account(who, Position(9)).applied, 3U);
}

TEST(AppliedReports, NobodyTakesBackWhatHeApplied) {
  AppliedReports reports(30s);
  EXPECT_TRUE(reports.note_follower("edge", Position(9), now));
  EXPECT_TRUE(reports.note_follower("edge", Position(3), now));
  EXPECT_TRUE(reports.note_follower("edge", std::nullopt, now));
  EXPECT_EQ(reports.account(reports.heard_of(now), Position(9)).applied, 1U);
}

TEST(AppliedReports, AreOfThoseWhoSaidSomethingWithinTheBound) {
  AppliedReports reports(30s);
  EXPECT_TRUE(reports.note_follower("edge", Position(1), now));
  reports.note_barrier(barrier_of('a', 1), now);
  EXPECT_THAT(reports.heard_of(now + 30s), SizeIs(2));
  EXPECT_THAT(reports.heard_of(now + 30s + 1ns), IsEmpty());
  EXPECT_TRUE(reports.followers(now + 30s));
  EXPECT_FALSE(reports.followers(now + 30s + 1ns));
  // Who was waited for is named to the end.
  const auto who = reports.heard_of(now);
  EXPECT_TRUE(reports.note_follower("other", Position(1), now + 59s));
  EXPECT_THAT(reports.account(who, Position(2)).missing, SizeIs(2));
}

TEST(AppliedReports, WhoLeavesIsWaitedForNoMore) {
  AppliedReports reports(30s);
  auto barrier = barrier_of('a', 1);
  barrier.followers = Barrier::Followers{3, Position(1)};
  reports.note_barrier(barrier, now);
  const auto who = reports.heard_of(now);
  EXPECT_THAT(reports.account(who, Position(2)).missing,
              testing::UnorderedElementsAre("host_1/aaaaaaaa", "followers of host_1/aaaaaaaa"));
  barrier.leaving = true;
  reports.note_barrier(barrier, now);
  EXPECT_THAT(reports.account(who, Position(2)).missing, IsEmpty());
}

TEST(AppliedReports, OfOtherNodesFollowersTheirNodeTells) {
  AppliedReports edge(30s);
  EXPECT_FALSE(edge.followers(now));
  EXPECT_TRUE(edge.note_follower("one", Position(7), now));
  EXPECT_TRUE(edge.note_follower("two", Position(5), now));
  EXPECT_EQ(edge.followers(now), (Barrier::Followers{2, Position(5)}));
  EXPECT_TRUE(edge.note_follower("new", std::nullopt, now));
  EXPECT_EQ(edge.followers(now), (Barrier::Followers{3, std::nullopt}));

  AppliedReports other(30s);
  auto barrier = barrier_of('a', 7);
  barrier.followers = Barrier::Followers{2, Position(5)};
  other.note_barrier(barrier, now);
  EXPECT_FALSE(other.followers(now)) << "they are not its own";
  const auto who = other.heard_of(now);
  EXPECT_EQ(other.account(who, Position(5)).applied, 3U);
  EXPECT_THAT(other.account(who, Position(6)).missing, ElementsAre("followers of host_1/aaaaaaaa"));
  barrier.followers.reset();
  other.note_barrier(barrier, now);
  EXPECT_THAT(other.account(who, Position(6)).missing, IsEmpty());
}

TEST(AppliedReports, TakeSoManyFollowersAndNoMore) {
  AppliedReports reports(30s);
  for (std::size_t i = 0; i < AppliedReports::reporters_max; ++i) {
    EXPECT_TRUE(reports.note_follower("f" + std::to_string(i), Position(1), now));
  }
  EXPECT_FALSE(reports.note_follower("one more", Position(1), now));
  EXPECT_TRUE(reports.note_follower("f7", Position(2), now)) << "it is known";
  reports.note_barrier(barrier_of('a', 1), now);
  EXPECT_THAT(reports.heard_of(now), SizeIs(AppliedReports::reporters_max + 1));
  EXPECT_TRUE(reports.note_follower("one more", Position(1), now + 60s + 1ns))
      << "those are forgotten";
}

}  // namespace
}  // namespace ledger::runtime
