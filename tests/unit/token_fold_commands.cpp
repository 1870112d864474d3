// Which record decides a command: rules R1, R2 and R4 of the log.

#include <gtest/gtest.h>

#include "tests/support/memory_state.hpp"
#include "tests/support/samples.hpp"

namespace ledger::token {
namespace {

using std::chrono::milliseconds;
using support::attempt;
using support::created;
using support::event;
using support::MemoryState;
using support::owner_id;
using support::sample_time;
using support::token_id;

const Timestamp now = sample_time();

TokenUpdated rename(std::string name) { return {std::move(name), std::nullopt}; }

/// Tokens 1 (the caller) and 2 of alice, by the commands 1 and 2.
class FoldCommands : public ::testing::Test {
 protected:
  FoldCommands() {
    happen(support::opened());
    happen(event(attempt(1), token_id(1), 1, created(1, "alice")));
    happen(event(attempt(2), token_id(2), 1, created(2, "alice")));
  }
  Verdict happen(const Event& what, Timestamp log_time = now) {
    return state.fold_next(what, log_time).verdict;
  }
  /// Command `command` on token 2, relying on its caller and owner as they are at first.
  static Event relying(CommandAttempt command, Payload payload) {
    auto what = event(command, token_id(2), 2, std::move(payload));
    what.relied_on = {{token_id(1), 1}, {owner_id("alice"), 0}};
    return what;
  }
  std::string name(std::uint8_t number) { return state.token(token_id(number))->name; }
  std::optional<CommandOutcome> outcome(CommandAttempt command) {
    const auto decided = state.command(command);
    return decided ? std::optional(decided->outcome) : std::nullopt;
  }

