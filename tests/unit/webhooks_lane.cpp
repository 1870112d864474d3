// One webhook's messages over time, with a clock that a test moves: what waits, until when, and
// what is kept by the store.

#include <gtest/gtest.h>

#include "services/webhooks/lane.hpp"
#include "tests/support/fresh_directory.hpp"
#include "tests/support/samples.hpp"

namespace ledger::webhooks {
namespace {

using std::chrono::milliseconds;
using support::webhook_id;
using token::Position;
using token::Timestamp;

/// Of which only the names of types are asked.
class Source final : public feeds::FeedSource {
 public:
  using FeedSource::FeedSource;
  feeds::FeedSlice read(std::optional<Position>, Position through, std::size_t) const override {
    return {{}, through};
  }
  std::string_view name() const noexcept override { return "events"; }
  std::string_view item_name() const noexcept override { return "event"; }
  std::string_view type_name(std::size_t) const noexcept override { return "token.deleted"; }
};

const Verdict delivered{Verdict::Kind::delivered, 204};
const Verdict failed{Verdict::Kind::failed, 500, "the receiver answered 500"};
const Verdict gone{Verdict::Kind::gone, 410, "gone"};
constexpr Position end{1'000'000};

class WebhookLane : public ::testing::Test {
 protected:
  WebhookLane() {
    webhook.id = webhook_id(1);
    webhook.begin_after = webhook.begin_set_at = Position(10);
    open();
  }
  void open() {
    lane.reset();
    store.reset();
    store = std::make_unique<DeliveryStore>(directory.path() / "webhooks", 20);
    lane = std::make_unique<Lane>(*store, board, webhook, end);
  }
  /// One item at each position from `first` on, `count` of them at the last one.
  void happen(std::uint64_t first, std::uint64_t last, std::size_t count_at_last = 1) {
    feeds::FeedSlice slice{{}, Position(last)};
    for (auto at = first; at <= last; ++at) {
      for (std::size_t n = at == last ? count_at_last : 1; n > 0; --n) {
        feeds::FeedItem item;
        item.position = Position(at);
        item.json = "{\"n\":" + std::to_string(at * 100 + n) + "}";
        slice.items.push_back(std::move(item));
      }
    }
    ASSERT_TRUE(lane->take(slice, source, now));
  }
  /// The one that is next is tried, and this comes of it.
  std::string try_one(const Verdict& verdict, std::uint32_t dice = 0) {
    auto next = lane->next(now);
    if (!next) return {};
    const auto id = next->second.message.id;
    lane->settle(next->first, std::move(next->second), verdict, now, dice);
    return id;
  }
  DeliveryStatus status() const { return board.find(webhook.id).value(); }

