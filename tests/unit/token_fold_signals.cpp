// What the ledger notices by itself: it moves no revision, and is told once.

#include <gtest/gtest.h>

#include "tests/support/memory_state.hpp"
#include "tests/support/samples.hpp"

namespace ledger::token {
namespace {

using std::chrono::days;
using std::chrono::milliseconds;
using support::attempt;
using support::created;
using support::digest;
using support::event;
using support::MemoryState;
using support::owner_id;
using support::sample_time;
using support::token_id;

class FoldOfSignals : public ::testing::Test {
 protected:
  FoldOfSignals() {
    state.fold_next(support::opened(), sample_time());
    happen(token_id(1), 1, created(1, "alice"));
  }
  Verdict happen(Subject subject, std::uint64_t revision, Payload payload) {
    return state
        .fold_next(event(attempt(++commands), std::move(subject), revision, std::move(payload)),
                   sample_time())
        .verdict;
  }
  Verdict expired_through(Timestamp through) {
    return happen(std::monostate(), 0, ExpiredThrough{through});
  }
  Verdict expiring(std::chrono::seconds threshold, std::uint64_t revision = 1) {
    return happen(token_id(1), revision, TokenExpiring{token().expires_at, threshold});
  }
  TokenState token() { return state.token(token_id(1)).value(); }

