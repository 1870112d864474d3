// A program that knows a second set of rules (support/next_rules.cpp) folds a ledger across the
// switch.

#include <gtest/gtest.h>

#include "tests/support/projections_support.hpp"

namespace ledger::projections::test {
namespace {

TEST(NextRules, HoldFromTheRecordBehindTheirAdoption) {
  FreshDirectory directory;
  MemoryLog log;
  Events events;
  log.add(events.make(std::monostate(), 0, LedgerOpened{ledger_id, 1}));
  log.add(events.created(1, "alice", 11));
  log.add(events.regenerated(1, 2, 12));
  const auto before = folded_in_memory(log, 1);
  log.add(events.make(std::monostate(), 0, RulesAdopted{2}));
  log.add(events.regenerated(1, 3, 13));
  Node node(log, directory / "view");
  node.projector.catch_up();
  EXPECT_EQ(node.view.ledger()->rules, 2U);
  EXPECT_EQ(node.view.ledger()->accepted, 5U);
  // By rules 1 a dead secret is remembered for a year, by rules 2 not beyond its record.
  EXPECT_FALSE(node.view.retired(digest(11)));
  EXPECT_FALSE(node.view.retired(digest(12)));
  EXPECT_TRUE(node.view.find(digest(13)));
  EXPECT_NE(before.memory_digest, node.view.checkpoint().memory_digest);
  for (const std::size_t records : {1, 2, 5}) {
    EXPECT_EQ(folded_in_memory(log, records), node.view.checkpoint()) << records;
  }
}

TEST(NextRules, AreNotLeftAgain) {
  MemoryLog log;
  Events events;
  log.add(events.opened());  // by the newest
  log.add(events.make(std::monostate(), 0, RulesAdopted{1}));
  EXPECT_EQ(folded_in_memory(log, 1).accepted, 1U);
}

TEST(NextRules, AreGoneOnWithAfterARestart) {
  FreshDirectory directory;
  MemoryLog log;
  Events events;
  log.add(events.make(std::monostate(), 0, LedgerOpened{ledger_id, 1}));
  log.add(events.make(std::monostate(), 0, RulesAdopted{2}));
  {
    Node(log, directory / "view").projector.catch_up();
  }
  log.add(events.created(1, "alice", 11));
  log.add(events.deleted(1, 2));
  Node node(log, directory / "view");
  node.projector.catch_up();
  EXPECT_FALSE(node.view.retired(digest(11)));
  EXPECT_EQ(node.view.checkpoint(), folded_in_memory(log, 4));
}

}  // namespace
}  // namespace ledger::projections::test
