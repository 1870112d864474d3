// What one caller may send and one owner may have, by a clock that the test holds.

#include <atomic>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

#include "services/issuance/quotas.hpp"

namespace ledger::issuance {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;
using testing::HasSubstr;

constexpr Quotas::Time start{std::chrono::hours(1)};
const token::Timestamp noon =
    std::chrono::sys_days(std::chrono::days(20'000)) + std::chrono::hours(12);

runtime::QuotaSettings with(const runtime::QuotaLimits& limits) { return {limits, true, {}, {}}; }
runtime::QuotaSettings with_rate(std::uint32_t rate, std::uint32_t burst) {
  return with({0, 0, rate, burst});
}

access::Caller caller(std::uint8_t number, bool is_operator = false) {
  access::Caller caller;
  caller.id.value[15] = number;
  caller.set_owner("alice");
  caller.is_operator = is_operator;
  return caller;
}

/// How many of `many` commands at once are let through.
int taken(Quotas& quotas, const access::Caller& who, Quotas::Time now, int many = 100) {
  int count = 0;
  for (int i = 0; i < many; ++i) count += quotas.take(who, now) ? 0 : 1;
  return count;
}

std::string header(const http::Problem& problem, std::string_view name) {
  for (const auto& field : problem.headers) {
    if (field.first == name) return field.second;
  }
  return "";
}

TEST(CommandRate, LetsABurstThroughAndNotOneMore) {
  Quotas quotas(with_rate(10, 5));
  EXPECT_EQ(taken(quotas, caller(1), start, 5), 5);
  const auto refused = quotas.take(caller(1), start);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 429U);
  EXPECT_EQ(refused->type, "rate-limited");
  EXPECT_EQ(header(*refused, "Retry-After"), "1");
  EXPECT_THAT(refused->detail, HasSubstr("10 commands a second, and 5 at once"));
}

TEST(CommandRate, OfOneAtATimeIsThat) {
  Quotas quotas(with_rate(1, 1));
  EXPECT_EQ(taken(quotas, caller(1), start), 1);
  EXPECT_EQ(taken(quotas, caller(1), start + seconds(1) - nanoseconds(1)), 0);
  EXPECT_EQ(taken(quotas, caller(1), start + seconds(1)), 1);
}

TEST(CommandRate, GivesOneBackInEachInterval) {
  Quotas quotas(with_rate(10, 5));
  EXPECT_EQ(taken(quotas, caller(1), start), 5);
  EXPECT_EQ(taken(quotas, caller(1), start + milliseconds(99)), 0);
  EXPECT_EQ(taken(quotas, caller(1), start + milliseconds(100)), 1);
  EXPECT_EQ(taken(quotas, caller(1), start + milliseconds(300)), 2);
}

TEST(CommandRate, GivesNoMoreThanABurstBackAfterALongSilence) {
  Quotas quotas(with_rate(10, 5));
  EXPECT_EQ(taken(quotas, caller(1), start), 5);
  EXPECT_EQ(taken(quotas, caller(1), start + std::chrono::hours(24)), 5);
}

TEST(CommandRate, IsNotMadeWorseByRefusedCommands) {
  Quotas quotas(with_rate(10, 5));
  EXPECT_EQ(taken(quotas, caller(1), start, 10'000), 5);
  EXPECT_EQ(taken(quotas, caller(1), start + milliseconds(500)), 5);
}

TEST(CommandRate, OfOneCallerIsNotAnothers) {
  Quotas quotas(with_rate(10, 5));
  EXPECT_EQ(taken(quotas, caller(1), start), 5);
  EXPECT_EQ(taken(quotas, caller(2), start), 5);
}

TEST(CommandRate, HoldsOperatorsWhereTheSettingSaysSo) {
  auto settings = with_rate(10, 5);
  Quotas exempt(settings);
  EXPECT_EQ(taken(exempt, caller(1, true), start), 100);
  settings.operators_exempt = false;
  Quotas held(settings);
  EXPECT_EQ(taken(held, caller(1, true), start), 5);
}

TEST(CommandRate, OfZeroIsNone) {
  Quotas quotas(with_rate(0, 1));
  EXPECT_EQ(taken(quotas, caller(1), start), 100);
  EXPECT_EQ(quotas.remembered(), 0U);
}

TEST(CommandRate, IsThatOfTheFirstPatternThatFitsTheOwner) {
  auto settings = with_rate(10, 5);
  settings.specials = {{"al*", {0, 0, 10, 7}}, {"*", {0, 0, 10, 9}}};
  Quotas quotas(settings);
  EXPECT_EQ(taken(quotas, caller(1), start), 7);
  auto bob = caller(2);
  bob.set_owner("bob");
  EXPECT_EQ(taken(quotas, bob, start), 9);
}

TEST(CommandRate, LetsNoMoreThroughWhenManyAskAtOnce) {
  Quotas quotas(with_rate(1, 1000));
  std::atomic<int> count{0};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] { count += taken(quotas, caller(1), start, 500); });
  }
  threads.clear();
  EXPECT_EQ(count, 1000);
}

TEST(Quotas, RememberABoundedNumberOfCallersAndOwners) {
  auto settings = with({10, 10, 10, 5});
  Quotas quotas(settings, 2 * Quotas::shard_count);
  for (int i = 0; i < 10'000; ++i) {
    auto who = caller(static_cast<std::uint8_t>(i));
    who.id.value[14] = static_cast<std::uint8_t>(i >> 8);
    EXPECT_FALSE(quotas.take(who, start));
    auto seat = quotas.take_seat("owner-" + std::to_string(i), false, noon);
    ASSERT_TRUE(seat);
    seat->made();
  }
  EXPECT_EQ(quotas.remembered(), 4 * Quotas::shard_count);
}

TEST(Quotas, ForgetWhoHasMostLeftBeforeOthers) {
  Quotas quotas(with_rate(1, 100), 2 * Quotas::shard_count);
  EXPECT_EQ(taken(quotas, caller(0), start), 100);
  for (const auto now : {start, start + seconds(2)}) {
    for (int i = 1; i < 256; ++i)
      EXPECT_FALSE(quotas.take(caller(static_cast<std::uint8_t>(i)), now));
  }
  EXPECT_LE(quotas.remembered(), 2 * Quotas::shard_count);
  EXPECT_EQ(taken(quotas, caller(0), start + seconds(2)), 2);
}

TEST(Quotas, ForgetNoOwnerWithACreateUnderWayAndKeepWhoMadeMost) {
  Quotas quotas(with({3, 2, 0, 1}), 2 * Quotas::shard_count);
  for (int i = 0; i < 2; ++i) quotas.take_seat("alice", false, noon)->made();
  const auto under_way = quotas.take_seat("bob", false, noon);
  for (int i = 0; i < 10'000; ++i) quotas.take_seat(std::to_string(i), false, noon)->made();
  EXPECT_TRUE(quotas.refusal_of(*quotas.take_seat("alice", false, noon), 0, noon));
  EXPECT_TRUE(quotas.refusal_of(*quotas.take_seat("bob", false, noon), 2, noon));
}

/// Whether the owner, who has `living` tokens, may make one more now. It is then made.
bool make(Quotas& quotas, std::uint64_t living, token::Timestamp now = noon,
          const std::string& owner = "alice", bool by_operator = false) {
  auto seat = quotas.take_seat(owner, by_operator, now);
  if (!seat) return true;
  if (quotas.refusal_of(*seat, living, now)) return false;
  seat->made();
  return true;
}

TEST(TokenQuota, TakesAsManyLivingTokensAsTheLimitAndNotOneMore) {
  Quotas quotas(with({3, 0, 0, 1}));
  EXPECT_TRUE(make(quotas, 2));
  EXPECT_FALSE(make(quotas, 3));
  EXPECT_FALSE(make(quotas, 4));
  EXPECT_TRUE(make(quotas, 2)) << "one was deleted";
}

TEST(TokenQuota, RefusesWithWhatTheOwnerHasAndMayDo) {
  Quotas quotas(with({3, 0, 0, 1}));
  const auto seat = quotas.take_seat("alice", false, noon);
  const auto refused = quotas.refusal_of(*seat, 3, noon);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 429U);
  EXPECT_EQ(refused->type, "token-quota");
  EXPECT_EQ(header(*refused, "Retry-After"), "3600");
  EXPECT_THAT(refused->detail, HasSubstr("alice may have 3 tokens, expired ones among them, and "
                                         "has 3. Nothing was done; delete some"));
}

TEST(TokenQuota, CountsWhatIsUnderWay) {
  Quotas quotas(with({3, 0, 0, 1}));
  std::optional<Quotas::Seat> first = quotas.take_seat("alice", false, noon);
  std::optional<Quotas::Seat> second = quotas.take_seat("alice", false, noon);
  EXPECT_FALSE(quotas.refusal_of(*first, 2, noon));
  EXPECT_TRUE(quotas.refusal_of(*second, 2, noon)) << "the first may take the third place";
  EXPECT_TRUE(make(quotas, 2, noon, "bob")) << "another owner has its own";
  first.reset();
  second.reset();
  EXPECT_TRUE(make(quotas, 2)) << "neither was made";
}

TEST(TokenQuota, OfADayTakesAsManyAsTheLimitAndNotOneMore) {
  Quotas quotas(with({0, 2, 0, 1}));
  EXPECT_TRUE(make(quotas, 0));
  EXPECT_TRUE(make(quotas, 0));
  const auto seat = quotas.take_seat("alice", false, noon);
  const auto refused = quotas.refusal_of(*seat, 0, noon);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 429U);
  EXPECT_EQ(refused->type, "token-day-quota");
  EXPECT_EQ(header(*refused, "Retry-After"), "43200");
  EXPECT_TRUE(make(quotas, 0, noon, "bob"));
}

