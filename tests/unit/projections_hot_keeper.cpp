#include <gtest/gtest.h>

#include "projections/hot_keeper.hpp"
#include "tests/support/projections_support.hpp"

namespace ledger::projections::test {
namespace {

constexpr std::size_t plenty = std::size_t{1} << 30;
const Timestamp expired = noon + std::chrono::days(30);  // all that Events makes

class KeptHotSet : public testing::Test {
 protected:
  KeptHotSet() { log.add(events.opened()); }
  void create(std::uint64_t count) {
    for (std::uint64_t n = 1; n <= count; ++n) log.add(events.created(n, "alice", 1000 + n));
  }
  TokenView& view() {
    if (!node) {
      node.emplace(log, directory / "view");
      node->projector.catch_up();
    }
    return node->view;
  }
  static bool has(const HotSet& hot, std::uint64_t n) {
    return hot.visit(digest(1000 + n), [](const HotToken&) {});
  }
  FreshDirectory directory;
  MemoryLog log;
  Events events;
  std::optional<Node> node;
};

TEST_F(KeptHotSet, IsLoadedWithWhatMayBeActive) {
  create(5000);
  log.add(events.deleted(1, 2));
  HotSet hot(plenty);
  RetiredFilter retired;
  HotKeeper keeper(view(), hot, &retired);
  EXPECT_FALSE(hot.whole());
  keeper.load(noon);
  EXPECT_TRUE(hot.whole());
  EXPECT_EQ(hot.size(), 4999u);
  EXPECT_TRUE(retired.may_have(digest(1001)));
  HotSet later(plenty);
  HotKeeper(view(), later, nullptr).load(expired + HotSet::grace);
  EXPECT_EQ(later.size(), 0u);
  EXPECT_TRUE(later.complete(expired));
  EXPECT_FALSE(later.complete(expired - std::chrono::milliseconds(1)));
}

TEST_F(KeptHotSet, TakesTheNewestWhereNotAllFit) {
  create(2000);
  HotSet hot(100'000);
  HotKeeper(view(), hot, nullptr).load(noon);
  EXPECT_FALSE(hot.whole());
  EXPECT_GT(hot.size(), 500u);
  EXPECT_LE(hot.bytes(), 100'000u);
  // By their ids, as the rows are ordered.
  std::vector<std::pair<TokenId, bool>> here;
  for (std::uint64_t n = 1; n <= 2000; ++n) here.emplace_back(token_id(n), has(hot, n));
  std::sort(here.begin(), here.end());
  const auto first = std::find_if(here.begin(), here.end(), [](const auto& t) { return t.second; });
  EXPECT_TRUE(std::all_of(first, here.end(), [](const auto& token) { return token.second; }));
}

TEST_F(KeptHotSet, FetchesWhatIsMissingOnceThereIsRoom) {
  create(3000);
  HotSet hot(250'000);
  HotKeeper keeper(view(), hot, nullptr);
  keeper.load(noon);
  ASSERT_FALSE(hot.whole());
  std::size_t gone = 0;
  for (std::uint64_t n = 3000; gone < 1500; --n) {
    if (!has(hot, n)) continue;
    log.add(events.deleted(n, 2));
    hot.erase(digest(1000 + n));
    ++gone;
  }
  node->projector.catch_up();
  keeper.tend(noon);
  EXPECT_FALSE(hot.whole()) << "one round does not read all rows";
  for (int round = 0; round < 3; ++round) keeper.tend(noon);
  EXPECT_TRUE(hot.whole());
  EXPECT_EQ(hot.size(), 1500u);
}

TEST_F(KeptHotSet, FetchesWhatExpiredByAClockThatIsSetBack) {
  create(3);
  HotSet hot(plenty);
  HotKeeper keeper(view(), hot, nullptr);
  keeper.load(noon);
  keeper.tend(expired + HotSet::grace);
  EXPECT_EQ(hot.size(), 0u);
  EXPECT_TRUE(hot.whole());
  keeper.tend(noon);
  EXPECT_TRUE(hot.complete(noon));
  EXPECT_EQ(hot.size(), 3u);
}

TEST_F(KeptHotSet, WithoutMemoryReadsNothing) {
  create(3);
  HotSet hot(0);
  HotKeeper keeper(view(), hot, nullptr);
  keeper.load(noon);
  keeper.tend(noon);
  EXPECT_EQ(hot.size(), 0u);
  EXPECT_FALSE(hot.whole());
}

TEST_F(KeptHotSet, IsTendedByTheProjectorBetweenBatches) {
  create(3);
  static_cast<void>(view());
  node.reset();
  std::atomic<Timestamp> now{noon};
  auto options = Node::plain();
  options.now = [&] { return now.load(); };
  options.tend_interval = std::chrono::milliseconds(0);
  node.emplace(log, directory / "view", options);
  node->projector.catch_up();
  EXPECT_EQ(node->hot.size(), 3u);
  now = expired + HotSet::grace;
  node->projector.start();
  for (int wait = 0; wait < 1000 && node->hot.size() > 0; ++wait) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  EXPECT_EQ(node->hot.size(), 0u);
  node->projector.stop();
}

}  // namespace
}  // namespace ledger::projections::test
