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

TEST(Forgetting, IsTheSameWhereverBatchesAreCutAndOverBothStores) {
  // 128 and around it: what is left when a record begins is then now and then exactly what it may
  // forget.
  for (const std::size_t count : {100, 128, 131, 700, 6'000}) {
    FreshDirectory directory;
    MemoryLog log;
    make_backlog(log, count, 200);
    const auto expected = folded_in_memory(log, 1'000'000);
    for (const std::size_t records : {1, 2, 37, 64, 1000}) {
      EXPECT_EQ(folded_in_memory(log, records), expected) << count << " by " << records;
    }
    for (const std::size_t records : {37, 1000}) {
      for (const std::size_t rebuild : {0, 1'000'000, 1'000'000'000}) {
        auto options = Node::plain();
        options.catch_up_records = records;
        options.rebuild_bytes_max = rebuild;
        const auto name = std::to_string(records) + "-" + std::to_string(rebuild);
        Node node(log, directory / name.c_str(), options);
        node.projector.catch_up();
        EXPECT_EQ(node.view.checkpoint(), expected) << count << " by " << name;
      }
    }
  }
}

}  // namespace
}  // namespace ledger::projections::test
