// What is forgotten is a function of the log: wherever batches are cut, and over rows as over maps.

#include <gtest/gtest.h>

#include "tests/support/projections_support.hpp"

namespace ledger::projections::test {
namespace {

/// A log whose state has `count` commands to forget when `records_behind` more come.
void make_backlog(MemoryLog& log, std::size_t count, std::size_t records_behind) {
  Events events;
  log.add(events.opened());
  for (std::uint64_t n = 0; n < count; ++n) {
    log.now += std::chrono::milliseconds(n % 3);
    log.add(events.created(n, "alice", n));
    if (n % 2 == 0) log.add(events.deleted(n, 2));
  }
  let_pass(log, newest_rules().command_memory);
  for (std::uint64_t n = 0; n < records_behind; ++n) {
    log.now += std::chrono::milliseconds(n % 2);
    log.add(events.created(100'000 + n, "bob", 100'000 + n));
    // Over and not forgotten: it is decided anew, and leaves its place among the oldest.
    if (n % 7 == 3) {
      const auto again = log.records[1 + n % count];
      (void)log.append(again.key, again.value, {});
    }
  }
}

/// The same of sessions: as many tokens have some, and now and then one signs in again behind it.
void make_backlog_of_sessions(MemoryLog& log, std::size_t count, std::size_t records_behind) {
  Events events;
  std::uint64_t sessions = 0;
  log.add(events.opened());
  const auto start = [&](std::uint64_t n) {
    auto started =
        events.make(token_id(n), 0,
                    SessionStarted{session_digest(++sessions), digest(n),
                                   log.now + std::chrono::hours(2), std::chrono::hours(1)});
    started.time = log.now;
    log.add(started);
  };
  for (std::uint64_t n = 0; n < count; ++n) {
    log.now += std::chrono::milliseconds(n % 3);
    log.add(events.created(n, "alice", n));
    start(n);
    if (n % 5 == 0) start(n);
  }
  let_pass(log, newest_rules().session_memory);
  for (std::uint64_t n = 0; n < records_behind; ++n) {
    log.now += std::chrono::milliseconds(n % 2);
    start(n % 7 == 3 ? n % count : (count - 1) - n % count);
  }
}

void expect_the_same_everywhere(const MemoryLog& log, const std::string& what) {
  const FreshDirectory directory;
  const auto expected = folded_in_memory(log, 1'000'000);
  for (const std::size_t records : {1, 2, 37, 64, 1000}) {
    EXPECT_EQ(folded_in_memory(log, records), expected) << what << " by " << records;
  }
  for (const std::size_t records : {37, 1000}) {
    for (const std::size_t rebuild : {0, 1'000'000, 1'000'000'000}) {
      auto options = Node::plain();
      options.catch_up_records = records;
      options.rebuild_bytes_max = rebuild;
      const auto name = std::to_string(records) + "-" + std::to_string(rebuild);
      MemoryLog copy;
      copy.records = log.records;
      Node node(copy, directory / name.c_str(), options);
      node.projector.catch_up();
      EXPECT_EQ(node.view.checkpoint(), expected) << what << " by " << name;
    }
  }
}

TEST(Forgetting, IsTheSameWhereverBatchesAreCutAndOverBothStores) {
  // 128 and around it: what is left when a record begins is then now and then exactly what it may
  // forget.
  for (const std::size_t count : {100, 128, 131, 700, 6'000}) {
    MemoryLog log;
    make_backlog(log, count, 200);
    expect_the_same_everywhere(log, std::to_string(count) + " commands");
  }
}

TEST(Forgetting, OfSessionsIsTheSameEverywhereToo) {
  for (const std::size_t count : {100, 128, 131, 700, 6'000}) {
    MemoryLog log;
    make_backlog_of_sessions(log, count, 200);
    expect_the_same_everywhere(log, std::to_string(count) + " tokens with sessions");
  }
}

}  // namespace
}  // namespace ledger::projections::test
