// Dead secrets that turn up: what the doors note, and what is told of it.

#include <gtest/gtest.h>

#include "projections/view_store.hpp"
#include "services/signals/signals.hpp"
#include "tests/support/held_clock.hpp"
#include "tests/support/projections_support.hpp"

namespace ledger::signals {
namespace {

using namespace projections::test;
using std::chrono::hours;
using std::chrono::milliseconds;

class DeadSecrets : public testing::Test {
 protected:
  DeadSecrets() {
    auto options = Node::plain();
    options.retired = &filter;
    node = std::make_unique<Node>(log, directory / "view", options);
    log.add(events.opened());
    for (std::uint64_t n = 1; n <= 5; ++n) {
      log.add(events.created(n, "alice", 10 + n));
      log.add(events.deleted(n, 2));
    }
    node->projector.catch_up();
    clock.set(std::chrono::floor<hours>(noon));
    begin(1000);
  }
  void begin(std::size_t per_hour_max) {
    SignalsOptions options;
    options.ledger_id = ledger_id;
    options.retired_per_hour_max = per_hour_max;
    options.expiry_thresholds = {std::chrono::days(7)};
    options.disk = &disk;
    signals = std::make_unique<Signals>(log, node->view, clock, log_clock, notes, options);
  }
  /// How many records the notes so far made.
  std::size_t told() {
    const auto before = log.records.size();
    signals->tell_retired();
    node->projector.catch_up();
    return log.records.size() - before;
  }
  std::size_t presented(std::uint64_t n) {
    std::size_t count = 0;
    for (const auto& event : node->view.history(token_id(n), {}, 100)) {
      const auto decoded = log::decode(event.value, ledger_id);
      count += std::holds_alternative<RetiredSecretPresented>(std::get<Event>(decoded).payload);
    }
    return count;
  }

  /// Makes a token's row one that cannot be read, and starts anew without folding.
  void damage_token(std::uint64_t n, std::size_t per_hour_max) {
    auto options = Node::plain();
    options.retired = &filter;
    signals.reset();
    node.reset();
    {
      projections::ViewStore store(directory / "view", {});
      const auto key = projections::Keys::token(token_id(n));
      rocksdb::WriteBatch batch;
      batch.Put(rocksdb::Slice(key.view().data(), key.view().size()), "nonsense");
      store.write(batch);
    }
    node = std::make_unique<Node>(log, directory / "view", options);
    begin(per_hour_max);
  }

