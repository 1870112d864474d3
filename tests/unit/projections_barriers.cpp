// Barriers in the log: they change nothing, every node knows its state at each, and nodes whose
// states differ find out.

#include <gtest/gtest.h>

#include "tests/support/projections_support.hpp"

namespace ledger::projections::test {
namespace {

const std::string this_node(32, 'a');
const std::string other_node(32, 'b');
const std::string wrong_digest(64, '7');

class ProjectorBarriers : public testing::Test {
 protected:
  ProjectorBarriers() { log.add(events.opened()); }

  Position barrier(const std::string& node, std::optional<log::Barrier::Compared> compared = {}) {
    log.add(log::Barrier{node, ++number, noon, "host", std::move(compared)});
    return log.records.back().position;
  }
  std::unique_ptr<Node> node(ProjectorOptions options = Node::plain()) {
    options.node = this_node;
    return std::make_unique<Node>(log, directory / "view", options);
  }
  /// The state digest of a log that ends here.
  std::string digest_now() {
    const FreshDirectory elsewhere;
    Node other(log, elsewhere / "view");
    other.projector.catch_up();
    memory_digest = other.view.checkpoint().memory_digest;
    return other.view.checkpoint().state_digest;
  }
  /// What another node says of its state there; of its memory the truth.
  [[nodiscard]] log::Barrier::Compared said(Position at, std::string state_digest) const {
    return {at, std::move(state_digest), memory_digest};
  }
  std::string memory_digest = StateDigest().hex();

  FreshDirectory directory;
  MemoryLog log;
  Events events;
  std::uint64_t number = 0;
};

TEST_F(ProjectorBarriers, AreRecordedNoOpsThatMoveTheCheckpoint) {
  log.add(events.created(1, "alice", 11));
  const auto before = digest_now();
  const auto at = barrier(other_node);
  const auto folding = node();
  folding->projector.catch_up();
  EXPECT_EQ(folding->view.checkpoint().position, at);
  EXPECT_EQ(folding->view.checkpoint().state_digest, before);
  const auto counters = folding->projector.counters();
  EXPECT_EQ(counters.barriers, 1U);
  EXPECT_EQ(counters.applied, 2U);
  EXPECT_EQ(counters.malformed + counters.foreign, 0U);
  EXPECT_EQ(folding->observer.all.size(), 2U) << "nobody waits for a barrier's outcome";
}

TEST_F(ProjectorBarriers, CutTheCommitSoThatTheStateIsKnownAtEach) {
  std::vector<std::pair<Position, std::string>> expected;
  for (std::uint64_t n = 1; n <= 3; ++n) {
    log.add(events.created(n, "alice", 10 + n));
    const auto at = barrier(n == 2 ? this_node : other_node);
    expected.emplace_back(at, digest_now());
    log.add(events.deleted(n, 2));
  }
  const auto folding = node();  // all of them in one batch
  folding->projector.catch_up();
  ASSERT_EQ(folding->observer.barriers.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto& folded = folding->observer.barriers[i];
    EXPECT_EQ(folded.position, expected[i].first);
    EXPECT_EQ(folded.state_digest, expected[i].second);
    EXPECT_EQ(folded.barrier.number, i + 1);
    EXPECT_EQ(folded.comparison, DigestComparison::none) << "they carried nothing";
  }
  EXPECT_EQ(folding->view.checkpoint().position, log.records.back().position);
  EXPECT_EQ(folding->view.checkpoint().state_digest, digest_now());
}

TEST_F(ProjectorBarriers, TellTheLogTimeOfTheirRecordAlsoWhereItWentBack) {
  log.now = noon + std::chrono::hours(1);
  log.add(events.created(1, "alice", 11));
  log.now = noon;
  barrier(other_node);
  const auto folding = node();
  folding->projector.catch_up();
  EXPECT_EQ(folding->observer.barriers.at(0).log_time, noon);
  EXPECT_EQ(folding->view.checkpoint().log_time, noon + std::chrono::hours(1));
}

TEST_F(ProjectorBarriers, OfOtherNodesAreComparedWithTheOwnStateAtThatPosition) {
  const auto at = barrier(other_node);
  const auto right = digest_now();
  log.add(events.created(1, "alice", 11));
  barrier(other_node, said(at, right));
  barrier(other_node, said(at, wrong_digest));
  barrier(this_node, said(at, wrong_digest));   // not compared with itself
  barrier(other_node, said(at.next(), right));  // no barrier there
  barrier(other_node, said(Position(1'000'000), right));
  auto other_version = said(at, wrong_digest);
  ++other_version.digest_version;
  barrier(other_node, other_version);
  barrier(other_node, log::Barrier::Compared{at, right, wrong_digest});
  const auto folding = node();
  folding->projector.catch_up();
  std::vector<DigestComparison> comparisons;
  for (const auto& folded : folding->observer.barriers) comparisons.push_back(folded.comparison);
  using enum DigestComparison;
  EXPECT_EQ(comparisons,
            (std::vector{none, equal, differs, none, unknown, unknown, unknown, differs}));
  const auto counters = folding->projector.counters();
  EXPECT_EQ(counters.barriers, 8U);
  EXPECT_EQ(counters.digests_equal, 1U);
  EXPECT_EQ(counters.digests_different, 2U);
  EXPECT_EQ(counters.digests_unknown, 3U);
  EXPECT_EQ(folding->observer.stopped, "") << "it is an alarm, and no reason to stop";
}

TEST_F(ProjectorBarriers, AreRememberedAtTheLast256PositionsAndNotOneMore) {
  const auto oldest = barrier(other_node);
  const auto digest = digest_now();
  for (std::size_t i = 1; i < BarrierDigests::positions_max; ++i) barrier(other_node);
  // The 257th is compared while 256 are known, the 258th when the oldest of them is forgotten.
  barrier(other_node, said(oldest, digest));
  barrier(other_node, said(oldest, digest));
  barrier(other_node, said(oldest.next().next(), digest));
  const auto folding = node();
  folding->projector.catch_up();
  const auto& barriers = folding->observer.barriers;
  ASSERT_EQ(barriers.size(), 259U);
  EXPECT_EQ(barriers[256].comparison, DigestComparison::equal);
  EXPECT_EQ(barriers[257].comparison, DigestComparison::unknown);
  EXPECT_EQ(barriers[258].comparison, DigestComparison::equal);
}

TEST_F(ProjectorBarriers, AreOnlyCountedWhileAReadModelIsRebuilt) {
  const auto at = barrier(other_node);
  log.add(events.created(1, "alice", 11));
  barrier(other_node, said(at, wrong_digest));
  auto options = Node::plain();
  options.rebuild_bytes_max = std::size_t{1} << 30;
  const auto folding = node(options);
  folding->projector.catch_up();
  EXPECT_EQ(folding->projector.counters().barriers, 2U);
  EXPECT_TRUE(folding->observer.barriers.empty());
  EXPECT_EQ(folding->view.checkpoint().state_digest, digest_now());
  barrier(other_node, said(at, wrong_digest));
  folding->projector.catch_up();
  EXPECT_EQ(folding->projector.counters().digests_unknown, 1U);
}

TEST_F(ProjectorBarriers, AtTheEndOfTheLogAreFoundUnchangedByARestart) {
  log.add(events.created(1, "alice", 11));
  const auto at = barrier(other_node);
  node()->projector.catch_up();
  const auto again = node();
  again->projector.catch_up();
  EXPECT_EQ(again->projector.applied(), at);
  EXPECT_EQ(again->projector.counters().barriers, 0U);
}

}  // namespace
}  // namespace ledger::projections::test
