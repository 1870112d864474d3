// What a replay says of a moment, of losers and of a policy, by events that are made here.

#include <gtest/gtest.h>

#include "services/audit/losses.hpp"
#include "services/audit/moment.hpp"
#include "services/audit/replay.hpp"
#include "services/audit/what_if.hpp"
#include "tests/support/projections_support.hpp"

namespace ledger::audit {
namespace {

using namespace projections::test;
using namespace std::chrono_literals;

using OnStep = std::function<void(const Replay::Step&)>;

class Looking final : public Replay::Observer {
 public:
  explicit Looking(OnStep on_step) : on_step_(std::move(on_step)) {}
  void after(const Replay::Step& step) override { on_step_(step); }

 private:
  OnStep on_step_;
};

void run(Replay& replay, MemoryLog& log, const Through& through, OnStep on_step) {
  DecodedLog decoded(log.read_after(std::nullopt).value(), log.records.back().position);
  Looking looking(std::move(on_step));
  replay.run(decoded, through, looking);
}

Judgement judged(MemoryLog& log, EndedSecrets asked, Timestamp now, const Through& through = {}) {
  Replay replay;
  run(replay, log, through,
      [&](const Replay::Step& step) { asked.see(step.record, std::get<Event>(step.decoded)); });
  return judge(replay.entities(), asked, now);
}

/// A token whose secret 1 was replaced by 2 and left until an hour past noon.
class InOverlap : public testing::Test {
 protected:
  static constexpr Timestamp until = noon + 1h;
  InOverlap() {
    log.add(events.opened());
    log.add(events.created(1, "alice", 1));
    log.add(events.regenerated(1, 2, 2, until));
  }
  void expect(Ended ended, Timestamp since, std::uint64_t position) {
    const auto judgement = judged(log, EndedSecrets(digest(1)), log.now);
    EXPECT_EQ(judgement.ended, ended) << to_text(judgement.ended);
    EXPECT_EQ(judgement.since, since);
    ASSERT_TRUE(judgement.hand);
    EXPECT_EQ(judgement.hand->position, Position(position));
    EXPECT_EQ(judgement.hand->by, "ledger");
  }
  MemoryLog log;
  Events events;
};

TEST_F(InOverlap, TheOldSecretIsGoodToTheMillisecond) {
  const auto good = judged(log, EndedSecrets(digest(1)), until - 1ms);
  EXPECT_EQ(good.ended, Ended::no);
  EXPECT_EQ(good.good_until, until);
  EXPECT_FALSE(good.since || good.hand);
  log.now = until;
  expect(Ended::overlap_ended, until, 2);
}

TEST_F(InOverlap, TheNextRegenerationEndsWhatWasLeft) {
  log.now = until - 1ms;
  log.add(events.regenerated(1, 3, 3));
  expect(Ended::regenerated, until - 1ms, 3);
}

TEST_F(InOverlap, WhatComesWhenItIsOverEndsNothing) {
  log.now = until + 1ms;
  log.add(events.regenerated(1, 3, 3));
  log.add(events.deleted(1, 4));
  expect(Ended::overlap_ended, until, 2);
}

TEST_F(InOverlap, ADeletionEndsBothSecrets) {
  log.now = until - 1ms;
  log.add(events.deleted(1, 3));
  expect(Ended::deleted, until - 1ms, 3);
  EXPECT_EQ(judged(log, EndedSecrets(digest(2)), log.now).ended, Ended::deleted);
  EXPECT_EQ(judged(log, EndedSecrets(token_id(1)), log.now).ended, Ended::deleted);
}

TEST_F(InOverlap, BeforeItWasIssuedASecretIsUnknown) {
  EXPECT_EQ(judged(log, EndedSecrets(digest(2)), noon, Position(1)).ended, Ended::unknown);
  EXPECT_EQ(judged(log, EndedSecrets(digest(1)), noon, Position(0)).ended, Ended::unknown);
  EXPECT_EQ(judged(log, EndedSecrets(token_id(2)), noon).ended, Ended::unknown);
}

TEST_F(InOverlap, ATokenIsExpiredFromItsExpiryOn) {
  const auto expiry = noon + std::chrono::days(60);
  EXPECT_EQ(judged(log, EndedSecrets(token_id(1)), expiry - 1ms).ended, Ended::no);
  const auto expired = judged(log, EndedSecrets(token_id(1)), expiry);
  EXPECT_EQ(expired.ended, Ended::expired);
  EXPECT_EQ(expired.since, expiry);
  EXPECT_FALSE(expired.hand) << "nobody did it";
}

TEST(ReplayTime, GoesThroughTheLastRecordOfATime) {
  MemoryLog log;
  Events events;
  log.add(events.opened());
  log.now = noon + 1s;
  log.add(events.created(1, "alice", 1));
  log.add(events.created(2, "alice", 2));
  log.now = noon + 2s;
  log.add(events.created(3, "alice", 3));
  for (const auto& [through, last] :
       {std::pair{noon + 1s - 1ms, 0U}, {noon + 1s, 2U}, {noon + 2s - 1ms, 2U}, {noon + 2s, 3U}}) {
    Replay replay;
    run(replay, log, Timestamp(through), [](const auto&) {});
    EXPECT_EQ(replay.checkpoint().position, Position(last));
  }
  Replay nothing;
  run(nothing, log, Timestamp(noon - 1ms), [](const auto&) {});
  EXPECT_FALSE(nothing.checkpoint().position);
}

/// What each record lost to, by a replay.
std::vector<std::optional<Position>> losses_in(MemoryLog& log) {
  struct Told final : Replay::Observer {
    explicit Told(const Replay& of) : replay(of) {}
    void before(const log::Decoded& decoded) override {
      losses.before(replay.fold(), std::get<Event>(decoded));
    }
    void after(const Replay::Step& step) override {
      lost.push_back(losses.after(step.record, std::get<Event>(step.decoded),
                                  std::get<projections::FoldedEvent>(step.fate).verdict));
    }
    const Replay& replay;
    Losses losses;
    std::vector<std::optional<Position>> lost;
  };
  Replay replay;
  Told told(replay);
  DecodedLog decoded(log.read_after(std::nullopt).value(), log.records.back().position);
  replay.run(decoded, {}, told);
  return told.lost;
}

TEST(Losers, SayWhatTheyLostTo) {
  MemoryLog log;
  Events events;
  log.add(events.opened());
  log.add(events.created(1, "alice", 1));
  log.add(events.updated(1, 2, {"a"}));
  log.add(events.deleted(1, 2));  // 3: the update had moved the token
  const auto suspended = events.about_owner<OwnerSuspended>("alice", 1);
  log.add(suspended);
  log.add(suspended);  // 5: decided already
  auto relying = events.updated(1, 3, {"b"});
  relying.relied_on = {{owner_id("alice"), 0}};
  log.add(relying);                      // 6: the owner had moved
  log.add(events.created(2, "bob", 1));  // 7: its digest lives, and nobody moved anything
  log.add(events.updated(1, 3, {"b"}));
  const std::vector<std::optional<Position>> expected{{},          {},          {}, Position(2), {},
                                                      Position(4), Position(4), {}, {}};
  EXPECT_EQ(losses_in(log), expected);
}

TEST(WhatIfLifetimes, OfTheLimitAreAllowedAndAMillisecondMoreIsNot) {
  MemoryLog log;
  Events events;
  log.add(events.opened());
  log.add(events.created(1, "alice", 1));  // 30 days
  log.add(events.regenerated(1, 2, 2));    // 60 days
  log.add(events.created(2, "free", 3));
  for (const auto& [longest, refused] :
       std::vector<std::pair<std::chrono::seconds, std::vector<std::uint64_t>>>{
           {std::chrono::days(60), {}},
           {std::chrono::days(60) - 1s, {2}},
           {std::chrono::days(30), {2}},
           {std::chrono::days(30) - 1s, {1, 2}}}) {
    WhatIf what_if([&](const OwnerId& owner) {
      return owner.text() == "free" ? std::nullopt : std::optional(longest);
    });
    Replay replay;
    run(replay, log, {}, [&](const Replay::Step& step) {
      const auto& event = std::get<Event>(step.decoded);
      const auto* id = std::get_if<TokenId>(&event.subject);
      if (id == nullptr) return;
      what_if.see(step.record, event, replay.fold().token(*id).value().owner);
    });
    std::vector<std::uint64_t> positions;
    for (const auto& one : std::move(what_if).refused(replay.entities(), noon)) {
      positions.push_back(one.position.value());
      EXPECT_EQ(one.lives, one.position == Position(2)) << "the first secret was replaced";
    }
    EXPECT_EQ(positions, refused);
  }
}

}  // namespace
}  // namespace ledger::audit
