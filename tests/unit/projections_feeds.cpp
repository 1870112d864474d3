// What a view tells of the log's past: accepted records and what stopped secrets, in both kinds of
// store: one that keeps the records, and one that asks the log for them.

#include <gmock/gmock.h>

#include "tests/support/projections_support.hpp"

namespace ledger::projections::test {
namespace {

using std::chrono::days;
using std::chrono::hours;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class ViewFeeds : public testing::TestWithParam<bool> {
 protected:
  ViewFeeds() { log.add(events.opened()); }

  ViewOptions options() {
    ViewOptions options;
    if (GetParam()) return options;
    options.records_from = [this](Position first, std::size_t records_max) {
      std::vector<log::Record> found;
      for (const auto& record : log.records) {
        if (record.position < first || found.size() == records_max) continue;
        found.push_back(record);
      }
      return Result<std::vector<log::Record>>(std::move(found));
    };
    return options;
  }
  void catch_up() { projector.catch_up(); }
  void expired_through(Timestamp through) {
    log.add(events.make(std::monostate(), 0, ExpiredThrough{through}));
  }
  Position end() const { return Position(log.records.size() - 1); }
  std::vector<std::uint64_t> accepted(std::optional<Position> after, std::size_t records_max) {
    std::vector<std::uint64_t> positions;
    const auto slice = view.accepted(after, end(), records_max);
    for (const auto& event : slice.events) {
      positions.push_back(event.position.value());
      EXPECT_EQ(event.value, log.records[event.position.value()].value);
      EXPECT_EQ(event.log_time, log.records[event.position.value()].log_time);
    }
    last = slice.last;
    return positions;
  }
  std::vector<Revocation> revocations(std::optional<Position> after = std::nullopt,
                                      std::size_t count_max = 1000) {
    std::vector<Revocation> found;
    while ((!after || *after < end()) && found.size() < count_max) {
      auto slice = view.revocations(after, end(), count_max);
      found.insert(found.end(), slice.revocations.begin(), slice.revocations.end());
      after = last = slice.last;
    }
    return found;
  }
  Revocation of_token(std::uint64_t position, RevocationReason reason, std::uint64_t token,
                      std::vector<TokenDigest> digests, std::vector<std::string> left = {}) const {
    return {Position(position),
            log.records[position].log_time,
            reason,
            "alice",
            token_id(token),
            std::move(digests),
            std::move(left),
            {},
            {}};
  }
  Revocation of_owner(std::uint64_t position, RevocationReason reason) const {
    return {
        Position(position), log.records[position].log_time, reason, "alice", {}, {}, {}, {}, {}};
  }

  FreshDirectory directory;
  MemoryLog log;
  Events events;
  TokenView view{directory / "view", options()};
  HotSet hot{std::size_t{1} << 20};
  RecordingObserver observer;
  Projector projector{log, view, hot, observer, Node::plain()};
  Position last;
};

TEST_P(ViewFeeds, TellOfAcceptedRecordsAlone) {
  log.now += hours(1);
  log.add(events.created(1, "alice", 11));  // 1
  log.add(events.deleted(1, 5));            // 2: loses
  (void)log.append("", "no event", {});     // 3
  log.add(log::Barrier{std::string(32, 'a')});
  log.add(events.deleted(1, 2));  // 5
  catch_up();
  EXPECT_THAT(accepted(std::nullopt, 100), ElementsAre(0U, 1U, 5U));
  EXPECT_EQ(last, Position(5));
  EXPECT_THAT(accepted(Position(1), 100), ElementsAre(5U));
  EXPECT_THAT(accepted(Position(5), 100), IsEmpty());
}

TEST_P(ViewFeeds, MeetWhereTheyAreCut) {
  for (std::uint64_t i = 1; i < 40; ++i) {
    log.add(events.created(i, "alice", i));
    if (i % 3 == 0) log.add(events.deleted(i, 9));
  }
  catch_up();
  const auto whole = accepted(std::nullopt, 1000);
  EXPECT_EQ(whole.size(), 40U);
  for (const std::size_t size : {1, 2, 7}) {
    std::vector<std::uint64_t> pieces;
    std::optional<Position> after;
    while (!after || *after < end()) {
      const auto piece = accepted(after, size);
      EXPECT_LE(piece.size(), size);
      pieces.insert(pieces.end(), piece.begin(), piece.end());
      after = last;
    }
    EXPECT_EQ(pieces, whole);
  }
}

TEST_P(ViewFeeds, TellWhichSecretsDiedAndOfWhat) {
  log.add(events.created(1, "alice", 11));                      // 1
  log.add(events.regenerated(1, 2, 12));                        // 2
  log.add(events.regenerated(1, 3, 13, noon + hours(1)));       // 3: 12 lives on
  log.add(events.regenerated(1, 4, 14));                        // 4: both of before
  log.add(events.updated(1, 5, {"repo:*"}));                    // 5: more than before
  log.add(events.updated(1, 6, {"repo:read", "wiki:read"}));    // 6
  log.add(events.updated(1, 7, {}));                            // 7
  log.add(events.about_owner<OwnerSuspended>("alice", 1));      // 8
  log.add(events.about_owner<OwnerResumed>("alice", 2));        // 9
  log.add(events.about_owner<OwnerTokensRevoked>("alice", 3));  // 10
  log.add(events.deleted(1, 8));                                // 11
  catch_up();
  using enum RevocationReason;
  EXPECT_THAT(revocations(),
              ElementsAre(of_token(2, regenerated, 1, {digest(11)}),
                          of_token(4, regenerated, 1, {digest(12), digest(13)}),
                          of_token(6, scopes_narrowed, 1, {digest(14)}, {"repo:read", "wiki:read"}),
                          of_token(7, scopes_narrowed, 1, {digest(14)}), of_owner(8, suspended),
                          of_owner(9, resumed), of_owner(10, all_revoked),
                          of_token(11, deleted, 1, {digest(14)})));
  EXPECT_EQ(last, end());
  EXPECT_THAT(revocations(Position(9), 1), ElementsAre(of_owner(10, all_revoked)));
  EXPECT_EQ(last, Position(10));
}

TEST_P(ViewFeeds, SpellOutWhatExpired) {
  log.add(events.created(1, "alice", 11));                 // 1: until noon + 30 days
  log.add(events.created(2, "alice", 12));                 // 2
  log.add(events.regenerated(2, 2, 22, noon + hours(1)));  // 3: 12 until then, 22 for 60 days
  expired_through(noon + hours(2));                        // 4
  expired_through(noon + days(31));                        // 5
  expired_through(noon + days(61));                        // 6
  catch_up();
  using enum RevocationReason;
  EXPECT_THAT(revocations(), ElementsAre(of_token(4, overlap_ended, 2, {digest(12)}),
                                         of_token(5, expired, 1, {digest(11)}),
                                         of_token(6, expired, 2, {digest(22)})));
}

TEST_P(ViewFeeds, TellOfEverySecretHoweverLateTheyAreRead) {
  log.add(events.created(1, "alice", 11));
  log.add(events.regenerated(1, 2, 12, noon + hours(1)));
  expired_through(noon + hours(1));       // 3: 11's overlap ends
  log.add(events.regenerated(1, 3, 13));  // 4: takes the row away that 3 is spelled out from
  log.add(events.deleted(1, 4));          // 5
  catch_up();
  using enum RevocationReason;
  EXPECT_THAT(revocations(), ElementsAre(of_token(4, regenerated, 1, {digest(11), digest(12)}),
                                         of_token(5, deleted, 1, {digest(13)})));
}

TEST_P(ViewFeeds, KeepWhatOneRecordStoppedTogether) {
  for (std::uint64_t i = 1; i <= 5; ++i) log.add(events.created(i, "alice", i));
  expired_through(noon + days(31));  // 6: five of them
  log.add(events.deleted(1, 2));     // 7
  catch_up();
  EXPECT_EQ(revocations(std::nullopt, 1).size(), 4U) << "token 1 is told of by its own record";
  EXPECT_EQ(last, Position(6));
  EXPECT_EQ(revocations(Position(6), 1).size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Stores, ViewFeeds, testing::Bool(), [](const auto& kind) {
  return kind.param ? "KeepsRecords" : "AsksTheLog";
});

}  // namespace
}  // namespace ledger::projections::test
