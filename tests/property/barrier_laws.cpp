// Barriers between the records of a random history change nothing: state, digest and rows are those
// of the log that has other no-ops in their places, and each tells the digest of the log up to it.

#include <gtest/gtest.h>

#include "tests/support/dice.hpp"
#include "tests/support/projections_support.hpp"

namespace ledger::projections::test {
namespace {

using support::Dice;

constexpr std::uint64_t tokens = 12;

Event random_event(Dice& dice, Events& events, std::uint64_t& digests) {
  const auto n = dice.roll(tokens);
  const auto revision = 1 + dice.roll(4);
  switch (dice.roll(6)) {
    case 0:
      return events.deleted(n, revision);
    case 1:
      return events.regenerated(n, revision, ++digests, noon + std::chrono::hours(1));
    case 2:
      return events.about_owner<OwnerTokensRevoked>("alice", revision);
    case 3:
      return events.updated(n, revision, {"s" + std::to_string(dice.roll(9))});
    default:
      return events.created(n, "alice", ++digests);
  }
}

/// The same events in both; where `with` has a barrier, `without` has a record of nobody's.
void write_history(Dice& dice, MemoryLog& with, MemoryLog& without) {
  Events events;
  std::uint64_t digests = 1000;
  std::uint64_t number = 0;
  with.add(events.opened());
  without.records = with.records;
  for (int i = 0; i < 400; ++i) {
    with.now += std::chrono::hours(dice.roll(20));
    without.now = with.now;
    if (dice.percent(30)) {
      std::optional<log::Barrier::Compared> compared;
      if (dice.percent(50)) {
        compared = {Position(dice.roll(with.records.size())), std::string(64, 'c'),
                    std::string(64, 'd')};
      }
      with.add(log::Barrier{std::string(32, 'b'), ++number, noon, "", std::move(compared)});
      (void)without.append("", "{}", {});
      continue;
    }
    const auto event = random_event(dice, events, digests);
    with.add(event);
    without.add(event);
  }
  // So that the checkpoints have one last record.
  const auto last = events.created(tokens, "alice", ++digests);
  with.add(last);
  without.add(last);
}

TEST(BarrierLaws, StateAndDigestAreThoseOfTheLogWithoutThem) {
  Dice dice;
  SCOPED_TRACE(dice.seed());
  for (int history = 0; history < 5; ++history) {
    const FreshDirectory directory;
    MemoryLog with;
    MemoryLog without;
    write_history(dice, with, without);
    Node one(with, directory / "with");
    Node other(without, directory / "without");
    one.projector.catch_up();
    other.projector.catch_up();
    EXPECT_EQ(one.view.checkpoint(), other.view.checkpoint());
    EXPECT_EQ(one.projector.counters().applied, other.projector.counters().applied);
    EXPECT_EQ(one.projector.counters().barriers, other.projector.counters().malformed);
    for (std::uint64_t n = 0; n <= tokens; ++n) {
      EXPECT_EQ(one.view.token(token_id(n)), other.view.token(token_id(n)));
    }
    // What was revoked with its owner leaves at leisure, where a batch was cut or in a sweep.
    for (HotSet* hot : {&one.hot, &other.hot}) hot->sweep(Timestamp(), 100'000);
    EXPECT_EQ(one.hot.size(), other.hot.size());
  }
}

TEST(BarrierLaws, EachTellsTheDigestOfTheLogUpToIt) {
  Dice dice;
  SCOPED_TRACE(dice.seed());
  const FreshDirectory directory;
  MemoryLog log;
  MemoryLog unused;
  write_history(dice, log, unused);
  Node whole(log, directory / "whole");
  whole.projector.catch_up();
  ASSERT_FALSE(whole.observer.barriers.empty());
  for (int i = 0; i < 8; ++i) {
    const auto& folded = whole.observer.barriers[dice.roll(whole.observer.barriers.size())];
    const FreshDirectory elsewhere;
    MemoryLog cut;
    const auto end = static_cast<std::ptrdiff_t>(folded.position.value() + 1);
    cut.records.assign(log.records.begin(), log.records.begin() + end);
    Node part(cut, elsewhere / "part");
    part.projector.catch_up();
    EXPECT_EQ(folded.state_digest, part.view.checkpoint().state_digest);
  }
}

}  // namespace
}  // namespace ledger::projections::test