TEST(TokenQuota, OfADayCountsWhatIsUnderWayAndNotWhatWasRefused) {
  Quotas quotas(with({0, 2, 0, 1}));
  for (int i = 0; i < 5; ++i) static_cast<void>(quotas.take_seat("alice", false, noon));
  EXPECT_TRUE(make(quotas, 0));
  const auto under_way = quotas.take_seat("alice", false, noon);
  EXPECT_FALSE(quotas.refusal_of(*under_way, 0, noon));
  EXPECT_FALSE(make(quotas, 0));
}

TEST(TokenQuota, OfADayLastsUntilMidnight) {
  Quotas quotas(with({0, 1, 0, 1}));
  const auto midnight = noon + std::chrono::hours(12);
  EXPECT_TRUE(make(quotas, 0));
  EXPECT_FALSE(make(quotas, 0, midnight - milliseconds(1)));
  const auto seat = quotas.take_seat("alice", false, midnight - milliseconds(1));
  EXPECT_EQ(header(*quotas.refusal_of(*seat, 0, midnight - milliseconds(1)), "Retry-After"), "1");
}

TEST(TokenQuota, OfANewDayIsWhole) {
  Quotas quotas(with({0, 1, 0, 1}));
  EXPECT_TRUE(make(quotas, 0));
  EXPECT_TRUE(make(quotas, 0, noon + std::chrono::hours(12)));
  EXPECT_FALSE(make(quotas, 0, noon + std::chrono::hours(12)));
}

