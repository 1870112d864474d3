#include <gtest/gtest.h>

#include "tests/support/projections_support.hpp"

namespace ledger::projections::test {
namespace {

class ProjectorRuns : public testing::Test {
 protected:
  ProjectorRuns() { log.add(events.opened()); }
  /// Why a node that starts now refuses to go on.
  std::string refusal() {
    Node node(log, directory / "view");
    try {
      node.projector.catch_up();
    } catch (const ProjectorFailure& failure) {
      return failure.what();
    }
    return "";
  }

  FreshDirectory directory;
  MemoryLog log;
  Events events;
};

TEST_F(ProjectorRuns, TellsWhatBecameOfEachRecordOnceItIsVisible) {
  Node node(log, directory / "view");
  node.projector.catch_up();
  node.projector.start();
  const auto won = events.created(1, "alice", 11);
  const auto lost = events.deleted(1, 7);
  log.add(won);
  log.add(lost);
  log.add(won);
  ASSERT_TRUE(node.observer.wait_through(Position(3)));
  node.projector.stop();
  EXPECT_TRUE(node.view.find(digest(11)));
  EXPECT_TRUE(node.hot.visit(digest(11), [](const HotToken&) {}));
  EXPECT_EQ(node.projector.applied(), Position(3));
  ASSERT_EQ(node.observer.all.size(), 4u);
  EXPECT_EQ(node.observer.all[1].command, won.command);
  EXPECT_EQ(node.observer.all[1].verdict, Verdict::applied);
  EXPECT_EQ(node.observer.all[2].command, lost.command);
  EXPECT_EQ(node.observer.all[2].verdict, Verdict::superseded);
  EXPECT_EQ(node.observer.all[3].verdict, Verdict::duplicate);
  EXPECT_EQ(node.observer.all[3].position, Position(3));
  EXPECT_EQ(node.observer.stopped, "");
}

TEST_F(ProjectorRuns, RecordsThatAreNoEventsMoveTheCheckpointAlone) {
  const auto event = events.created(1, "alice", 11);
  (void)log.append("", "{", {});
  (void)log.append("", log::encode(event, "another ledger"), {});
  log.add(event);
  log.add(event);
  Node node(log, directory / "view");
  node.projector.catch_up();
  const auto counters = node.projector.counters();
  EXPECT_EQ(counters.malformed, 1u);
  EXPECT_EQ(counters.foreign, 1u);
  EXPECT_EQ(counters.duplicate, 1u);
  EXPECT_EQ(counters.applied, 2u);
  EXPECT_EQ(node.view.token(token_id(1))->created_position, Position(3));
  EXPECT_EQ(node.view.checkpoint().position, Position(4));
}

TEST_F(ProjectorRuns, StopsBeforeAnEventThatItDoesNotKnow) {
  log.add(events.created(1, "alice", 11));
  std::string unknown = log::encode(events.deleted(1, 2), ledger_id);
  unknown.replace(unknown.find("token.deleted.v1"), 16, "token.deleted.v2");
  (void)log.append("", unknown, {});
  log.add(events.created(2, "alice", 12));
  EXPECT_NE(refusal().find("token.deleted.v2"), std::string::npos);
  {
    Node node(log, directory / "view");
    EXPECT_EQ(node.projector.applied(), Position(1));  // and what came before it is kept
    EXPECT_TRUE(node.view.find(digest(11)));
    node.projector.start();
    EXPECT_NE(node.observer.wait_stopped().find("Upgrade"), std::string::npos);
  }
}

TEST_F(ProjectorRuns, RefusesALogWithoutGenesis) {
  log.records.clear();
  log.add(events.created(1, "alice", 11));
  EXPECT_NE(refusal().find("opening"), std::string::npos);
}

TEST_F(ProjectorRuns, RefusesALedgerThatBeginsWithRulesItDoesNotKnow) {
  log.records.clear();
  log.add(events.make(std::monostate(), 0, LedgerOpened{ledger_id, 2}));
  EXPECT_NE(refusal().find("folded by rules 2"), std::string::npos);
}

TEST_F(ProjectorRuns, StopsBeforeTheSwitchToRulesItDoesNotKnowAndSaysWhatToDo) {
  log.add(events.created(1, "alice", 11));
  const auto before = log.records.back().position;
  log.add(events.make(std::monostate(), 0, RulesAdopted{2}));
  log.add(events.created(2, "alice", 12));
  const auto text = refusal();
  EXPECT_NE(text.find("folded by rules 2"), std::string::npos) << text;
  EXPECT_NE(text.find("Upgrade this node"), std::string::npos) << text;
  EXPECT_EQ(TokenView(directory / "view").checkpoint().position, before);
}

TEST_F(ProjectorRuns, PassesAnAdoptionThatLost) {
  log.add(events.make(std::monostate(), 0, RulesAdopted{newest_rules().number}));
  Node node(log, directory / "view");
  node.projector.catch_up();
  EXPECT_EQ(node.view.ledger()->rules, newest_rules().number);
  EXPECT_EQ(node.projector.counters().superseded, 1u);
}

TEST_F(ProjectorRuns, RefusesALogWithAGap) {
  log.add(events.created(1, "alice", 11));
  log.add(events.created(2, "alice", 12));
  log.records.erase(log.records.begin() + 1);
  EXPECT_NE(refusal().find("position 1 is due"), std::string::npos);
}

TEST_F(ProjectorRuns, RefusesALogThatWasCutOff) {
  log.add(events.created(1, "alice", 11));
  EXPECT_EQ(refusal(), "");
  log.records.pop_back();
  EXPECT_NE(refusal().find("cut off"), std::string::npos);
  log.records.clear();
  EXPECT_NE(refusal(), "");
}

/// A broker that was cut off from the others says so too.
TEST_F(ProjectorRuns, AsksALogAgainThatSaysItLacksWhatWasApplied) {
  log.add(events.created(1, "alice", 11));
  EXPECT_EQ(refusal(), "");
  log.add(events.created(2, "alice", 12));
  auto options = Node::plain();
  options.unavailable_max = options.doubt = std::chrono::seconds(20);
  Node node(log, directory / "view", options);
  log.lacking = 3;
  node.projector.catch_up();
  EXPECT_EQ(node.projector.applied(), Position(2));
}

TEST_F(ProjectorRuns, BelievesALogThatGoesOnLackingWhatWasApplied) {
  log.add(events.created(1, "alice", 11));
  EXPECT_EQ(refusal(), "");
  auto options = Node::plain();
  options.unavailable_max = std::chrono::seconds(20);
  options.doubt = std::chrono::milliseconds(30);
  Node node(log, directory / "view", options);
  log.lacking = 1'000'000;
  EXPECT_THROW(node.projector.catch_up(), ProjectorFailure);
  EXPECT_LT(log.lacking, 999'999) << "not asked again";
}

TEST_F(ProjectorRuns, RefusesALogWhoseLastAppliedRecordIsAnother) {
  log.add(events.created(1, "alice", 11));
  EXPECT_EQ(refusal(), "");
  log.records.pop_back();
  log.add(events.created(2, "alice", 12));
  log.add(events.created(3, "alice", 13));
  EXPECT_NE(refusal().find("another record"), std::string::npos);
}

TEST_F(ProjectorRuns, RefusesTheLogOfAnotherLedger) {
  EXPECT_EQ(refusal(), "");
  log.records.clear();
  const auto opened = events.make(std::monostate(), 0, LedgerOpened{std::string(32, 'f')});
  (void)log.append("", log::encode(opened, std::string(32, 'f')), {});
  EXPECT_NE(refusal().find(ledger_id), std::string::npos);
}

TEST_F(ProjectorRuns, AnEmptyLogIsCaughtUpWithAndGenesisFoldedWhenItComes) {
  log.records.clear();
  Node node(log, directory / "view");
  node.projector.catch_up();
  EXPECT_FALSE(node.projector.applied());
  node.projector.start();
  log.add(events.opened());
  EXPECT_TRUE(node.observer.wait_through(Position(0)));
  EXPECT_TRUE(node.hot.whole());
  node.projector.stop();
}

TEST_F(ProjectorRuns, LoadsTheHotSetFromTheRowsAfterARestart) {
  log.add(events.created(1, "alice", 11));
  log.add(events.created(2, "bob", 12));
  log.add(events.regenerated(2, 2, 13, noon + std::chrono::hours(1)));
  log.add(events.created(3, "bob", 14));
  log.add(events.deleted(3, 2));
  log.add(events.about_owner<OwnerSuspended>("alice", 1));
  EXPECT_EQ(refusal(), "");
  Node node(log, directory / "view");
  EXPECT_FALSE(node.hot.whole());
  node.projector.catch_up();
  EXPECT_TRUE(node.hot.whole());
  EXPECT_EQ(node.hot.size(), 3u);
  EXPECT_TRUE(node.hot.visit(
      digest(11), [](const HotToken& token) { EXPECT_TRUE(token.owner_standing.suspended); }));
  EXPECT_TRUE(
      node.hot.visit(digest(12), [](const HotToken& token) { EXPECT_TRUE(token.in_overlap); }));
  EXPECT_FALSE(node.hot.visit(digest(14), [](const HotToken&) {}));
}

}  // namespace
}  // namespace ledger::projections::test