  MemoryState state;
  std::uint8_t commands = 0;
};

TEST_F(FoldOfSignals, ExpiredThroughIsKeptAsTheMaximum) {
  EXPECT_FALSE(state.ledger()->expired_through);
  EXPECT_EQ(expired_through(sample_time()), Verdict::applied);
  EXPECT_EQ(expired_through(sample_time()), Verdict::superseded);
  EXPECT_EQ(expired_through(sample_time() - milliseconds(1)), Verdict::superseded);
  EXPECT_EQ(state.ledger()->expired_through, sample_time());
  EXPECT_EQ(expired_through(sample_time() + milliseconds(1)), Verdict::applied);
  EXPECT_EQ(state.ledger()->expired_through, sample_time() + milliseconds(1));
}

TEST_F(FoldOfSignals, ExpiredThroughTouchesNoToken) {
  const auto before = token();
  EXPECT_EQ(expired_through(before.expires_at + days(1)), Verdict::applied);
  EXPECT_EQ(token(), before);
}

TEST_F(FoldOfSignals, ExpiredThroughIsAboutTheLedgerAlone) {
  EXPECT_EQ(happen(token_id(1), 0, ExpiredThrough{sample_time()}), Verdict::superseded);
  EXPECT_EQ(happen(owner_id("alice"), 1, ExpiredThrough{sample_time()}), Verdict::superseded);
}

TEST_F(FoldOfSignals, ARestoreBeginsAnEpochWhereItSaysAlone) {
  const auto genesis_epoch = state.ledger()->epoch;
  EXPECT_EQ(genesis_epoch, support::ledger_id.substr(0, epoch_size));
  const auto restored = [&](std::uint64_t through) {  // genesis and a token are at 0 and 1
    return happen(std::monostate(), 0, LedgerRestored{"0123456789abcdef", Position(through)});
  };
  EXPECT_EQ(restored(2), Verdict::superseded);
  EXPECT_EQ(restored(1), Verdict::superseded) << "this record is at 3";
  EXPECT_EQ(state.ledger()->epoch, genesis_epoch);
  EXPECT_EQ(restored(3), Verdict::applied);
  EXPECT_EQ(state.ledger()->epoch, "0123456789abcdef");
  auto of_a_caller = event(attempt(++commands), std::monostate(), 0,
                           LedgerRestored{"fedcba9876543210", Position(4)});
  of_a_caller.caller = to_text(token_id(1));
  EXPECT_EQ(state.fold_next(of_a_caller, sample_time()).verdict, Verdict::superseded);
}

TEST_F(FoldOfSignals, ExpiringIsToldOncePerThresholdFromLargeToSmall) {
  auto expected = token();
  EXPECT_EQ(expiring(days(7)), Verdict::applied);
  expected.expiry_told = days(7);
  EXPECT_EQ(token(), expected);
  EXPECT_EQ(expiring(days(7)), Verdict::superseded);
  EXPECT_EQ(expiring(days(1)), Verdict::applied);
  EXPECT_EQ(expiring(days(7)), Verdict::superseded);
  expected.expiry_told = days(1);
  EXPECT_EQ(token(), expected);
}

TEST_F(FoldOfSignals, ExpiringMovesNoRevisionAndComparesNone) {
  EXPECT_EQ(expiring(days(7), 99), Verdict::applied);
  EXPECT_EQ(token().revision, 1u);
  EXPECT_EQ(token().updated_at, token().created_at);
  EXPECT_EQ(happen(token_id(1), 2, TokenUpdated{"new", std::nullopt}), Verdict::applied);
  EXPECT_EQ(token().expiry_told, days(7));
}

TEST_F(FoldOfSignals, ExpiringOfAnotherExpiryIsSuperseded) {
  const auto expiry = token().expires_at;
  EXPECT_EQ(happen(token_id(1), 1, TokenExpiring{expiry + milliseconds(1), days(7)}),
            Verdict::superseded);
  EXPECT_EQ(happen(token_id(2), 1, TokenExpiring{expiry, days(7)}), Verdict::superseded);
  EXPECT_FALSE(token().expiry_told);
}

TEST_F(FoldOfSignals, ARegeneratedTokenIsToldOfAgain) {
  EXPECT_EQ(expiring(days(1)), Verdict::applied);
  EXPECT_EQ(happen(token_id(1), 2,
                   TokenRegenerated{sample_time() + days(60), digest(9), "Zz09", std::nullopt}),
            Verdict::applied);
  EXPECT_FALSE(token().expiry_told);
  EXPECT_EQ(expiring(days(7)), Verdict::applied);
}

TEST_F(FoldOfSignals, ADeletedTokenDoesNotExpireAnyMore) {
  EXPECT_EQ(happen(token_id(1), 2, TokenDeleted{owner_id("alice")}), Verdict::applied);
  EXPECT_EQ(expiring(days(7), 2), Verdict::superseded);
}

TEST_F(FoldOfSignals, ARetiredSecretIsOfATokenThatWas) {
  EXPECT_EQ(happen(token_id(1), 1, RetiredSecretPresented{}), Verdict::applied);
  const auto before = token();
  EXPECT_EQ(happen(token_id(1), 2, TokenDeleted{owner_id("alice")}), Verdict::applied);
  EXPECT_EQ(happen(token_id(1), 2, RetiredSecretPresented{}), Verdict::applied);
  EXPECT_EQ(token().revision, before.revision + 1);
  EXPECT_EQ(happen(token_id(2), 0, RetiredSecretPresented{}), Verdict::superseded);
  EXPECT_EQ(happen(std::monostate(), 0, RetiredSecretPresented{}), Verdict::superseded);
}

TEST_F(FoldOfSignals, TheSameSignalOfTwoNodesIsToldOnce) {
  const auto told = event(attempt(200), token_id(1), 1, RetiredSecretPresented{});
  EXPECT_EQ(state.fold_next(told, sample_time()).verdict, Verdict::applied);
  EXPECT_EQ(state.fold_next(told, sample_time() + std::chrono::hours(1)).verdict,
            Verdict::duplicate);
}

TEST_F(FoldOfSignals, WhatADecisionReliedOnHoldsAfterThem) {
  expiring(days(7));
  happen(token_id(1), 1, RetiredSecretPresented{});
  expired_through(sample_time());
  auto create = event(attempt(100), token_id(3), 1, created(3, "alice"));
  create.relied_on = {{token_id(1), 1}, {owner_id("alice"), 0}};
  EXPECT_EQ(state.fold_next(create, sample_time()).verdict, Verdict::applied);
}

}  // namespace
}  // namespace ledger::token
