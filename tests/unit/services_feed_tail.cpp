// The newest items of a feed: how far back they reach, and who reads the source instead.

#include <gmock/gmock.h>

#include "services/feeds/feed_tail.hpp"
#include "tests/support/fresh_directory.hpp"

namespace ledger::feeds {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using token::Position;

/// One item at each position, of a size that a test chooses; two at every hundredth.
class Source final : public FeedSource {
 public:
  explicit Source(const projections::TokenView& view) : FeedSource(view) {}

  FeedSlice read(std::optional<Position> after, Position through,
                 std::size_t count_max) const override {
    FeedSlice slice{{}, after.value_or(Position(0))};
    for (std::size_t i = 0; i < count_max && slice.last < through; ++i) {
      slice.last = slice.last.next();
      const std::size_t items = slice.last.value() % 100 == 0 ? 2 : 1;
      slice.items.insert(slice.items.end(), items, {slice.last, std::string(size, 'x'), "", "", 0});
      ++reads;
    }
    return slice;
  }
  std::string_view name() const noexcept override { return "events"; }
  std::string_view type_name(std::size_t) const noexcept override { return "a"; }
  std::string_view item_name() const noexcept override { return "event"; }

  std::size_t size = 10;
  mutable std::size_t reads = 0;  ///< of records
};

class Tail : public testing::Test {
 protected:
  /// Their positions; nothing: the tail does not reach back as far.
  std::optional<std::vector<std::uint64_t>> read(std::uint64_t after, std::uint64_t through,
                                                 std::size_t count_max = 1000) {
    const auto found = tail.read(Position(after), Position(through), {}, count_max);
    if (!found) return std::nullopt;
    std::vector<std::uint64_t> positions;
    for (const auto& item : found->items) positions.push_back(item.position.value());
    last = found->last.value();
    return positions;
  }

  support::FreshDirectory directory;
  projections::TokenView view{directory.path() / "view"};
  Source source{view};
  FeedTail tail{source};
  std::uint64_t last = 0;
};

TEST_F(Tail, IsReadOnceForAllWhoFollow) {
  EXPECT_THAT(read(10, 12), testing::Optional(ElementsAre(11, 12)));
  EXPECT_THAT(read(11, 13), testing::Optional(ElementsAre(12, 13)));
  EXPECT_THAT(read(10, 13), testing::Optional(ElementsAre(11, 12, 13)));
  EXPECT_THAT(read(13, 13), testing::Optional(IsEmpty()));
  EXPECT_EQ(source.reads, 3U);
}

TEST_F(Tail, IsNotForWhoBeginsBeforeIt) {
  EXPECT_THAT(read(10, 12), testing::Optional(ElementsAre(11, 12)));
  EXPECT_FALSE(read(9, 12));
}

TEST_F(Tail, BeginsWithWhoIs512RecordsBehindAndNotOneMore) {
  EXPECT_FALSE(read(0, FeedTail::gap_max + 1));
  EXPECT_EQ(source.reads, 0U);
  EXPECT_TRUE(read(0, FeedTail::gap_max));
  EXPECT_EQ(last, FeedTail::gap_max);
}

TEST_F(Tail, BeginsAnewWhereNobodyFollowedFor512Records) {
  EXPECT_TRUE(read(0, 1));
  const std::uint64_t end = 1 + FeedTail::gap_max;
  EXPECT_THAT(read(end - 1, end), testing::Optional(ElementsAre(end)));
  EXPECT_TRUE(read(0, end)) << "not yet";
  EXPECT_TRUE(read(2 * end, 2 * end + 1));
  EXPECT_FALSE(read(end, 2 * end + 1));
}

TEST_F(Tail, EndsWhereEnoughAreFoundButNotWithinAPosition) {
  EXPECT_THAT(read(98, 102, 1), testing::Optional(ElementsAre(99)));
  EXPECT_EQ(last, 99U);
  EXPECT_THAT(read(99, 102, 1), testing::Optional(ElementsAre(100, 100)));
  EXPECT_EQ(last, 100U);
}

TEST_F(Tail, KeepsFourMebibytes) {
  source.size = FeedTail::bytes_max / 8 - sizeof(FeedItem);
  EXPECT_THAT(read(0, 8), testing::Optional(ElementsAre(1, 2, 3, 4, 5, 6, 7, 8)));
  EXPECT_TRUE(read(0, 8)) << "they fit to the byte";
  EXPECT_FALSE(read(0, 9)) << "one more does not";
  EXPECT_THAT(read(1, 9), testing::Optional(ElementsAre(2, 3, 4, 5, 6, 7, 8, 9)));
}

TEST_F(Tail, LetsGoOfThoseOfOnePositionTogether) {
  source.size = FeedTail::bytes_max / 8 - sizeof(FeedItem);
  EXPECT_TRUE(read(99, 106));  // eight: twice 100, then 101 to 106
  EXPECT_FALSE(read(99, 107));
  EXPECT_THAT(read(100, 107), testing::Optional(ElementsAre(101, 102, 103, 104, 105, 106, 107)));
}

}  // namespace
}  // namespace ledger::feeds
