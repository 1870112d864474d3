// What the search for an order finds explained, and what it does not: by answers alone.

#include <gtest/gtest.h>

#include "tests/support/linearization.hpp"
#include "tests/unit/history_story.hpp"

namespace ledger::unit {
namespace {

using std::chrono::milliseconds;
using support::linearize;

void expect_explained(Story& story) {
  const auto result = linearize(story.history());
  EXPECT_TRUE(result.complaints.empty()) << result.complaints.front();
}
void expect_unexplained(Story& story) {
  EXPECT_EQ(linearize(story.history()).complaints.size(), 1U);
}

TEST(Linearization, TakesCommandsAndReadsOneAfterAnother) {
  Story story;
  story.shows(1, "first", 11, 12);
  story.update("a", 13, 20, 2);
  story.shows(2, "a", 21, 22);
  story.command(Action::remove, "d", 23, 24, 3);
  story.shows_nothing(25, 26);
  story.verifies("k0", "revoked", 27, 28);
  expect_explained(story);
}

TEST(Linearization, FindsTheOrderOfCommandsAtOnce) {
  Story story;
  story.update("a", 11, 50, 9);
  story.update("b", 12, 50, 9);
  story.update("c", 13, 50, 9);
  story.shows(2, "c", 20, 30);
  story.shows(3, "a", 30, 40);
  story.shows(4, "b", 51, 52);
  expect_explained(story);
}

TEST(Linearization, ALostUpdateIsUnexplained) {
  Story story;
  story.update("a", 11, 20, 3);
  story.update("b", 12, 20, 3);
  story.shows(2, "b", 21, 22);
  expect_unexplained(story);
}

TEST(Linearization, AnUpdateThatIsForgottenIsUnexplained) {
  Story story;
  story.update("a", 11, 20, 2);
  story.shows(1, "first", 21, 22);
  expect_unexplained(story);
}

TEST(Linearization, TriesOfOneKeyAreOneCommand) {
  Story story;
  story.unknown(story.update("a", 11, 20, 2));
  story.update("a", 21, 30, 2);
  story.shows(2, "a", 31, 32);
  expect_explained(story);
}

TEST(Linearization, AKeyThatWorkedTwiceIsUnexplained) {
  Story story;
  story.unknown(story.update("a", 11, 20, 2));
  story.update("a", 21, 30, 3);
  story.shows(3, "a", 31, 32);
  expect_unexplained(story);
}

TEST(Linearization, AnUnknownEndMayBeAnytimeAfterOrNever) {
  Story story;
  story.unknown(story.update("a", 11, 20, 2));
  story.unknown(story.update("b", 11, 20, 2));
  story.shows(1, "first", 30, 31);
  story.shows(2, "a", 40, 41);
  story.shows(2, "a", 50, 51);
  expect_explained(story);
}

TEST(Linearization, AnUnknownEndIsNotBeforeItsBeginning) {
  Story story;
  story.shows(2, "a", 11, 12);
  story.unknown(story.update("a", 13, 20, 2));
  expect_unexplained(story);
}

TEST(Linearization, AReadMayBeAsOldAsTheViewMay) {
  Story story;
  story.update("a", 11, 20, 2);
  story.shows(1, "first", 29, 30);
  story.history().view_age_max = milliseconds(9);
  expect_explained(story);
  story.history().view_age_max = milliseconds(8);
  expect_unexplained(story);
}

TEST(Linearization, AReadWithAPositionIsNotOlderThanThat) {
  Story story;
  story.history().view_age_max = milliseconds(1000);
  story.update("a", 11, 20, 2);
  auto& read = story.shows(1, "first", 29, 30);
  read.min_position = 1;
  expect_explained(story);
  story.history().operations.back().min_position = 2;
  expect_unexplained(story);
}

TEST(Linearization, AReadIsNotOlderThanItsAnswerSays) {
  Story story;
  story.history().view_age_max = milliseconds(1000);
  story.update("a", 11, 20, 2);
  story.shows(1, "first", 29, 30).position = 2;
  expect_unexplained(story);
}

TEST(Linearization, ReadsWithoutPositionsMayGoBackAmongThemselves) {
  Story story;
  story.update("a", 11, 50, 2);
  story.shows(2, "a", 20, 21);
  story.shows(1, "first", 22, 23);
  expect_explained(story);
}

TEST(Linearization, ASuccessShowsItsOwnWork) {
  Story story;
  story.history().view_age_max = milliseconds(1000);
  auto& update = story.update("a", 11, 20, 2);
  update.seen = Sight{true, 1, "first", "s", "active", {}, {}};
  expect_unexplained(story);
}

TEST(Linearization, RefusedAndAppliedIsUnexplained) {
  Story story;
  story.refused(story.update("a", 11, 20, 2), "conflict");
  story.shows(2, "a", 30, 31);
  expect_unexplained(story);
}

TEST(Linearization, ARefusalOfATryDoesNotDecideItsKey) {
  Story story;
  story.command(Action::suspend, "s", 11, 12, 2);
  story.unknown(story.command(Action::regenerate, "a", 13, 40, 9));
  story.refused(story.command(Action::regenerate, "a", 14, 15, 2), "owner-suspended");
  story.command(Action::resume, "r", 16, 17, 3);
  auto& read = story.shows(2, "first", 50, 51);
  read.position = 4;
  expect_explained(story);
}

TEST(Linearization, ARefusalSpeaksOfAViewThatWas) {
  Story story;
  story.refused(story.command(Action::regenerate, "a", 13, 14, 1), "owner-suspended");
  expect_unexplained(story);
}

TEST(Linearization, AnUpdateThatFindsNothingMayHaveBeenOvertaken) {
  Story story;
  story.refused(story.update("a", 11, 40, 3), "not-found");
  story.shows(2, "a", 20, 21);
  story.command(Action::remove, "d", 22, 30, 3);
  expect_explained(story);
}

TEST(Linearization, VerifiedAfterADeletionIsUnexplained) {
  Story story;
  story.history().view_age_max = milliseconds(1000);
  story.command(Action::remove, "d", 11, 20, 2);
  story.verifies("k0", "", 30, 31);
  expect_explained(story);
  story.history().operations.back().min_position = 2;
  expect_unexplained(story);
}

TEST(Linearization, TwoWinnersOfOneRevisionAreUnexplained) {
  Story story;
  story.update("a", 11, 20, 2).if_match = 1;
  expect_explained(story);
  story.update("b", 11, 20, 2).if_match = 1;
  expect_unexplained(story);
}

TEST(Linearization, ARevivalIsUnexplained) {
  Story story;
  story.command(Action::remove, "d", 11, 20, 2);
  story.update("a", 21, 30, 3);
  expect_unexplained(story);
}

TEST(Linearization, AnOldSecretLivesThroughItsOverlapAlone) {
  Story story;
  story.command(Action::regenerate, "g1", 11, 20, 2).overlap = true;
  story.verifies("k0", "", 21, 22);
  story.verifies("g1", "", 23, 24);
  story.command(Action::regenerate, "g2", 31, 40, 3).overlap = true;
  story.verifies("k0", "revoked", 41, 42);
  story.verifies("g1", "", 43, 44);
  expect_explained(story);
  story.verifies("k0", "", 51, 52);
  expect_unexplained(story);
}

TEST(Linearization, AnOwnersCommandsHoldForItsTokens) {
  Story story;
  story.command(Action::suspend, "s", 11, 20, 2);
  story.verifies("k0", "suspended", 21, 22);
  story.command(Action::resume, "r", 31, 40, 3);
  story.verifies("k0", "", 41, 42);
  story.command(Action::revoke_tokens, "e", 51, 60, 4);
  story.verifies("k0", "revoked", 61, 62);
  expect_explained(story);
  story.verifies("k0", "", 71, 72);
  expect_unexplained(story);
}

TEST(Linearization, AnOwnerFoundAsAskedIsASuccessWithoutEffect) {
  Story story;
  story.history().view_age_max = milliseconds(1000);
  story.command(Action::suspend, "s", 11, 12, 2);
  story.command(Action::resume, "r", 13, 14, 1);  // at a node that has not seen the suspension
  story.verifies("k0", "suspended", 15, 16).position = 3;
  expect_explained(story);
  story.history().view_age_max = milliseconds(0);
  expect_unexplained(story);
}

TEST(Linearization, ATokenMadeBehindARevocationOfItsOwnersLives) {
  Story story;
  story.command(Action::revoke_tokens, "e", 0, 9, 1);
  story.verifies("k0", "", 20, 21);
  expect_explained(story);
  story.command(Action::revoke_tokens, "f", 30, 39, 2);
  story.verifies("k0", "", 40, 41);
  expect_unexplained(story);
}

TEST(Linearization, ATokenAndItsOwnersStandingMayBeOfTwoMoments) {
  Story story;
  story.command(Action::suspend, "s", 11, 12, 2);
  story.shows(1, "first", 13, 40);
  story.update("a", 14, 20, 3);
  story.command(Action::resume, "r", 21, 30, 4);
  expect_explained(story);
  story.shows(1, "first", 31, 40);
  expect_unexplained(story);
}

TEST(Linearization, MoreThanItMaySearchIsAComplaint) {
  Story story;
  for (int i = 0; i < 12; ++i) story.update("u" + std::to_string(i), 11, 50, 14);
  story.shows(13, "nobody's", 60, 61);
  const auto result = linearize(story.history(), 1000);
  ASSERT_EQ(result.complaints.size(), 1U);
  EXPECT_EQ(result.complaints.front().substr(0, 18), "too much to search");
}

}  // namespace
}  // namespace ledger::unit