TEST(TokenQuota, HoldsForOperatorsWhereTheSettingSaysSo) {
  auto settings = with({1, 1, 0, 1});
  Quotas exempt(settings);
  EXPECT_TRUE(make(exempt, 5, noon, "alice", true));
  EXPECT_TRUE(make(exempt, 0)) << "nor does it count for the owner's day";
  settings.operators_exempt = false;
  Quotas held(settings);
  EXPECT_FALSE(make(held, 5, noon, "alice", true));
}

TEST(TokenQuota, OfZeroIsNone) {
  Quotas quotas(with({0, 0, 1, 1}));
  EXPECT_FALSE(quotas.take_seat("alice", false, noon));
}

TEST(TokenQuota, IsThatOfTheFirstPatternThatFitsTheOwner) {
  auto settings = with({1, 0, 0, 1});
  settings.specials = {{"al*", {3, 0, 0, 1}}, {"alice", {9, 0, 0, 1}}};
  Quotas quotas(settings);
  EXPECT_TRUE(make(quotas, 2));
  EXPECT_FALSE(make(quotas, 3));
  EXPECT_FALSE(make(quotas, 1, noon, "bob"));
}

TEST(TokenQuota, IsNotPassedByManyAtOnce) {
  Quotas quotas(with({0, 100, 0, 1}));
  std::atomic<int> made{0};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 200; ++n) made += make(quotas, 0) ? 1 : 0;
    });
  }
  threads.clear();
  EXPECT_EQ(made, 100);
}

}  // namespace
}  // namespace ledger::issuance
