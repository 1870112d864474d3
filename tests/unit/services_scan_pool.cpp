#include <latch>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

#include "services/runtime/scan_pool.hpp"

namespace ledger::runtime {
namespace {

/// What came of one piece.
struct Fate {
  bool ran = false;
  std::thread::id there;
  std::optional<bool> taken;
  std::thread::id back;
  std::string thrown;
};

class Scans : public testing::Test {
 protected:
  void start(Fate& fate, std::function<void()> piece) {
    const auto task = [](Scans* self, Fate* to, std::function<void()> work) -> http::Task<void> {
      const auto noted = [&] {
        to->ran = true;
        to->there = std::this_thread::get_id();
        work();
      };
      try {
        to->taken = co_await self->pool.run(noted, self->context.get_executor());
      } catch (const std::exception& error) {
        to->thrown = error.what();
      }
      to->back = std::this_thread::get_id();
    };
    boost::asio::co_spawn(context, task(this, &fate, std::move(piece)), boost::asio::detached);
  }
  /// Until nothing is left to do, also in the pool.
  void finish() {
    pool.stop();
    context.run();
  }

  boost::asio::io_context context{1};
  ScanPool pool;
};

TEST_F(Scans, RunBesideTheWorkerAndComeBackToIt) {
  Fate fate;
  start(fate, [] {});
  context.run();
  EXPECT_TRUE(fate.ran);
  EXPECT_EQ(fate.taken, true);
  EXPECT_NE(fate.there, std::this_thread::get_id());
  EXPECT_EQ(fate.back, std::this_thread::get_id());
}

TEST_F(Scans, ThrowWhereTheyAreAwaited) {
  Fate fate;
  start(fate, [] { throw std::runtime_error("unreadable"); });
  context.run();
  EXPECT_EQ(fate.thrown, "unreadable");
}

TEST_F(Scans, AreRefusedWhereTooManyWaitAndTakenAgainLater) {
  std::latch hold(1);
  std::vector<Fate> fates(ScanPool::waiting_max);
  start(fates[0], [&] { hold.wait(); });
  for (std::size_t i = 1; i < fates.size(); ++i) start(fates[i], [] {});
  Fate over;
  start(over, [] {});
  while (!over.taken) context.run_one();
  EXPECT_EQ(over.taken, false);
  EXPECT_FALSE(over.ran);
  hold.count_down();
  for (const auto& fate : fates) {
    while (!fate.taken) context.run_one();
    EXPECT_EQ(fate.taken, true);
  }
  context.restart();  // everything was done
  Fate later;
  start(later, [] {});
  while (!later.taken) context.run_one();
  EXPECT_EQ(later.taken, true);
}

TEST_F(Scans, ThatWaitWhenThePoolStopsStillRun) {
  std::latch hold(1);
  Fate first;
  Fate second;
  start(first, [&] { hold.wait(); });
  start(second, [] {});
  context.poll();
  hold.count_down();
  finish();
  EXPECT_EQ(first.taken, true);
  EXPECT_EQ(second.taken, true);
}

}  // namespace
}  // namespace ledger::runtime
