// The gate where handlers wait for the projector.

#include <deque>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "services/runtime/position_gate.hpp"

namespace ledger::runtime {
namespace {

using projections::Folded;
using std::chrono::milliseconds;
using token::Position;
using token::Verdict;

constexpr milliseconds for_ever{60'000};
constexpr milliseconds not_long{1};

token::CommandAttempt attempt(std::string_view key, std::uint8_t number = 1) {
  return {token::CommandId::derive("caller", key), number};
}

http::Task<void> wait_for_command(const PositionGate::Expected& expected, milliseconds at_most,
                                  std::optional<PositionGate::CommandResult>& result) {
  result = co_await PositionGate::wait(expected, at_most);
}

/// As a handler does it: what it expects goes with its coroutine.
http::Task<void> expect_and_wait(PositionGate& gate, token::CommandAttempt command,
                                 http::Executor executor) {
  const auto expected = gate.expect(command, executor);
  co_await PositionGate::wait(expected, for_ever);
}

http::Task<void> wait_for_position(PositionGate& gate, Position position, http::Executor executor,
                                   milliseconds at_most, std::optional<bool>& reached) {
  reached = co_await gate.wait_for(position, executor, at_most);
}

/// A gate, and one thread's handlers.
class Gate : public testing::Test {
 protected:
  using Result = std::optional<PositionGate::CommandResult>;

  void begin_wait(const PositionGate::Expected& expected, milliseconds at_most, Result& result) {
    boost::asio::co_spawn(context_, wait_for_command(expected, at_most, result),
                          boost::asio::detached);
  }
  void begin_wait(Position position, milliseconds at_most, std::optional<bool>& reached) {
    boost::asio::co_spawn(
        context_, wait_for_position(gate_, position, context_.get_executor(), at_most, reached),
        boost::asio::detached);
  }
  void publish(const token::CommandAttempt& command, Verdict verdict, Position position) {
    const Folded folded{command, verdict, position};
    gate_.publish({&folded, 1}, position);
  }
  /// Until nobody waits any more.
  void run() {
    context_.restart();
    context_.run();
  }
  /// What can be done without waiting.
  void poll() {
    context_.restart();
    context_.poll();
  }

  PositionGate gate_;
  boost::asio::io_context context_;
};

TEST_F(Gate, KnowsNoPositionBeforeTheFirstRecord) {
  EXPECT_EQ(gate_.applied(), std::nullopt);
  gate_.publish({}, Position(0));
  EXPECT_EQ(gate_.applied(), Position(0));
  gate_.publish({}, Position(7));
  EXPECT_EQ(gate_.applied(), Position(7));
}

TEST_F(Gate, WakesACommandByItsOwnRecord) {
  for (const bool folded_first : {false, true}) {
    const auto command = attempt("a");
    const auto waiter = gate_.expect(command, context_.get_executor());
    Result result;
    if (folded_first) publish(command, Verdict::applied, Position(3));
    begin_wait(waiter, for_ever, result);
    if (!folded_first) {
      poll();
      EXPECT_FALSE(result);
      publish(command, Verdict::applied, Position(3));
    }
    run();
    ASSERT_TRUE(result);
    EXPECT_EQ(result->end, CommandEnd::applied);
    EXPECT_EQ(result->position, Position(3));
  }
}

TEST_F(Gate, SaysThatACommandLost) {
  const auto command = attempt("a");
  const auto waiter = gate_.expect(command, context_.get_executor());
  Result result;
  begin_wait(waiter, for_ever, result);
  publish(command, Verdict::superseded, Position(4));
  run();
  EXPECT_EQ(result->end, CommandEnd::superseded);
  EXPECT_EQ(result->position, Position(4));
}

TEST_F(Gate, WakesNobodyByTheRecordOfAnotherAttempt) {
  const auto waiter = gate_.expect(attempt("a", 2), context_.get_executor());
  Result result;
  begin_wait(waiter, for_ever, result);
  publish(attempt("a", 1), Verdict::superseded, Position(4));
  publish(attempt("b", 2), Verdict::applied, Position(5));
  poll();
  EXPECT_FALSE(result);
  publish(attempt("a", 2), Verdict::applied, Position(6));
  run();
  EXPECT_EQ(result->position, Position(6));
}

TEST_F(Gate, WakesAllWhoWaitForTheSameCommand) {
  const auto command = attempt("a");
  std::array<Result, 3> results;
  std::deque<PositionGate::Expected> expected;
  for (auto& result : results) {
    expected.emplace_back(gate_, command, context_.get_executor());
    begin_wait(expected.back(), for_ever, result);
  }
  publish(command, Verdict::applied, Position(2));
  run();
  for (const auto& result : results) EXPECT_EQ(result->end, CommandEnd::applied);
}

TEST_F(Gate, GivesACommandUpAtItsDeadline) {
  const auto command = attempt("a");
  Result result;
  const auto expected = gate_.expect(command, context_.get_executor());
  begin_wait(expected, not_long, result);
  run();
  ASSERT_TRUE(result);
  EXPECT_EQ(result->end, CommandEnd::deadline);
  // Its record may still come, and finds nobody.
  publish(command, Verdict::applied, Position(2));
  run();
  EXPECT_EQ(result->end, CommandEnd::deadline);
}

TEST_F(Gate, TellsOneWaiterAloneThatItsRecordWasNotWritten) {
  const auto command = attempt("a");
  const auto first = gate_.expect(command, context_.get_executor());
  const auto second = gate_.expect(command, context_.get_executor());
  Result failed;
  Result applied;
  begin_wait(first, for_ever, failed);
  begin_wait(second, for_ever, applied);
  gate_.not_written(command, first.waiter());
  poll();
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->end, CommandEnd::not_written);
  EXPECT_FALSE(applied);
  publish(command, Verdict::applied, Position(2));
  run();
  EXPECT_EQ(applied->end, CommandEnd::applied);
  gate_.not_written(command, second.waiter());
  run();
  EXPECT_EQ(applied->end, CommandEnd::applied);
}

TEST_F(Gate, LetsThroughAtOnceWhoAsksForWhatIsApplied) {
  gate_.publish({}, Position(5));
  for (const std::uint64_t position : {0, 5}) {
    std::optional<bool> reached;
    begin_wait(Position(position), milliseconds(0), reached);
    poll();
    EXPECT_EQ(reached, true) << position;
  }
}

TEST_F(Gate, HoldsAPositionUntilItIsApplied) {
  std::optional<bool> six;
  std::optional<bool> seven;
  gate_.publish({}, Position(5));
  begin_wait(Position(6), for_ever, six);
  begin_wait(Position(7), for_ever, seven);
  poll();
  EXPECT_EQ(six, std::nullopt);
  gate_.publish({}, Position(6));
  poll();
  EXPECT_EQ(six, true);
  EXPECT_EQ(seven, std::nullopt);
  gate_.publish({}, Position(9));
  run();
  EXPECT_EQ(seven, true);
}

TEST_F(Gate, GivesAPositionUpAtItsDeadline) {
  std::optional<bool> reached;
  begin_wait(Position(0), not_long, reached);
  run();
  EXPECT_EQ(reached, false);
  gate_.publish({}, Position(0));
  run();
  EXPECT_EQ(reached, false);
}

// A stop that waits for no handler ends their coroutines with the context; the projector goes on.

TEST_F(Gate, ForgetsWhoWaitedForAPositionInAContextThatIsGone) {
  auto context = std::make_unique<boost::asio::io_context>();
  std::optional<bool> reached;
  boost::asio::co_spawn(
      *context, wait_for_position(gate_, Position(3), context->get_executor(), for_ever, reached),
      boost::asio::detached);
  context->poll();
  context.reset();
  gate_.publish({}, Position(3));
  EXPECT_EQ(reached, std::nullopt);
}

TEST_F(Gate, ForgetsWhoWaitedForACommandInAContextThatIsGone) {
  auto context = std::make_unique<boost::asio::io_context>();
  boost::asio::co_spawn(*context, expect_and_wait(gate_, attempt("a"), context->get_executor()),
                        boost::asio::detached);
  context->poll();
  context.reset();
  publish(attempt("a"), Verdict::applied, Position(3));
}

TEST_F(Gate, ALogThatReportsLateFindsNobody) {
  auto context = std::make_unique<boost::asio::io_context>();
  std::shared_ptr<Waiter> kept;  // by the log, with its report
  {
    const auto expected = gate_.expect(attempt("a"), context->get_executor());
    kept = expected.waiter();
  }
  context.reset();
  gate_.not_written(attempt("a"), kept);
}

TEST_F(Gate, ContextsMayGoWhileItWakes) {
  for (int round = 0; round < 200; ++round) {
    auto context = std::make_unique<boost::asio::io_context>();
    const auto command = attempt(std::to_string(round));
    boost::asio::co_spawn(*context, expect_and_wait(gate_, command, context->get_executor()),
                          boost::asio::detached);
    context->poll();
    std::thread projector([&] { publish(command, Verdict::applied, Position(3)); });
    context.reset();
    projector.join();
  }
}

}  // namespace
}  // namespace ledger::runtime
