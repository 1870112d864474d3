// The rules R1–R4 by exhaustion: with all of them every answer keeps its promise in every
// interleaving; with one of them weakened the model finds how a promise breaks, and prints it.

#include <iostream>

#include <gtest/gtest.h>

#include "tests/model/search.hpp"

namespace ledger::model {
namespace {

constexpr Scenario update{"update against an update", Competitor::changes_token, 3};
constexpr Scenario regenerate{"regenerate against an update", Competitor::changes_token, 1};
constexpr Scenario suspend{"update against a suspension", Competitor::suspends_owner, 3};
constexpr Scenario suspend_once{"regenerate against a suspension", Competitor::suspends_owner, 1};
constexpr Scenario resume{"update against a resumption", Competitor::resumes_owner, 2};

void expect_kept(const Scenario& scenario) {
  const auto exploration = explore(scenario, Rules{});
  std::cout << scenario.name << ": " << exploration.states << " states\n";
  ::testing::Test::RecordProperty("states", static_cast<int>(exploration.states));
  EXPECT_GT(exploration.states, 10'000u);
  ASSERT_FALSE(exploration.counterexample) << exploration.counterexample->violation;
}

void expect_broken(const Scenario& scenario, const Rules& rules, std::string_view violation) {
  const auto exploration = explore(scenario, rules);
  ASSERT_TRUE(exploration.counterexample) << exploration.states << " states, all good";
  std::cout << scenario.name << ": " << exploration.counterexample->violation << '\n';
  for (const auto& step : exploration.counterexample->steps) std::cout << "  - " << step << '\n';
  EXPECT_EQ(exploration.counterexample->violation, violation);
}

constexpr std::string_view twice = "a command is applied twice";
constexpr std::string_view refused = "answered refused, and it is applied";
constexpr std::string_view applied = "answered applied, and it is not";
constexpr std::string_view suspended = "a suspended owner's token changed";

TEST(LedgerModel, KeepsItsPromisesWhenTwoCommandsMeetAtAToken) { expect_kept(update); }
TEST(LedgerModel, KeepsItsPromisesWithOneAttemptAtAToken) { expect_kept(regenerate); }
TEST(LedgerModel, KeepsItsPromisesWhenTheOwnerIsBeingSuspended) { expect_kept(suspend); }
TEST(LedgerModel, KeepsItsPromisesWithOneAttemptWhileTheOwnerIsBeingSuspended) {
  expect_kept(suspend_once);
}

TEST(WeakenedModel, ForgettingLossesLetsARefusedCommandWin) {
  expect_broken(regenerate, {.losses_recorded = false}, refused);
}
TEST(WeakenedModel, WithoutACommandTableACommandIsAppliedTwice) {
  expect_broken(update, {.command_table = false}, twice);
}
TEST(WeakenedModel, InventedIdsForSecondAttemptsApplyACommandTwice) {
  expect_broken(update, {.attempts_derived = false}, twice);
}
TEST(WeakenedModel, ASecondAttemptBeforeTheFirstIsLostAppliesACommandTwice) {
  expect_broken(update, {.attempts_in_order = false}, twice);
}
TEST(WeakenedModel, AnAckIsNoWin) { expect_broken(update, {.answer_from_fold = false}, applied); }
TEST(WeakenedModel, ADeadlineIsNoFailure) {
  expect_broken(update, {.deadline_is_unknown = false}, refused);
}
TEST(WeakenedModel, IgnoringWhatWasReliedOnChangesASuspendedOwnersToken) {
  expect_broken(suspend, {.relied_on_checked = false}, suspended);
}

// The limit of the rules: a refusal that leaves no record (the owner is suspended, the token is not
// there) speaks of the view it was made from. Another node's handler of the same command may see
// more, and win.
TEST(LedgerModel, ARefusalWithoutARecordSpeaksOfItsViewAlone) {
  expect_broken(resume, Rules{}, refused);
}

}  // namespace
}  // namespace ledger::model
