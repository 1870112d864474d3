#include <gtest/gtest.h>

#include "projections/expiry_queue.hpp"
#include "tests/support/projections_support.hpp"

namespace ledger::projections::test {
namespace {

using std::chrono::milliseconds;

const milliseconds command_memory = newest_rules().command_memory;

class Forgetting : public testing::Test {
 protected:
  Forgetting() {
    log.add(events.opened());
    first = events.created(1, "alice", 11);
    log.add(first);
  }
  /// So much memory time later, a record that changes as little as an event can.
  void after(std::chrono::milliseconds time) {
    const auto whole = std::chrono::floor<std::chrono::minutes>(time) / memory_step_max;
    let_pass(log, whole * memory_step_max);
    log.now += time - whole * memory_step_max;
    log.add(events.about_owner<OwnerSuspended>("someone-" + std::to_string(++others), 1));
    node.projector.catch_up();
  }

  FreshDirectory directory;
  MemoryLog log;
  Events events;
  Event first{events.opened()};
  int others = 0;
  Node node{log, directory / "view"};
};

TEST_F(Forgetting, ACommandIsRememberedForSevenDaysAndNoMillisecondMore) {
  after(command_memory - milliseconds(1));
  EXPECT_TRUE(node.view.command(first.command));
  after(milliseconds(1));
  EXPECT_FALSE(node.view.command(first.command));
}

TEST_F(Forgetting, ARetiredDigestIsRememberedForAYearAndNoMillisecondMore) {
  log.add(events.deleted(1, 2));
  after(newest_rules().retired_memory - milliseconds(1));
  EXPECT_TRUE(node.view.retired(digest(11)));
  after(milliseconds(1));
  EXPECT_FALSE(node.view.retired(digest(11)));
  EXPECT_TRUE(node.view.token(token_id(1))->deleted);
}

TEST_F(Forgetting, TheSessionsOfATokenAreRememberedForEightDaysSinceTheLastBegan) {
  const auto start = [&](std::uint64_t n) {
    auto event = events.make(token_id(1), 0,
                             SessionStarted{session_digest(n), digest(11),
                                            noon + std::chrono::days(99), std::chrono::days(99)});
    log.add(event);
  };
  start(1);
  after(milliseconds(5));
  start(2);
  after(newest_rules().session_memory - milliseconds(1));
  EXPECT_EQ(node.view.sessions(token_id(1))->sessions.size(), 2U);
  after(milliseconds(1));
  EXPECT_FALSE(node.view.sessions(token_id(1)));
  start(3);
  node.projector.catch_up();
  EXPECT_EQ(node.view.sessions(token_id(1))->sessions.size(), 1U);
}

TEST_F(Forgetting, ALogTimeThatWasWrongForOneRecordForgetsNothing) {
  log.now += std::chrono::days(8);
  log.add(events.about_owner<OwnerSuspended>("someone", 1));
  log.now -= std::chrono::days(8);
  log.add(first);  // a retry
  node.projector.catch_up();
  EXPECT_TRUE(node.view.is_remembered(*node.view.command(first.command)));
  EXPECT_EQ(node.projector.counters().duplicate, 1u);
  EXPECT_EQ(node.view.checkpoint().log_time, noon + std::chrono::days(8));
  EXPECT_EQ(node.view.checkpoint().memory_time, noon + memory_step_max);
}

TEST_F(Forgetting, ALogTimeThatGoesBackForgetsNothing) {
  after(command_memory - milliseconds(1));
  log.now -= std::chrono::days(1);
  after(milliseconds(0));
  EXPECT_TRUE(node.view.command(first.command));
}

TEST_F(Forgetting, AtMostSixtyFourGoAtOneRecordAndTheOldestFirst) {
  std::vector<Event> made;
  for (std::uint64_t n = 2; n <= 101; ++n) {
    log.now += milliseconds(1);
    made.push_back(events.created(n, "alice", 10 + n));
    log.add(made.back());
  }
  const auto remembered = [&] {
    std::size_t count = 0;
    for (const auto& event : made) count += node.view.command(event.command) ? 1 : 0;
    return count;
  };
  after(command_memory);  // takes `first` and 63 more
  EXPECT_EQ(remembered(), 100u - 63u);
  EXPECT_FALSE(node.view.command(made[62].command));
  EXPECT_TRUE(node.view.command(made[63].command));
  EXPECT_FALSE(node.view.is_remembered(*node.view.command(made[63].command)));
  after(milliseconds(0));
  EXPECT_EQ(remembered(), 0u);
}

TEST_F(Forgetting, ARecordThatIsNoEventForgetsNothing) {
  node.projector.catch_up();
  const auto before = node.view.checkpoint();
  let_pass(log, std::chrono::duration_cast<std::chrono::minutes>(command_memory));
  node.projector.catch_up();
  EXPECT_TRUE(node.view.command(first.command));
  EXPECT_EQ(node.view.checkpoint().state_digest, before.state_digest);
  EXPECT_EQ(node.view.checkpoint().memory_time, noon + command_memory);
  EXPECT_EQ(node.view.checkpoint().log_time, log.now);
}

TEST(ExpiryQueue, ThatRunsLowIsRefilledBehindWhatWasTaken) {
  ExpiryQueue<int> queue(100);
  std::set<std::pair<Timestamp, int>> rows;
  for (int i = 0; i < 250; ++i) rows.emplace(noon, i);
  const auto scan = [&](const auto& from, auto on_item) {
    for (auto row = from ? rows.lower_bound(*from) : rows.begin(); row != rows.end(); ++row) {
      if (!on_item(*row)) return;
    }
  };
  EXPECT_TRUE(queue.low());
  for (int i = 0; i < 250; ++i) {
    if (queue.low()) queue.refill(scan);
    const auto taken = queue.take_expired(noon, milliseconds(0));
    ASSERT_TRUE(taken);
    EXPECT_EQ(*taken, i);
    rows.erase({noon, i});
    EXPECT_FALSE(queue.take_expired(noon - milliseconds(1), milliseconds(0)));
  }
  EXPECT_FALSE(queue.low());
  EXPECT_FALSE(queue.take_expired(noon, milliseconds(0)));
}

}  // namespace
}  // namespace ledger::projections::test
