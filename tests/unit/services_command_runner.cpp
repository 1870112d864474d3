// What a refusal says of itself, when the view goes on while it is decided.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "services/issuance/command_runner.hpp"
#include "tests/support/fresh_directory.hpp"
#include "tests/support/held_clock.hpp"
#include "tests/support/scripted_log.hpp"

namespace ledger::issuance {
namespace {

using token::Position;

http::Task<void> run(CommandRunner& runner, Decide decide, http::Executor executor,
                     CommandFate& fate) {
  CommandRequest request;
  fate = co_await runner.run(std::move(request), std::move(decide), executor);
}

TEST(CommandRunner, ARefusalIsNoNewerThanTheViewItWasDecidedFrom) {
  const support::FreshDirectory directory;
  support::ScriptedLog event_log;
  const projections::TokenView view(directory.path() / "view");
  runtime::PositionGate gate;
  const support::HeldClock clock;
  runtime::LogClock log_clock;
  CommandRunner runner(event_log, view, gate, clock, log_clock, {});
  gate.publish({}, Position(5));
  Decide decide = [&]() -> std::variant<http::Problem, std::optional<token::Decision>> {
    gate.publish({}, Position(6));
    return http::make_problem(409, "owner-suspended", "Owner suspended", "It was.");
  };
  boost::asio::io_context context;
  CommandFate fate;
  boost::asio::co_spawn(context, run(runner, decide, context.get_executor(), fate),
                        boost::asio::detached);
  context.run();
  EXPECT_EQ(fate.kind, CommandFate::Kind::refused);
  EXPECT_EQ(fate.position, Position(5));
}

}  // namespace
}  // namespace ledger::issuance