  FreshDirectory directory;
  MemoryLog log;
  Events events;
  support::HeldClock clock;
  runtime::DiskWatch disk{{"/", 1, 0}};
  runtime::LogClock log_clock;
  projections::RetiredFilter filter;
  RetiredNotes notes{filter};
  std::unique_ptr<Node> node;
  std::unique_ptr<Signals> signals;
};

TEST_F(DeadSecrets, AreToldOfOncePerTokenAndHour) {
  notes.note_unknown(digest(11));
  notes.note_unknown(digest(11));
  EXPECT_EQ(told(), 1u);
  notes.note_unknown(digest(11));
  EXPECT_EQ(told(), 0u);
  clock.set(clock.now() + hours(1) - milliseconds(1));
  notes.note_unknown(digest(11));
  EXPECT_EQ(told(), 0u);
  clock.set(clock.now() + milliseconds(1));
  EXPECT_EQ(told(), 0u);
  notes.note_unknown(digest(11));
  EXPECT_EQ(told(), 1u);
  EXPECT_EQ(presented(1), 2u);
}

TEST_F(DeadSecrets, AreToldOfLaterWhereTheDiskHasNoRoomNow) {
  disk.view_failed("no space");
  notes.note_unknown(digest(11));
  EXPECT_EQ(told(), 0u);
  EXPECT_TRUE(signals->round());
  EXPECT_EQ(signals->appended(), 0u);
  disk.view_written();
  EXPECT_EQ(told(), 1u);
}

TEST_F(DeadSecrets, OfOneTokenAreToldOfTogether) {
  log.add(events.created(7, "alice", 70));
  log.add(events.regenerated(7, 2, 71));
  log.add(events.regenerated(7, 3, 72));
  node->projector.catch_up();
  notes.note_unknown(digest(70));
  notes.note_unknown(digest(71));
  EXPECT_EQ(told(), 1u);
  EXPECT_EQ(presented(7), 1u);
}

TEST_F(DeadSecrets, AreToldOfByANodeWhoseClockIsOffTheLogsAndExpiryIsNot) {
  log.add(events.created(50, "alice", 500));
  node->projector.catch_up();
  clock.set(noon + std::chrono::days(40));  // token 50 has expired
  log_clock.compare(noon, clock.now(), clock.now());
  notes.note_unknown(digest(11));
  const auto before = log.records.size();
  signals->start();  // looks at expiry first
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (log.end().value()->value() < before && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::yield();
  }
  signals->stop();
  node->projector.catch_up();
  EXPECT_EQ(log.records.size(), before + 1);
  EXPECT_EQ(presented(1), 1U);
}

TEST_F(DeadSecrets, AreNotToldOfAgainByAnotherStart) {
  notes.note_unknown(digest(11));
  EXPECT_EQ(told(), 1u);
  RetiredNotes fresh(filter);
  Signals again(log, node->view, clock, log_clock, fresh,
                SignalsOptions{ledger_id, milliseconds(1000), {}, 9});
  fresh.note_unknown(digest(11));
  const auto before = log.records.size();
  again.tell_retired();
  EXPECT_EQ(log.records.size(), before);
}

TEST_F(DeadSecrets, ThatNeverWereAreNotNoted) {
  notes.note_unknown(digest(999));
  EXPECT_FALSE(notes.take());
  notes.note_ended(digest(999));
  EXPECT_EQ(told(), 0u);
}

TEST_F(DeadSecrets, OfAnOverlapAreToldOfAtItsEndAndNotBefore) {
  const auto until = clock.now() + hours(1);
  log.add(events.created(7, "alice", 70));
  log.add(events.regenerated(7, 2, 71, until));
  node->projector.catch_up();
  clock.set(until - milliseconds(1));
  notes.note_ended(digest(70));
  EXPECT_EQ(told(), 0u);
  clock.set(until);
  EXPECT_EQ(told(), 0u);
  notes.note_ended(digest(70));
  EXPECT_EQ(told(), 1u);
  notes.note_ended(digest(71));  // lives
  EXPECT_EQ(told(), 0u);
}

TEST_F(DeadSecrets, AreToldOfUpToTheLimitOfAnHour) {
  begin(3);
  for (std::uint64_t n = 1; n <= 3; ++n) notes.note_unknown(digest(10 + n));
  EXPECT_EQ(told(), 3u);
  notes.note_unknown(digest(14));
  EXPECT_EQ(told(), 0u);
  EXPECT_EQ(signals->dropped(), 1u);
  clock.set(clock.now() + hours(1));
  EXPECT_EQ(told(), 0u);
  notes.note_unknown(digest(14));
  EXPECT_EQ(told(), 1u);
}

TEST_F(DeadSecrets, AreNotToldOfWhereTheLimitIsZero) {
  begin(0);
  notes.note_unknown(digest(11));
  EXPECT_EQ(told(), 0u);
}

TEST_F(DeadSecrets, ThatAFailureLostMayBeNotedAgainAndCountForNothing) {
  damage_token(2, 1);
  notes.note_unknown(digest(11));
  notes.note_unknown(digest(12));
  EXPECT_THROW(signals->tell_retired(), projections::ViewFailure);
  EXPECT_EQ(signals->appended(), 0u);
  notes.note_unknown(digest(11));
  signals->tell_retired();
  EXPECT_EQ(signals->appended(), 1u);
  EXPECT_EQ(signals->dropped(), 0u);
}

TEST_F(DeadSecrets, AreToldOfAlsoWhereRoundsFail) {
  // Given a token that is about to expire and whose row cannot be read
  log.add(events.created(7, "alice", 70));
  node->projector.catch_up();
  clock.set(noon + std::chrono::days(29));
  damage_token(7, 1000);
  const auto reader = log.read_after(Position(log.records.size() - 1));
  signals->start();
  notes.note_unknown(digest(11));
  std::vector<log::Record> records;
  ASSERT_TRUE((*reader)->read(records, 1, std::chrono::seconds(20)));
  signals->stop();
  ASSERT_EQ(records.size(), 1u);
  const auto decoded = log::decode(records[0].value, ledger_id);
  EXPECT_TRUE(std::holds_alternative<RetiredSecretPresented>(std::get<Event>(decoded).payload));
}

TEST_F(DeadSecrets, BeyondTheQueueAreDroppedAndNothingWaits) {
  for (std::uint64_t n = 0; n < RetiredNotes::notes_max; ++n) notes.note_ended(digest(5000 + n));
  const auto kept = notes.dropped();
  notes.note_ended(digest(4999));
  EXPECT_EQ(notes.dropped(), kept + 1);
  std::size_t taken = 0;
  while (notes.take()) ++taken;
  EXPECT_LE(taken, RetiredNotes::notes_max);
  notes.note_ended(digest(4999));
  EXPECT_EQ(notes.take(), digest(4999));
}

TEST_F(DeadSecrets, MoveNoRevision) {
  notes.note_unknown(digest(11));
  EXPECT_EQ(told(), 1u);
  EXPECT_EQ(node->view.token(token_id(1))->revision, 2u);
}

}  // namespace
}  // namespace ledger::signals
