// What the ledger's own records of a history prove wrong.

#include <gmock/gmock.h>

#include "tests/support/ledger_facts.hpp"
#include "tests/unit/history_story.hpp"

namespace ledger::unit {
namespace {

using support::broken_facts;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

/// Created, and updated by "a".
Story updated_once() {
  Story story;
  story.update("a", 11, 20, 2);
  story.applied("k0", 1, 1);
  story.applied("a", 2, 2);
  return story;
}

TEST(LedgerFacts, AreKeptByATrueHistory) {
  auto story = updated_once();
  story.shows(1, "first", 12, 19).position = 1;
  story.shows(2, "a", 21, 22).position = 2;
  EXPECT_THAT(broken_facts(story.history()), IsEmpty());
}

TEST(LedgerFacts, AKeyHasOneRecord) {
  auto story = updated_once();
  story.applied("a", 3, 3);
  EXPECT_THAT(broken_facts(story.history()), Contains(StartsWith("applied twice: a")));
}

TEST(LedgerFacts, ARevisionHasOneWinner) {
  auto story = updated_once();
  story.update("b", 11, 20, 3);
  story.applied("b", 3, 2);
  EXPECT_THAT(broken_facts(story.history()), Contains(StartsWith("two winners: t revision 2")));
}

TEST(LedgerFacts, RevisionsHaveNoGap) {
  auto story = updated_once();
  story.update("b", 21, 30, 3);
  story.applied("b", 3, 4);
  EXPECT_THAT(broken_facts(story.history()), Contains(StartsWith("gap: t revision 4")));
}

TEST(LedgerFacts, WhatIsDoneHasARecord) {
  auto story = updated_once();
  story.update("b", 21, 30, 3);
  EXPECT_THAT(broken_facts(story.history()), ElementsAre(StartsWith("lost: ")));
}

TEST(LedgerFacts, AnOwnerFoundAsAskedNeedsNoRecord) {
  auto story = updated_once();
  auto& resumed = story.command(Action::resume, "r", 21, 30, 2);
  resumed.seen = Sight{};
  resumed.seen->suspended = false;
  EXPECT_THAT(broken_facts(story.history()), IsEmpty());
  story.history().operations.back().seen->suspended = true;
  EXPECT_THAT(broken_facts(story.history()), ElementsAre(StartsWith("untrue: ")));
}

TEST(LedgerFacts, WhatIsRefusedByEveryTryHasNoRecord) {
  auto story = updated_once();
  story.refused(story.update("b", 21, 30, 3), "conflict");
  EXPECT_THAT(broken_facts(story.history()), IsEmpty());
  story.applied("b", 3, 3);
  EXPECT_THAT(broken_facts(story.history()), ElementsAre(StartsWith("refused, and applied: ")));
}

TEST(LedgerFacts, ARefusalBesideAnUnknownEndProvesNothing) {
  auto story = updated_once();
  story.unknown(story.update("b", 21, 30, 3));
  story.refused(story.update("b", 22, 23, 3), "conflict");
  story.applied("b", 3, 3);
  EXPECT_THAT(broken_facts(story.history()), IsEmpty());
}

TEST(LedgerFacts, PositionsAgreeWithTime) {
  auto story = updated_once();
  story.update("b", 21, 30, 4);
  story.update("c", 31, 40, 4);
  story.applied("c", 3, 3);
  story.applied("b", 4, 4);
  EXPECT_THAT(broken_facts(story.history()), Contains(StartsWith("order: ")));
}

TEST(LedgerFacts, ASuccessIsNotAnsweredBeforeItsRecord) {
  auto story = updated_once();
  story.history().operations.back().position = 1;
  EXPECT_THAT(broken_facts(story.history()), ElementsAre(StartsWith("position: ")));
}

TEST(LedgerFacts, ARecordAfterTheDeletionIsImpossible) {
  auto story = updated_once();
  story.command(Action::remove, "d", 21, 30, 3);
  story.applied("d", 3, 3);
  story.update("b", 31, 40, 4);
  story.applied("b", 4, 4);
  EXPECT_THAT(broken_facts(story.history()), ElementsAre(StartsWith("impossible: ")));
}

TEST(LedgerFacts, ARecordOfALostConditionIsImpossible) {
  auto story = updated_once();
  story.update("b", 11, 30, 3).if_match = 1;
  story.applied("b", 3, 3);
  EXPECT_THAT(broken_facts(story.history()), ElementsAre(StartsWith("impossible: ")));
}

TEST(LedgerFacts, AReadIsWithinItsBounds) {
  auto story = updated_once();
  auto& read = story.shows(1, "first", 30, 31);
  story.history().view_age_max = std::chrono::milliseconds(10);
  EXPECT_THAT(broken_facts(story.history()), IsEmpty());
  read.position = 2;
  EXPECT_THAT(broken_facts(story.history()), ElementsAre(StartsWith("untrue: ")));
  read.position.reset();
  story.history().view_age_max = std::chrono::milliseconds(9);
  EXPECT_THAT(broken_facts(story.history()), ElementsAre(StartsWith("untrue: ")));
}

TEST(LedgerFacts, AReadDoesNotShowWhatIsAskedForLater) {
  auto story = updated_once();
  story.shows(2, "a", 1, 10);
  EXPECT_THAT(broken_facts(story.history()), ElementsAre(StartsWith("untrue: ")));
}

TEST(LedgerFacts, AVerificationNamesTheRecordOfItsSecret) {
  auto story = updated_once();
  auto& verified = story.verifies("k0", "", 12, 13);
  verified.seen->issued_position = 1;
  EXPECT_THAT(broken_facts(story.history()), IsEmpty());
  verified.seen->issued_position = 2;
  EXPECT_THAT(broken_facts(story.history()), ElementsAre(StartsWith("issued: ")));
}

}  // namespace
}  // namespace ledger::unit