  MemoryState state;
};

TEST_F(FoldCommands, ARecordWinsWhenNothingHasMoved) {
  EXPECT_EQ(happen(relying(attempt(3), rename("new"))), Verdict::applied);
  EXPECT_EQ(name(2), "new");
}

TEST_F(FoldCommands, TheSubjectsRevisionMustBeTheNext) {
  std::uint8_t command = 3;
  for (const std::uint64_t revision : {0, 1, 3, 1000}) {
    EXPECT_EQ(happen(event(attempt(command++), token_id(2), revision, rename("new"))),
              Verdict::superseded)
        << revision;
  }
  EXPECT_EQ(name(2), "deploy");
}

TEST_F(FoldCommands, ACallerThatWasDeletedMeanwhileLoses) {
  happen(event(attempt(3), token_id(1), 2, TokenDeleted{owner_id("alice")}));
  EXPECT_EQ(happen(relying(attempt(4), rename("new"))), Verdict::superseded);
  EXPECT_EQ(outcome(attempt(4)), CommandOutcome::rejected);
  EXPECT_EQ(name(2), "deploy");
}

TEST_F(FoldCommands, AnOwnerThatMovedMeanwhileLoses) {
  const std::vector<Payload> moves{OwnerSuspended{}, OwnerResumed{}, OwnerTokensRevoked{}};
  for (const auto& move : moves) {
    auto branch = state;
    branch.fold_next(event(attempt(3), owner_id("alice"), 1, move), now);
    EXPECT_EQ(branch.fold_next(relying(attempt(4), rename("new")), now).verdict,
              Verdict::superseded);
  }
}

TEST_F(FoldCommands, ATokenMadeByACallerBeingRevokedNeverLives) {
  auto create = event(attempt(4), token_id(3), 1, created(3, "alice"));
  create.relied_on = {{token_id(1), 1}, {owner_id("alice"), 0}};
  happen(event(attempt(3), owner_id("alice"), 1, OwnerTokensRevoked{}));
  EXPECT_EQ(happen(create), Verdict::superseded);
  EXPECT_FALSE(state.token(token_id(3)));
}

TEST_F(FoldCommands, RelyingOnAnUnknownThingAtARevisionLoses) {
  auto what = event(attempt(3), token_id(2), 2, rename("new"));
  what.relied_on = {{owner_id("nobody"), 1}};
  EXPECT_EQ(happen(what), Verdict::superseded);
  what.command = attempt(4);
  what.relied_on = {{owner_id("nobody"), 0}, {token_id(77), 0}};
  EXPECT_EQ(happen(what), Verdict::applied);
}

TEST_F(FoldCommands, TheFirstRecordDecidesWhenItWins) {
  happen(event(attempt(3), token_id(2), 2, rename("first")));
  const auto before = state;
  const auto effects = state.fold_next(event(attempt(3), token_id(2), 3, rename("second")), now);
  EXPECT_EQ(effects.verdict, Verdict::duplicate);
  EXPECT_FALSE(effects.token || effects.owner || effects.command);
  EXPECT_EQ(name(2), "first");
  EXPECT_EQ(state.command(attempt(3)), before.command(attempt(3)));
}

TEST_F(FoldCommands, TheFirstRecordDecidesWhenItLoses) {
  EXPECT_EQ(happen(event(attempt(3), token_id(2), 9, rename("first"))), Verdict::superseded);
  EXPECT_EQ(happen(event(attempt(3), token_id(2), 2, rename("second"))), Verdict::duplicate);
  EXPECT_EQ(outcome(attempt(3)), CommandOutcome::rejected);
  EXPECT_EQ(name(2), "deploy");
}

TEST_F(FoldCommands, RemembersWhoAskedForWhatAndWhere) {
  auto what = event(attempt(3), token_id(2), 2, rename("new"));
  what.caller = "tok_somebody";
  happen(what, now + milliseconds(5));
  EXPECT_EQ(state.command(attempt(3)),
            (CommandState{attempt(3), CommandOutcome::applied, what.fingerprint, "tok_somebody",
                          token_id(2), Position(3), now + milliseconds(5)}));
}

TEST_F(FoldCommands, AFurtherAttemptCountsOnlyAfterTheOneBeforeLost) {
  // Nothing is known of the first.
  EXPECT_EQ(happen(event(attempt(3, 2), token_id(2), 2, rename("x"))), Verdict::superseded);
  // The first lost, so the second counts.
  happen(event(attempt(4), token_id(2), 9, rename("x")));
  EXPECT_EQ(happen(event(attempt(4, 2), token_id(2), 2, rename("four"))), Verdict::applied);
  // The second won, so the third does not.
  EXPECT_EQ(happen(event(attempt(4, 3), token_id(2), 3, rename("x"))), Verdict::superseded);
  EXPECT_EQ(name(2), "four");
}

TEST_F(FoldCommands, AttemptsGoUpToTheFifthOneByOne) {
  for (std::uint8_t nth = 1; nth < CommandAttempt::number_max; ++nth) {
    EXPECT_EQ(happen(event(attempt(3, nth), token_id(2), 9, rename("x"))), Verdict::superseded);
  }
  EXPECT_EQ(happen(event(attempt(3, 5), token_id(2), 2, rename("five"))), Verdict::applied);
  happen(event(attempt(4, 1), token_id(2), 9, rename("x")));
  EXPECT_EQ(happen(event(attempt(4, 3), token_id(2), 3, rename("x"))), Verdict::superseded);
}

TEST_F(FoldCommands, CommandsAreForgottenAfterSevenDaysOfMemoryTime) {
  const auto week = newest_rules().command_memory;
  happen(event(attempt(3), token_id(2), 9, rename("x")), now);
  const auto again = event(attempt(3), token_id(2), 2, rename("again"));
  auto branch = state;
  EXPECT_EQ(branch.fold_next(again, now + week - milliseconds(1)).verdict, Verdict::duplicate);
  EXPECT_EQ(state.fold_next(again, now + week).verdict, Verdict::applied);
  EXPECT_EQ(name(2), "again");
}

TEST_F(FoldCommands, AForgottenLossLetsNoFurtherAttemptIn) {
  happen(event(attempt(3), token_id(2), 9, rename("x")), now);
  const auto second = event(attempt(3, 2), token_id(2), 2, rename("second"));
  auto branch = state;
  EXPECT_EQ(branch.fold_next(second, now + newest_rules().command_memory - milliseconds(1)).verdict,
            Verdict::applied);
  EXPECT_EQ(state.fold_next(second, now + newest_rules().command_memory).verdict,
            Verdict::superseded);
}

}  // namespace
}  // namespace ledger::token