  support::FreshDirectory directory;
  projections::TokenView view{directory.path() / "view"};
  Source source{view};
  DeliveryBoard board;
  token::WebhookState webhook;
  Timestamp now = support::sample_time();
  std::unique_ptr<DeliveryStore> store;
  std::unique_ptr<Lane> lane;
};

TEST_F(WebhookLane, TriesAtOnceInTheirOrderAndIsDone) {
  happen(11, 12);
  EXPECT_EQ(status().waiting, 2U);
  const auto first = lane->next(now);
  const auto second = lane->next(now);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->first.position, Position(11));
  EXPECT_EQ(second->first.position, Position(12));
  EXPECT_FALSE(lane->next(now));
  lane->settle(first->first, first->second, delivered, now, 0);
  lane->settle(second->first, second->second, delivered, now, 0);
  EXPECT_EQ(status().waiting, 0U);
  EXPECT_EQ(status().delivered_at, now);
}

TEST_F(WebhookLane, FollowsTheScheduleToTheMillisecondAndThenGivesUp) {
  happen(11, 11);
  std::set<std::string> ids;
  for (std::size_t made = 1; made < tries.size(); ++made) {
    ids.insert(try_one(failed, 1000));
    const auto due = now + wait_after(made, 1000);
    EXPECT_EQ(lane->next_at(), due);
    now = due - milliseconds(1);
    EXPECT_FALSE(lane->next(now)) << made;
    now = due;
    EXPECT_EQ(status().failed_status, 500);
    EXPECT_EQ(status().given_up, 0U);
  }
  ids.insert(try_one(failed));
  EXPECT_EQ(ids.size(), 1U);  // one message, one id
  EXPECT_FALSE(lane->next_at());
  EXPECT_EQ(status().waiting, 0U);
  EXPECT_EQ(status().given_up, 1U);
  const auto letter = store->given_up(webhook.id, {Position(11), 0});
  ASSERT_TRUE(letter);
  EXPECT_EQ(letter->tries, 10);
  EXPECT_EQ(letter->last_status, 500);
  EXPECT_EQ(letter->why, failed.why);
  EXPECT_EQ(letter->next_try, now);
}

TEST_F(WebhookLane, SendsAgainWhatWasGivenUpUnderTheSameId) {
  happen(11, 12);
  std::string id;
  for (std::size_t made = 0; made < 2 * tries.size(); ++made) {
    id = try_one(failed);
    if (const auto at = lane->next_at()) now = *at;
  }
  ASSERT_EQ(status().given_up, 2U);
  lane->resend(MessageKey{Position(12), 0}, now);
  EXPECT_EQ(status().given_up, 1U);
  EXPECT_EQ(try_one(delivered), id);
  lane->resend(std::nullopt, now);
  EXPECT_EQ(status().given_up, 0U);
  EXPECT_FALSE(try_one(delivered).empty());
  EXPECT_EQ(status().waiting, 0U);
  lane->resend(MessageKey{Position(12), 0}, now);
  EXPECT_FALSE(lane->next(now));
}

TEST_F(WebhookLane, OneThatFailsHoldsNobodyUp) {
  happen(11, 12);
  EXPECT_FALSE(try_one(failed).empty());
  EXPECT_FALSE(try_one(delivered).empty());
  EXPECT_EQ(status().waiting, 1U);
}

TEST_F(WebhookLane, HasEightTriesUnderWayAtMost) {
  happen(11, 20);
  std::vector<std::pair<MessageKey, Attempted>> under_way;
  while (auto next = lane->next(now)) under_way.push_back(*std::move(next));
  EXPECT_EQ(under_way.size(), lane_tries_max);
  EXPECT_FALSE(lane->next_at());
  lane->settle(under_way[0].first, under_way[0].second, delivered, now, 0);
  EXPECT_TRUE(lane->next(now));
}

TEST_F(WebhookLane, IsFullAtItsLimitAndNotBefore) {
  happen(11, 10 + waiting_max - 1);
  EXPECT_FALSE(lane->is_full());
  happen(10 + waiting_max, 10 + waiting_max);
  EXPECT_TRUE(lane->is_full());
}

TEST_F(WebhookLane, KeepsTheLatestDeadLettersOfSoMany) {
  happen(11, 10 + given_up_max + 1);
  for (std::size_t made = 0; made < tries.size(); ++made) {
    while (!try_one(failed).empty()) {
    }
    if (const auto at = lane->next_at()) now = *at;
  }
  EXPECT_EQ(status().given_up, given_up_max);
  EXPECT_FALSE(store->given_up(webhook.id, {Position(11), 0}));
  EXPECT_TRUE(store->given_up(webhook.id, {Position(12), 0}));
}

TEST_F(WebhookLane, GoesOnAfterARestartButPersisted) {
  happen(11, 13);
  EXPECT_FALSE(try_one(failed).empty());
  EXPECT_FALSE(try_one(delivered).empty());
  const auto due = lane->next_at();
  open();
  EXPECT_EQ(lane->read_through(), Position(13));
  EXPECT_EQ(status().waiting, 2U);
  EXPECT_FALSE(try_one(delivered).empty());
  EXPECT_FALSE(lane->next(now));
  EXPECT_EQ(lane->next_at(), now + std::chrono::seconds(5));
  EXPECT_EQ(due, now);
}

TEST_F(WebhookLane, BeginsElsewhereWhenItIsToldTo) {
  happen(11, 13);
  EXPECT_FALSE(try_one(failed).empty());
  const auto under_way = lane->next(now);
  webhook.begin_after = Position(5);
  webhook.begin_set_at = Position(14);
  lane->update(webhook, end);
  EXPECT_EQ(lane->read_through(), Position(5));
  EXPECT_EQ(status().waiting, 0U);
  // What was under way is no more its business.
  lane->settle(under_way->first, under_way->second, failed, now, 0);
  EXPECT_EQ(status().waiting, 0U);
  open();
  EXPECT_EQ(lane->read_through(), Position(5));
}

TEST_F(WebhookLane, IsNotAheadOfALogThatWasCutOff) {
  happen(11, 13);
  lane = std::make_unique<Lane>(*store, board, webhook, Position(12));
  EXPECT_EQ(lane->read_through(), Position(12));
}

TEST_F(WebhookLane, WhoeverIsGoneLosesNothing) {
  happen(11, 11);
  EXPECT_FALSE(try_one(gone).empty());
  lane->hold_until(now + std::chrono::seconds(60));
  EXPECT_EQ(status().waiting, 1U);
  EXPECT_FALSE(lane->next(now + std::chrono::seconds(59)));
  webhook.status = token::WebhookStatus::disabled;
  lane->update(webhook, end);
  webhook.status = token::WebhookStatus::active;
  lane->update(webhook, end);
  EXPECT_FALSE(try_one(delivered).empty());
}

TEST_F(WebhookLane, ItemsOfOnePositionAreMessagesOfTheirOwn) {
  happen(11, 12, 3);
  std::set<std::string> ids;
  std::set<MessageKey> keys;
  while (auto next = lane->next(now)) {
    keys.insert(next->first);
    ids.insert(next->second.message.id);
    lane->settle(next->first, next->second, delivered, now, 0);
  }
  EXPECT_EQ(ids.size(), 4U);
  EXPECT_TRUE(keys.contains({Position(12), 2}));
}

TEST_F(WebhookLane, NothingOfADeletedOneIsKept) {
  happen(11, 12);
  ASSERT_EQ(store->webhooks(), std::vector{webhook.id});
  DeliveryStore::Batch batch;
  batch.erase(webhook.id);
  ASSERT_TRUE(store->write(batch));
  EXPECT_TRUE(store->webhooks().empty());
  EXPECT_FALSE(store->waiting(webhook.id, {Position(11), 0}));
}

TEST(DeliveryStoreFile, ADamagedOneIsSetAside) {
  const support::FreshDirectory directory;
  const auto path = directory.path() / "webhooks";
  {
    const DeliveryStore store(path, 20);
  }
  std::filesystem::resize_file(path / "CURRENT", 0);
  const DeliveryStore store(path, 20);
  EXPECT_TRUE(store.set_aside());
  EXPECT_TRUE(store.webhooks().empty());
}

}  // namespace
}  // namespace ledger::webhooks
